"""What Twilio and WhatsApp report of a run's messages, by their own calls to the real address, signed as they sign."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client, override_settings

from analytics.models import TotalMetric, WebhookSource
from analytics.webhooks.providers import PROVIDERS
from analytics.webhooks.twilio import signature
from audiences import suppressions
from audiences.models import Suppression
from core.channels import Channel
from core.models import AuditEntry
from core.tenancy import across_companies, company_scope
from delivery import accounts
from delivery.execution import execute
from delivery.freezing import Audience
from delivery.models import Run, SendRecord
from tests.analytics.webhook_bodies import make_source
from tests.delivery.channels.provider import Provider, provider
from tests.delivery.conftest import inline, make_broadcast, make_version

pytestmark = pytest.mark.django_db

TOKEN = "twilio-auth-token"
APP_SECRET = "meta-app-secret"
KARI, OLA = "+4790000001", "+4790000002"
NOTHING = {"accepted": 0, "duplicates": 0, "rejected": []}
BODY = "Hi {{name}}: {{offer}} today"
AT = 1809255600  # 2027-05-02T11:00:00Z


@pytest.fixture(autouse=True)
def now(time_machine: Any) -> None:
    time_machine.move_to("2027-05-02T11:01:00Z")


@pytest.fixture
def api(settings: Any) -> Iterator[Provider]:
    """A provider that takes every message and names it after its place."""
    with provider() as found:
        settings.OUTBOUND_ALLOW = found.server.allow
        yield found


def sent(company: Any, send: Any, channel: str, **account: Any) -> Run:
    """A run to Kari and Ola."""
    way = accounts.create(company_id=company.pk, channel=channel, name="Way out", **account)
    broadcast = make_broadcast(company, make_version(company, channel=channel, body=BODY), account=way)
    people = [inline(KARI, name="Kari"), inline(OLA, name="Ola")]
    run = execute(broadcast=broadcast, audience=Audience(contacts=people))
    send(run)
    return run


@pytest.fixture
def texts(company, scope, api, send) -> Run:
    """Two text messages."""
    for sid in ("SM1", "SM2"):
        api.answer("POST /2010-04-01/Accounts/AC1/Messages.json", {"sid": sid}, 201)
    told = {"account_sid": "AC1", "sender": "Hotel", "base_url": api.url, "status_url": f"{api.url}/webhooks/k"}
    return sent(company, send, Channel.SMS, kind="sms", settings=told, secrets={"auth_token": TOKEN})


@pytest.fixture
def chats(company, scope, api, send) -> Run:
    """Two messages by WhatsApp."""
    for wamid in ("wamid.1", "wamid.2"):
        api.answer("POST /v23.0/1234/messages", {"messages": [{"id": wamid}]})
    told = {"phone_number_id": "1234", "base_url": f"{api.url}/v23.0"}
    return sent(company, send, Channel.WHATSAPP, kind="whatsapp", settings=told, secrets={"access_token": "EAAB"})


@pytest.fixture
def twilio(company, scope) -> WebhookSource:
    return make_source(company, "twilio", TOKEN)


@pytest.fixture
def whatsapp(company, scope) -> WebhookSource:
    return make_source(company, "whatsapp", APP_SECRET)


def signed(address: str, form: dict[str, str], token: str = TOKEN) -> str:
    """As Twilio's manual says: the address, then each name with its value, sorted."""
    said = address + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def call_twilio(source: WebhookSource, *, base: str = "http://testserver", key: str = TOKEN, **form: str) -> Any:
    """Twilio calls."""
    path = f"/webhooks/{source.key}"
    headers = {"X-Twilio-Signature": signed(base + path, form, key)}
    return Client().generic("POST", path, urlencode(form), "application/x-www-form-urlencoded", headers=headers)


def call_whatsapp(source: WebhookSource, secret: str = APP_SECRET, field: str = "messages", **value: Any) -> Any:
    """Meta calls."""
    change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "1234"}}}
    change["value"] |= value
    entry = [{"id": "WABA", "changes": [change]}]
    body = json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Client().generic(
        "POST", f"/webhooks/{source.key}", body, "application/json", headers={"X-Hub-Signature-256": signature}
    )


def status(wamid: str, said: str, *, at: int = AT, **fields: Any) -> dict[str, Any]:
    """What became of one message, as Meta says it."""
    return {"id": wamid, "status": said, "timestamp": str(at), "recipient_id": "4790000001", **fields}


