"""Text messages, push and webhooks: what the providers are sent, and what their answers mean."""

import base64
import json
import time
from urllib.parse import quote

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from standardwebhooks import Webhook

from core.errors import InvalidError, OutboundError
from delivery.channels.base import Outcome, Published
from templates_app.rendering.message import Button, Header
from tests.core.servers import closed_port, silent
from tests.delivery.channels.conftest import account, outgoing, post

# -- Twilio

SMS = "POST /2010-04-01/Accounts/AC1/Messages.json"
SMS_TOKEN = "twilio-token-that-nobody-may-see"


@pytest.fixture
def twilio(api, make):
    return make("sms", secrets={"auth_token": SMS_TOKEN}, account_sid="AC1", sender="Hotel", base_url=api.url)


def text(number=1):
    return outgoing("sms", f"+479123456{number}", body="Vårtilbud: 20 % & mer")


def test_a_text_message(api, twilio):
    api.answer(SMS, {"sid": "SM9", "status": "queued"}, 201)
    assert list(twilio.send([text()])) == [Outcome(1, "sent", "SM9")]
    assert api.paths() == [SMS]
    assert api.calls[0].form == {"To": "+4791234561", "From": "Hotel", "Body": "Vårtilbud: 20 % & mer"}
    basic = base64.b64encode(f"AC1:{SMS_TOKEN}".encode()).decode()
    assert api.calls[0].headers["authorization"] == f"Basic {basic}"


def test_a_messaging_service_is_a_sender_too(api, make):
    api.answer(SMS, {"sid": "SM9"}, 201)
    told = {"account_sid": "AC1", "api_key": "SK1", "sender": "MG77", "base_url": api.url}
    list(make("sms", secrets={"auth_token": SMS_TOKEN}, **told).send([text()]))
    assert api.calls[0].form == {"To": "+4791234561", "MessagingServiceSid": "MG77", "Body": "Vårtilbud: 20 % & mer"}
    assert base64.b64decode(api.calls[0].headers["authorization"].split()[1]).startswith(b"SK1:")


@pytest.mark.parametrize(
    ("status", "code", "permanent", "of_account", "feedback"),
    [
        (400, 21211, True, False, "unreachable"),
        (400, 21610, True, False, "stop"),
        (401, 20003, True, True, ""),
        (429, 20429, False, True, ""),
        (400, 21606, True, True, ""),
        (500, 20500, False, False, ""),
    ],
)
def test_a_refused_text_message(api, twilio, status, code, permanent, of_account, feedback):
    api.answer(SMS, {"code": code, "message": f"Sorry {SMS_TOKEN}", "status": status}, status)
    assert list(twilio.send([text()])) == [
        Outcome(1, "failed", "", f"Sorry ••• (code {code})", permanent, None, of_account, feedback)
    ]


def test_a_fault_of_the_account_stops_the_batch(api, twilio):
    api.answer(SMS, {"code": 20003, "message": "Authenticate"}, 401, Retry_After="7")
    found = list(twilio.send([outgoing("sms", f"+47{n}", body="x") for n in range(100)]))
    assert len(found) == 100
    assert set(found) == {Outcome(1, "failed", "", "Authenticate (code 20003)", True, 7.0, of_account=True)}
    assert len(api.calls) <= 16


def test_several_are_under_way_at_once_over_kept_connections(api, twilio):
    api.answer(SMS, {"sid": "SM9"}, 201)
    batch = [outgoing("sms", f"+47{n}", body="x") for n in range(64)]
    assert [outcome.state for outcome in twilio.send(batch)] == ["sent"] * 64
    assert [outcome.state for outcome in twilio.send(batch)] == ["sent"] * 64
    assert len(api.calls) == 128
    assert api.server.connections <= 8


@pytest.mark.parametrize("status", [502, 504])
def test_a_gateway_that_heard_nothing_leaves_it_unknown(api, twilio, status):
    api.answer(SMS, b"<html>Bad gateway</html>", status)
    reason = f"127.0.0.1 answered {status}: whether it took this is not known."
    assert list(twilio.send([text()])) == [Outcome(1, "unknown", reason=reason)]