def answer(words: str, *, number: str = KARI, at: int = AT, **fields: Any) -> dict[str, Any]:
    """What somebody wrote, as Meta says it."""
    wamid = f"wamid.in.{at}"
    return {
        "from": number[1:], "id": wamid, "timestamp": str(at), "type": "text", "text": {"body": words}, **fields
    }  # fmt: skip


def rows() -> dict[str, tuple[str, str]]:
    return {row.provider_id: (row.state, row.reason) for row in SendRecord.objects.all()}


def suppressed() -> list[tuple[str, str]]:
    return sorted(Suppression.objects.values_list("channel", "reason"))


def total(kind: str) -> int:
    return sum(TotalMetric.objects.filter(kind=kind).values_list("count", flat=True))


# -- Twilio


def test_each_text_message_asks_for_reports_at_the_accounts_webhook(texts, api):
    assert {call.form["StatusCallback"] for call in api.calls} == {f"{api.url}/webhooks/k"}


def test_what_twilio_delivered_stands_in_the_ledger(texts, twilio):
    reply = call_twilio(twilio, MessageSid="SM1", MessageStatus="delivered", To=KARI)
    assert (reply.status_code, reply.content, reply.headers["Content-Type"]) == (200, b"<Response/>", "text/xml")
    assert rows() == {"SM1": ("delivered", ""), "SM2": ("planned", "")}
    assert total("delivery") == 2  # counted when they were handed over
    assert suppressed() == []


def test_a_late_sent_changes_nothing(texts, twilio):
    for said in ("delivered", "sent", "queued"):
        call_twilio(twilio, MessageSid="SM1", MessageStatus=said, To=KARI)
    assert rows()["SM1"] == ("delivered", "")


def test_a_text_that_came_back_is_one_bounce_of_the_campaign(texts, twilio):
    for said in ("undelivered", "undelivered", "failed", "delivered"):
        call_twilio(twilio, MessageSid="SM1", MessageStatus=said, To=KARI, ErrorCode="30003")
    assert rows()["SM1"] == ("bounced", "Twilio could not deliver it: undelivered (code 30003)")
    row = TotalMetric.objects.get(kind="bounce")
    assert (row.count, row.campaign_id, row.platform) == (1, texts.broadcast.campaign_id, "sms")
    assert suppressed() == []


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        ("30005", [("sms", "unreachable")]), ("30006", [("sms", "unreachable")]), ("21610", [("sms", "stopped")]),
        ("30003", []), ("30007", []), ("30008", []),
    ],
)  # fmt: skip
def test_only_what_is_so_for_good_suppresses(texts, twilio, code, reasons):
    call_twilio(twilio, MessageSid="SM1", MessageStatus="undelivered", To=KARI, ErrorCode=code)
    assert suppressed() == reasons


@pytest.mark.parametrize("word", ["STOP", "stopp", "Stop.", " unsubscribe ", "QUIT", "Cancel", "END"])
def test_who_texts_stop_gets_no_more_texts_until_start(twilio, word):
    call_twilio(twilio, MessageSid="SM9", SmsStatus="received", From=KARI, To="+4759440000", Body=word)
    assert suppressed() == [("sms", "stopped")]
    call_twilio(twilio, MessageSid="SM10", SmsStatus="received", From=KARI, To="+4759440000", Body="Start")
    assert suppressed() == []
    assert AuditEntry.objects.get(action="lifted").changes["why"] == [None, "Answered START."]


@pytest.mark.parametrize("words", ["Please stop", "stop it", "The end", "", "Nonstop"])
def test_a_word_in_a_sentence_stops_nothing(twilio, words):
    call_twilio(twilio, MessageSid="SM9", SmsStatus="received", From=KARI, To="+4759440000", Body=words)
    assert suppressed() == []


def test_what_a_messaging_service_understood_counts(twilio):
    told = {"MessageSid": "SM9", "From": KARI, "To": "+4759440000"}
    call_twilio(twilio, **told, Body="meld meg av", OptOutType="STOP")
    assert suppressed() == [("sms", "stopped")]
    call_twilio(twilio, **told, Body="hjelp", OptOutType="HELP")
    assert suppressed() == [("sms", "stopped")]


def test_start_takes_back_nothing_else(company, twilio):
    for reason in ("by-hand", "unsubscribed"):
        suppressions.suppress(company_id=company.pk, channel="sms", addresses=[KARI], reason=reason, source="t")
    call_twilio(twilio, MessageSid="SM9", From=KARI, Body="START")
    assert suppressed() == [("sms", "by-hand"), ("sms", "unsubscribed")]


def test_an_unknown_text_message_is_taken_and_counts_nothing(texts, twilio):
    reply = call_twilio(twilio, MessageSid="SM404", MessageStatus="failed", To=OLA, ErrorCode="30003")
    assert reply.status_code == 200
    assert rows() == {"SM1": ("planned", ""), "SM2": ("planned", "")}
    assert total("bounce") == 0
    assert WebhookSource.objects.get().last_problem == ""


def test_another_companys_text_message_is_unknown(texts, other_company):
    with company_scope(other_company.pk):
        foreign = make_source(other_company, "twilio", TOKEN)
    call_twilio(foreign, MessageSid="SM1", MessageStatus="undelivered", To=KARI, ErrorCode="30003")
    assert rows()["SM1"] == ("planned", "")
    with across_companies():
        assert total("bounce") == 0


@pytest.mark.parametrize("change", [{"key": "another"}, {"base": "http://elsewhere"}])
def test_what_twilio_did_not_sign_changes_nothing(texts, twilio, change):
    reply = call_twilio(twilio, **change, MessageSid="SM1", MessageStatus="delivered", To=KARI)
    assert reply.status_code == 401
    assert rows()["SM1"] == ("planned", "")


def test_a_call_without_a_signature_is_refused(twilio):
    form = {"MessageSid": "SM1", "From": KARI, "Body": "STOP"}
    assert Client().post(f"/webhooks/{twilio.key}", form).status_code == 401
    assert suppressed() == []


def test_behind_a_proxy_the_public_address_is_what_is_signed(texts, twilio):
    with override_settings(PUBLIC_URL="https://muster.example"):
        for base in ("https://muster.example", "https://muster.example:443"):
            told = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": KARI}
            assert call_twilio(twilio, base=base, **told).status_code == 200
        assert call_twilio(twilio, MessageSid="SM1", MessageStatus="delivered").status_code == 401


def test_twilios_own_example_fits():
    """https://www.twilio.com/docs/usage/security: the example of its manual and of its libraries' tests."""
    form = QueryDict(mutable=True)
    form.update({
        "CallSid": "CA1234567890ABCDE", "Digits": "1234", "From": "+14158675309", "To": "+18005551212",
        "Caller": "+14158675309",
    })  # fmt: skip
    found = signature("https://mycompany.com/myapp.php?foo=1&bar=2", form, "12345")
    assert found == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


# -- WhatsApp


def test_meta_subscribes_with_the_verify_token(whatsapp):
    token = PROVIDERS["whatsapp"].verify_token(whatsapp.key)
    told = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    reply = Client().get(f"/webhooks/{whatsapp.key}", {**told, "hub.verify_token": token})
    assert (reply.status_code, reply.content) == (200, b"1158201444")
    assert reply.headers["Content-Type"].startswith("text/plain")
    for wrong in ("", token[:-1], f"{token}x", "ø"):
        assert Client().get(f"/webhooks/{whatsapp.key}", {**told, "hub.verify_token": wrong}).status_code == 403
    assert Client().get(f"/webhooks/{whatsapp.key}").json() == {}


def test_the_verify_token_of_another_webhook_is_not_this_ones(company, whatsapp):
    other = make_source(company, "whatsapp", APP_SECRET)
    token = PROVIDERS["whatsapp"].verify_token(other.key)
    told = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": token}
    assert Client().get(f"/webhooks/{whatsapp.key}", told).status_code == 403


def test_what_whatsapp_delivered_and_who_read_it(chats, whatsapp):
    said = [status("wamid.1", "sent"), status("wamid.1", "delivered"), status("wamid.2", "read")]
    assert call_whatsapp(whatsapp, statuses=said).json() == {"accepted": 1, "duplicates": 0, "rejected": []}
    assert rows() == {"wamid.1": ("delivered", ""), "wamid.2": ("delivered", "")}
    row = TotalMetric.objects.get(kind="open")
    assert (row.count, row.campaign_id, row.platform) == (1, chats.broadcast.campaign_id, "whatsapp")