def test_a_receipt_that_cannot_be_read_is_a_receipt(api, twilio):
    api.answer(SMS, b"OK", 201)
    assert list(twilio.send([text()])) == [Outcome(1, "sent")]


def test_a_server_that_refuses_connections_got_nothing(make, settings):
    port = closed_port()
    settings.OUTBOUND_ALLOW = {f"127.0.0.1:{port}"}
    told = {"account_sid": "AC1", "sender": "Hotel", "base_url": f"http://127.0.0.1:{port}"}
    found = list(make("sms", secrets={"auth_token": SMS_TOKEN}, **told).send([text()]))
    assert found == [Outcome(1, "failed", "", "127.0.0.1 refused the connection.", False, None, of_account=True)]


def test_a_server_that_says_nothing_may_have_got_it(make, settings, monkeypatch):
    with silent() as port:
        settings.OUTBOUND_ALLOW = {f"127.0.0.1:{port}"}
        told = {"account_sid": "AC1", "sender": "Hotel", "base_url": f"http://127.0.0.1:{port}"}
        channel = make("sms", secrets={"auth_token": SMS_TOKEN}, **told)
        monkeypatch.setattr(channel.wire, "_limits", type(channel.wire._limits)(deadline=0.2))
        assert list(channel.send([text()])) == [Outcome(1, "unknown", reason="127.0.0.1 did not answer in time.")]


def test_a_connection_that_takes_too_long_to_make_carried_nothing(make, monkeypatch, settings):
    settings.OUTBOUND_ALLOW = {"127.0.0.1:9"}
    told = {"account_sid": "AC1", "sender": "Hotel", "base_url": "http://127.0.0.1:9"}
    channel = make("sms", secrets={"auth_token": SMS_TOKEN}, **told)

    def slow(address, seconds):
        raise TimeoutError

    monkeypatch.setattr("delivery.channels.wire.socket.create_connection", slow)
    assert list(channel.send([text()])) == [
        Outcome(1, "failed", "", "127.0.0.1 did not answer in time.", False, None, of_account=True)
    ]


def test_private_addresses_are_out_of_reach(make, settings):
    told = {"account_sid": "AC1", "sender": "Hotel", "base_url": "https://127.0.0.1"}
    with pytest.raises(OutboundError, match="is not a public address"):
        make("sms", secrets={"auth_token": SMS_TOKEN}, **told).check()


def test_checking_the_gateway(api, twilio):
    api.answer("GET /2010-04-01/Accounts/AC1.json", {"friendly_name": "Hotel", "status": "active"})
    assert twilio.check() == "Signed in to the account Hotel (active)."


# -- Firebase


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def service_account(api, key):
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return json.dumps(
        {
            "type": "service_account",
            "project_id": "hotel",
            "client_email": "push@hotel.example",
            "private_key": pem,
            "token_uri": f"{api.url}/token",
        }
    )


@pytest.fixture
def firebase(api, make, service_account):
    api.answer("POST /token", {"access_token": "ya29.one", "expires_in": 3600})
    return make("push", secrets={"service_account": service_account}, base_url=api.url)


PUSH = "POST /v1/projects/hotel/messages:send"


def push(channel="apn", **fields):
    return outgoing(channel, "device-1", subject="Offer", body="20 % off", **fields)


def test_a_push_with_a_token_of_the_service_account(api, firebase, key):
    api.answer(PUSH, {"name": "projects/hotel/messages/0:1"})
    item = push(
        header=Header("image", url="https://i.example/1.jpg"), buttons=(Button("url", "See", "https://h.example"),)
    )
    assert list(firebase.send([item])) == [Outcome(1, "sent", "projects/hotel/messages/0:1")]
    assert api.calls[0].form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    claims = jwt.decode(
        api.calls[0].form["assertion"], key.public_key(), algorithms=["RS256"], audience=f"{api.url}/token"
    )
    assert (claims["iss"], claims["scope"]) == (
        "push@hotel.example",
        "https://www.googleapis.com/auth/firebase.messaging",
    )
    assert api.calls[1].headers["authorization"] == "Bearer ya29.one"
    assert api.calls[1].json == {
        "message": {
            "token": "device-1",
            "notification": {"title": "Offer", "body": "20 % off", "image": "https://i.example/1.jpg"},
            "data": {"campaign_id": "42", "key": "run7:1", "link": "https://h.example"},
        }
    }


def test_a_browser_is_led_to_the_link(api, firebase):
    api.answer(PUSH, {"name": "x"})
    list(firebase.send([push("bpn", buttons=(Button("url", "See", "https://h.example"),))]))
    assert api.calls[1].json["message"]["webpush"] == {"fcm_options": {"link": "https://h.example"}}


def test_a_token_serves_many_messages(api, firebase):
    api.answer(PUSH, {"name": "x"})
    list(firebase.send([push()] * 20))
    list(firebase.send([push()] * 20))
    assert api.paths().count("POST /token") == 1


def test_a_token_that_is_refused_is_replaced_once(api, firebase):
    api.answer("POST /token", {"access_token": "ya29.two", "expires_in": 3600})
    api.answer(PUSH, {"error": {"status": "UNAUTHENTICATED", "message": "Expired"}}, 401)
    api.answer(PUSH, {"name": "x"})
    assert [outcome.state for outcome in firebase.send([push()])] == ["sent"]
    assert [call.headers.get("authorization") for call in api.calls] == [
        None, "Bearer ya29.one", None, "Bearer ya29.two"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "code", "reason", "permanent", "of_account"),
    [
        (404, "UNREGISTERED", "The app or browser is not there any more.", True, False),
        (400, "INVALID_ARGUMENT", "Sorry", True, False),
        (403, "SENDER_ID_MISMATCH", "The token belongs to another project.", True, False),
        (429, "QUOTA_EXCEEDED", "Sorry", False, True),
        (503, "UNAVAILABLE", "Sorry", False, False),
        (401, "THIRD_PARTY_AUTH_ERROR", "Sorry", True, True),
    ],
)
def test_a_refused_push(api, firebase, status, code, reason, permanent, of_account):
    details = [{"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}]
    api.answer(PUSH, {"error": {"status": "X", "message": "Sorry", "details": details}}, status)
    feedback = "unreachable" if code == "UNREGISTERED" else ""
    assert list(firebase.send([push()])) == [Outcome(1, "failed", "", reason, permanent, None, of_account, feedback)]


def test_no_token_is_a_fault_of_the_account(api, make, service_account):
    api.answer("POST /token", {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, 400)
    channel = make("push", secrets={"service_account": service_account}, base_url=api.url)
    with pytest.raises(OutboundError, match="Google gave no token: Invalid JWT Signature"):
        channel.check()
    assert [outcome.of_account for outcome in channel.send([push()])] == [True]


def test_a_token_that_did_not_come_sent_nothing(api, make, service_account):
    api.hang_up("POST /token")
    channel = make("push", secrets={"service_account": service_account}, base_url=api.url)
    assert [(one.state, one.permanent) for one in channel.send([push()])] == [("failed", False)]


def test_checking_push(firebase):
    assert firebase.check() == "Signed in to the project hotel as push@hotel.example."


@pytest.mark.parametrize("pasted", ["", "{}", "[]", '{"project_id": "p", "client_email": "e", "private_key": "no"}'])
def test_what_is_no_service_account_is_refused(pasted):
    from delivery.channels.google import read

    with pytest.raises(ValueError, match="Paste the whole JSON file"):
        read(pasted)


# -- Webhook

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def webhook(api, make):
    return make("webhook", "sms", secrets={"signing_secret": SECRET}, url=f"{api.url}/hook?a=1")


def test_a_signed_call(api, webhook):
    api.answer("POST /hook", {"id": "m-1"})
    assert list(webhook.send([outgoing("sms", "+4791234567", body="Hei")])) == [Outcome(1, "sent", "m-1")]
    call = api.calls[0]
    assert call.path == "/hook?a=1"
    assert call.headers["webhook-id"] == "run7:1"
    assert abs(int(call.headers["webhook-timestamp"]) - time.time()) < 10
    body = Webhook(SECRET).verify(call.raw, call.headers)
    assert (body["type"], body["data"]["address"], body["data"]["message"]["body"]) == ("message", "+4791234567", "Hei")
    assert body["data"]["metadata"] == {"campaign_id": "42"}


def test_the_same_message_has_the_same_key(api, webhook):
    api.answer("POST /hook")
    item = outgoing("sms", "+4791234567", body="Hei")
    list(webhook.send([item]))
    list(webhook.send([item]))
    assert [call.headers["webhook-id"] for call in api.calls] == ["run7:1", "run7:1"]


def test_what_is_uncertain_may_be_tried_again_since_the_key_is_known(api, webhook):
    api.hang_up("POST /hook")
    assert list(webhook.send([outgoing("sms", "+4791234567", body="Hei")])) == [
        Outcome(1, "failed", reason="127.0.0.1 hung up before it answered.")
    ]


@pytest.mark.parametrize(
    ("status", "permanent", "of_account"),
    [
        (400, True, False),
        (401, True, True),
        (410, True, True),
        (404, True, True),
        (429, False, True),
        (500, False, False),
    ],
)
def test_a_refused_call(api, webhook, status, permanent, of_account):
    api.answer("POST /hook", {"message": "No"}, status)
    assert list(webhook.send([outgoing("sms", "+4791234567", body="Hei")])) == [
        Outcome(1, "failed", "", "No", permanent, None, of_account)
    ]


def test_a_post_by_webhook(api, make):
    api.answer("POST /hook", {"id": "p-1", "url": "https://x.example/p-1"})
    channel = make("webhook", "x", secrets={"signing_secret": SECRET}, url=f"{api.url}/hook")
    assert channel.publish(post("Hello", media=("https://i.example/1.jpg",))) == Published(
        "p-1", "https://x.example/p-1"
    )
    body = Webhook(SECRET).verify(api.calls[0].raw, api.calls[0].headers)
    assert body["type"] == "post"
    assert body["data"] == {
        "platform": "x", "title": "", "text": "Hello", "media": ["https://i.example/1.jpg"], "link": "",
        "language": "", "metadata": {},
    }  # fmt: skip


def test_checking_a_webhook_calls_it(api, webhook):
    api.answer("POST /hook")
    assert webhook.check() == "127.0.0.1 took a signed test call."
    assert Webhook(SECRET).verify(api.calls[0].raw, api.calls[0].headers)["type"] == "test"


# -- What an account must know


def test_secrets_do_not_show_in_an_account():
    found = account("sms", secrets={"auth_token": SMS_TOKEN}, account_sid="AC1", sender="Hotel")
    assert SMS_TOKEN not in repr(found)


def test_a_key_is_not_sent_in_the_open():
    with pytest.raises(InvalidError) as caught:
        account("sms", account_sid="AC1", sender="Hotel", base_url="http://api.example.com")
    assert [(fault.name, fault.message) for fault in caught.value.faults] == [
        ("base_url", "The address must begin with https://, since the key is sent there.")
    ]


@pytest.mark.parametrize(
    "url", ["ftp://a.example", "https://", "https://u:p@a.example", "https://a.example:x", "a.example"]
)
def test_what_is_no_api_address(url):
    with pytest.raises(InvalidError):
        account("sms", account_sid="AC1", sender="Hotel", base_url=url)


def test_a_secret_in_an_address_is_hidden_in_both_forms(api, make):
    token = "123:AA/bb+cc"
    api.answer(f"POST /bot{token}/sendMessage", {"ok": False, "description": f"x {token} {quote(token, safe='')}"}, 400)
    channel = make("telegram", secrets={"bot_token": token}, chat_id="@c", base_url=api.url)
    with pytest.raises(OutboundError) as caught:
        channel.publish(post())
    assert caught.value.message == "x ••• •••"