def test_the_same_again_and_in_another_order_changes_nothing(chats, whatsapp):
    for said in ("read", "delivered", "sent", "read"):
        call_whatsapp(whatsapp, statuses=[status("wamid.1", said)])
    assert rows()["wamid.1"] == ("delivered", "")
    assert total("open") == 1


def test_what_whatsapp_could_not_deliver_is_a_bounce_with_its_reason(chats, whatsapp):
    error = {"code": 131026, "title": "Message undeliverable", "message": "Message undeliverable"}
    error["error_data"] = {"details": "Message Undeliverable."}
    failed = status("wamid.1", "failed", errors=[error])
    assert call_whatsapp(whatsapp, statuses=[failed, status("wamid.1", "delivered")]).json()["accepted"] == 1
    assert call_whatsapp(whatsapp, statuses=[failed]).json() == {"accepted": 0, "duplicates": 1, "rejected": []}
    assert rows()["wamid.1"] == ("bounced", "Message Undeliverable. (code 131026)")
    assert total("bounce") == 1
    assert suppressed() == []


def test_who_wants_no_marketing_is_stopped(chats, whatsapp):
    failed = status("wamid.1", "failed", errors=[{"code": 131050, "title": "Stopped marketing messages"}])
    call_whatsapp(whatsapp, statuses=[failed])
    assert suppressed() == [("whatsapp", "stopped")]


def test_who_answers_stop_counts_as_an_opt_out_of_what_it_answers(chats, whatsapp):
    said = answer("STOP", context={"from": "4759440000", "id": "wamid.1"})
    assert call_whatsapp(whatsapp, messages=[said]).json()["accepted"] == 1
    assert suppressed() == [("whatsapp", "stopped")]
    assert total("opt-out") == 1


@pytest.mark.parametrize(
    "said",
    [
        answer("stopp"),
        answer("", type="button", text=None, button={"text": "Stop", "payload": "Stop"}),
        answer("", type="interactive", text=None, interactive={"button_reply": {"id": "1", "title": "STOP"}}),
    ],
)
def test_a_word_or_a_button_stops_and_start_begins_again(whatsapp, said):
    assert call_whatsapp(whatsapp, messages=[said]).json() == NOTHING
    assert suppressed() == [("whatsapp", "stopped")]
    call_whatsapp(whatsapp, messages=[answer("START", at=AT + 5)])
    assert suppressed() == []


def test_a_start_that_comes_late_does_not_undo_a_later_stop(whatsapp):
    for text, at in (("STOP", AT), ("STOP", AT + 20), ("START", AT + 10)):
        call_whatsapp(whatsapp, messages=[answer(text, at=at)])
    assert suppressed() == [("whatsapp", "stopped")]


def test_preferences_within_whatsapp_hold(whatsapp):
    wish = {"wa_id": KARI[1:], "category": "marketing_messages", "timestamp": AT}
    call_whatsapp(whatsapp, field="user_preferences", user_preferences=[{**wish, "value": "stop"}])
    assert suppressed() == [("whatsapp", "stopped")]
    call_whatsapp(whatsapp, field="user_preferences", user_preferences=[{**wish, "value": "resume"}])
    assert suppressed() == []


def test_an_unknown_message_of_whatsapp_is_taken_and_counts_nothing(chats, whatsapp):
    assert call_whatsapp(whatsapp, statuses=[status("wamid.404", "read")]).json() == NOTHING
    assert rows() == {"wamid.1": ("planned", ""), "wamid.2": ("planned", "")}


def test_what_meta_did_not_sign_changes_nothing(chats, whatsapp):
    reply = call_whatsapp(whatsapp, "another", statuses=[status("wamid.1", "delivered")], messages=[answer("STOP")])
    assert reply.status_code == 401
    assert rows()["wamid.1"] == ("planned", "")
    assert suppressed() == []


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"entry": [{"changes": [1]}]}', b"[" * 5000, b"\xff"])
def test_a_signed_body_of_another_shape_is_refused(whatsapp, body):
    signature = "sha256=" + hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    path, headers = f"/webhooks/{whatsapp.key}", {"X-Hub-Signature-256": signature}
    reply = Client().generic("POST", path, body, "application/json", headers=headers)
    assert (reply.status_code, reply.json()["message"]) == (400, "The body is not what WhatsApp (Cloud API) sends.")
