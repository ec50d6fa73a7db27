"""E-mail providers' calls in their own formats."""

import hashlib
import hmac
import json
from base64 import b64encode
from urllib.parse import urlencode

import pytest
from django.test import override_settings

from analytics.models import Event, WebhookSource
from analytics.webhooks.providers import PROVIDERS
from core.tenancy import across_companies, company_scope
from tests.analytics.webhook_bodies import (
    MAILGUN_KEY,
    NOON,
    RESEND_KEY,
    SENDGRID_KEY,
    basic,
    counted,
    mailgun,
    make_source,
    post,
    postmark,
    resend,
    sendgrid,
    sendgrid_headers,
    svix,
)

pytestmark = pytest.mark.django_db

ONE = {"accepted": 1, "duplicates": 0, "rejected": []}
AGAIN = {"accepted": 0, "duplicates": 1, "rejected": []}
NOTHING = {"accepted": 0, "duplicates": 0, "rejected": []}
NO_CAMPAIGN = "It names no campaign: send the metadata campaign_id or content_id, or a tag campaign:<id>."


@pytest.fixture
def at_mailgun(company, scope):
    return make_source(company, "mailgun", MAILGUN_KEY)


@pytest.fixture
def at_sendgrid(company, scope):
    return make_source(company, "sendgrid", SENDGRID_KEY)


@pytest.fixture
def at_postmark(company, scope):
    return make_source(company, "postmark")


@pytest.fixture
def at_resend(company, scope):
    return make_source(company, "resend", RESEND_KEY)


def sign_and_post(source, events):
    body = json.dumps(events).encode()
    return post(source, body, **sendgrid_headers(body))


# -- Mailgun


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("delivered", "delivery"), ("failed", "bounce"), ("rejected", "bounce"), ("complained", "complaint"),
        ("unsubscribed", "opt-out"), ("opened", "open"), ("clicked", "click"),
    ],
)  # fmt: skip
def test_mailguns_events_count_as_ours(at_mailgun, work, said, kind):
    answer = post(at_mailgun, mailgun(said, variables={"campaign_id": work.id}))
    assert (answer.status_code, answer.json()) == (200, ONE)
    (found,) = Event.objects.all()
    assert (found.kind, found.campaign_id, found.platform) == (kind, work.campaign.pk, "email")
    assert (found.key, found.occurred_at.timestamp()) == ("mailgun:c5f8e3", NOON + 0.25)


@pytest.mark.parametrize("fields", [{"event": "accepted"}, {"event": "failed", "severity": "temporary"}])
def test_what_nobody_counts_is_neither_taken_nor_rejected(at_mailgun, work, fields):
    assert post(at_mailgun, mailgun(**fields, variables={"campaign_id": work.id})).json() == NOTHING
    assert WebhookSource.objects.get().last_problem == ""


def test_a_call_again_is_counted_once(at_mailgun, work):
    body = mailgun(variables={"campaign_id": work.id})
    assert [post(at_mailgun, body).json() for _ in range(2)] == [ONE, AGAIN]
    assert Event.objects.count() == 1


def test_the_content_brings_its_campaign(at_mailgun, work):
    assert post(at_mailgun, mailgun(variables={"content_id": work.item("article")})).json() == ONE
    found = Event.objects.get()
    assert (found.campaign_id, found.content_id) == (work.campaign.pk, work.items["article"].pk)


def test_tags_name_the_campaign_where_the_metadata_does_not(at_mailgun, work):
    tags = ["spring", f"campaign:{work.id}", f"content:{work.item('post')}"]
    assert post(at_mailgun, mailgun(tags=tags, variables={"campaign_id": "spring-7"})).json() == ONE
    assert Event.objects.get().content_id == work.items["post"].pk


def test_a_message_of_no_campaign_is_rejected_and_not_sent_again(at_mailgun):
    answer = post(at_mailgun, mailgun())
    rejected = [{"index": 0, "message": NO_CAMPAIGN}]
    assert (answer.status_code, answer.json()) == (200, {"accepted": 0, "duplicates": 0, "rejected": rejected})
    assert WebhookSource.objects.get().last_problem == f"Nothing of the last call counts. {NO_CAMPAIGN}"


def test_another_companys_campaign_is_not_found(other_company, work):
    with company_scope(other_company.pk):
        foreign = make_source(other_company, "mailgun", MAILGUN_KEY)
    answer = post(foreign, mailgun(variables={"campaign_id": work.id}))
    assert (answer.status_code, answer.json()["rejected"][0]["message"]) == (200, "Campaign not found")
    with across_companies():
        assert not Event.objects.exists()


def changed(**fields):
    body = mailgun()
    body["signature"].update(fields)
    return body


@pytest.mark.parametrize(
    "body",
    [
        changed(token="another"), changed(timestamp=str(NOON + 1)), changed(signature="0" * 64),
        changed(signature=None), changed(token="æ"), {"event-data": {}}, [], 7, b"", b"{", b"\xff", b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_mailgun_did_not_sign_is_refused(at_mailgun, body):
    answer = post(at_mailgun, body)
    assert (answer.status_code, answer.json()["message"]) == (
        401, "The signature does not fit the secret of this webhook."
    )  # fmt: skip
    assert not Event.objects.exists()
    assert WebhookSource.objects.get().last_problem == answer.json()["message"]


def test_json_under_another_type_is_not_read(at_mailgun, work):
    body = mailgun(variables={"campaign_id": work.id})
    assert post(at_mailgun, body, "text/plain").status_code == 401
    assert not Event.objects.exists()


def test_a_form_with_files_is_not_looked_at(at_mailgun):
    answer = post(at_mailgun, b"--x--", "multipart/form-data; boundary=x")
    assert (answer.status_code, answer.json()["message"]) == (400, "The body must be JSON, or a form without files.")


@pytest.mark.parametrize("fields", [{"timestamp": "soon"}, {"timestamp": 1e300}, {"event": {}}, {"message": 7}])
def test_a_signed_body_of_another_shape_is_refused_for_good(at_mailgun, fields):
    answer = post(at_mailgun, mailgun(**{"event": "opened", **fields}))
    assert (answer.status_code, answer.json()["message"]) == (400, "The body is not what Mailgun sends.")


def test_without_its_key_nothing_is_trusted(company, scope):
    answer = post(make_source(company, "mailgun"), mailgun())
    message = "The provider's key is not stored yet: paste it on the webhook's page."
    assert (answer.status_code, answer.json()["message"]) == (401, message)


@pytest.mark.parametrize(
    ("said", "rule"), [("apple", "prefetch"), ("gmail", "prefetch"), ("generic", "scanner"), ("", "")]
)
def test_mailgun_says_itself_what_was_no_person(at_mailgun, work, said, rule):
    body = mailgun("opened", variables={"campaign_id": work.id}, **{"client-info": {"bot": said}})
    assert post(at_mailgun, body).json() == ONE
    assert counted() == [("open", rule, work.campaign.pk)]


@pytest.mark.parametrize(
    ("agent", "rule"), [("Googlebot/2.1", "known-bot"), ("Mozilla/5.0", "scanner"), ("", ""), (7, "")]
)
def test_the_agent_tells_machines_where_the_provider_does_not(at_mailgun, work, agent, rule):
    body = mailgun("clicked", variables={"campaign_id": work.id}, **{"client-info": {"user-agent": agent}})
    assert post(at_mailgun, body).json() == ONE
    assert counted() == [("click", rule, work.campaign.pk)]


# -- SendGrid


def test_a_batch_of_sendgrids(at_sendgrid, work):
    mine = {"campaign_id": work.id}
    events = sendgrid(
        {"event": "processed", **mine},
        {"event": "delivered", **mine},
        {"event": "open", "sg_machine_open": True, **mine},
        {"event": "click", "url": "https://example.com/", "useragent": "Googlebot/2.1", **mine},
        {"event": "spamreport", "category": f"campaign:{work.id}"},
        {"event": "delivered"},
    )
    answer = sign_and_post(at_sendgrid, events)
    assert answer.status_code == 200
    assert answer.json() == {
        "accepted": 4, "duplicates": 0, "rejected": [{"index": 5, "message": NO_CAMPAIGN}]
    }  # fmt: skip
    campaign = work.campaign.pk
    assert counted() == [
        ("click", "known-bot", campaign), ("complaint", "", campaign), ("delivery", "", campaign),
        ("open", "prefetch", campaign),
    ]  # fmt: skip
    assert sign_and_post(at_sendgrid, events).json()["duplicates"] == 4


def test_sendgrids_signature_covers_the_body(at_sendgrid, work):
    body = json.dumps(sendgrid({"event": "open", "campaign_id": work.id})).encode()
    headers = sendgrid_headers(body)
    assert post(at_sendgrid, body.replace(b"open", b"click"), **headers).status_code == 401
    for name in headers:
        assert post(at_sendgrid, body, **{**headers, name: "MEUCIQ"}).status_code == 401
        assert post(at_sendgrid, body, **{key: headers[key] for key in headers if key != name}).status_code == 401
    assert not Event.objects.exists()


# -- Postmark


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"record": "Delivery"}, "delivery"),
        ({"record": "Bounce", "ID": 42, "Type": "HardBounce", "BouncedAt": "2027-05-02T10:00:00Z"}, "bounce"),
        ({"record": "SpamComplaint", "ID": 43, "Type": "SpamComplaint"}, "complaint"),
        ({"record": "SubscriptionChange", "SuppressionReason": "ManualSuppression"}, "opt-out"),
        ({"record": "Open", "UserAgent": "Mozilla/5.0 (via ggpht.com GoogleImageProxy)"}, "open"),
        ({"record": "Click", "OriginalLink": "https://example.com/"}, "click"),
    ],
)  # fmt: skip
def test_postmarks_events_count_as_ours(at_postmark, work, fields, kind):
    body = postmark(**fields, Metadata={"campaign_id": work.id})
    assert [post(at_postmark, body, **basic(at_postmark)).json() for _ in range(2)] == [ONE, AGAIN]
    assert counted() == [(kind, "", work.campaign.pk)]


def test_two_clicks_on_two_links_are_two(at_postmark, work):
    for link in ("https://example.com/1", "https://example.com/2"):
        body = postmark("Click", OriginalLink=link, Metadata={"campaign_id": work.id})
        assert post(at_postmark, body, **basic(at_postmark)).json() == ONE


@pytest.mark.parametrize("value", ["", "Basic", "Basic !", "Bearer x", "Basic bXVzdGVyOndyb25n"])
def test_postmark_needs_the_password(at_postmark, work, value):
    answer = post(at_postmark, postmark(Metadata={"campaign_id": work.id}), Authorization=value)
    message = "The call did not bring the user name and password of this webhook's address."
    assert (answer.status_code, answer.json()["message"]) == (401, message)
    assert not Event.objects.exists()


def test_a_message_that_came_in_is_not_a_report(at_postmark):
    answer = post(at_postmark, {"FromFull": {"Email": "x@example.com"}}, **basic(at_postmark))
    message = "This is not what the address is for: it takes reports on messages that were sent."
    assert (answer.status_code, answer.json()["message"]) == (400, message)


def test_what_happened_before_events_are_kept_is_rejected(at_postmark, work):
    body = postmark(DeliveredAt="1999-05-02T10:00:00Z", Metadata={"campaign_id": work.id})
    answer = post(at_postmark, body, **basic(at_postmark))
    assert (answer.status_code, answer.json()["accepted"]) == (200, 0)
    assert answer.json()["rejected"][0]["message"].startswith("occurredAt lies before ")


# -- Resend


def test_resends_events_count_as_ours(at_resend, work):
    body = resend("email.clicked", {"campaign_id": work.id}, click={"link": "https://e.example/", "userAgent": "x"})
    assert [post(at_resend, body, **svix(body)).json() for _ in range(2)] == [ONE, AGAIN]
    assert Event.objects.get().key == "resend:msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_resends_signature_covers_body_and_time(at_resend, work, time_machine):
    body = resend(metadata={"campaign_id": work.id})
    headers = svix(body)
    assert post(at_resend, body.replace(b"delivered", b"bounced"), **headers).status_code == 401
    assert post(at_resend, body, **{**headers, "svix-id": "msg_other"}).status_code == 401
    assert post(at_resend, body).status_code == 401
    time_machine.move_to("2027-05-02T11:06:00Z")
    assert post(at_resend, body, **headers).status_code == 401
    assert not Event.objects.exists()


# -- The others: one good call, and one with another secret


def by_hmac(header):
    def call(source, body):
        raw = json.dumps(body).encode()
        return post(source, raw, **{header: hmac.new(b"s3cr3t", raw, hashlib.sha256).hexdigest()})

    return call


def by_password(source, body):
    return post(source, body, **basic(source))


def as_mandrill(source, body):
    events = json.dumps(body)
    signed = f"https://muster.example/webhooks/{source.key}mandrill_events{events}"
    signature = b64encode(hmac.new(b"s3cr3t", signed.encode(), hashlib.sha1).digest()).decode()
    form = urlencode({"mandrill_events": events}).encode()
    return post(source, form, "application/x-www-form-urlencoded", **{"X-Mandrill-Signature": signature})


def as_unisender(source, body):
    raw = json.dumps({"auth": "s3cr3t", **body}).encode()
    return post(source, raw.replace(b"s3cr3t", hashlib.md5(raw).hexdigest().encode()))


BREVO = {"event": "unique_opened", "email": "k@example.com", "message-id": "<1@relay>", "ts_epoch": NOON * 1000}
MAILERSEND = {"type": "opened", "id": "62f114f8165fe0d8db0288e5", "created_at": "2027-05-02T10:00:00.000000Z"}
MAILJET = {"event": "open", "time": NOON, "MessageID": 19421777835146490, "email": "k@example.com"}
MAILTRAP = {"event": "open", "timestamp": NOON, "message_id": "4c04", "event_id": "61e5", "email": "k@example.com"}
SPARKPOST = {"type": "open", "timestamp": str(NOON), "event_id": "92356927", "transmission_id": "65832150"}
UNISENDER = {"status": "opened", "event_time": "2027-05-02 10:00:00", "job_id": "1a3Q2V", "email": "k@example.com"}
OTHERS = {
    "brevo": (by_password, lambda campaign: {**BREVO, "tags": [f"campaign:{campaign}"]}),
    "mailersend": (
        by_hmac("Signature"),
        lambda campaign: {
            "type": "activity.opened",
            "data": {**MAILERSEND, "email": {"tags": [f"campaign:{campaign}"], "message": {"id": "62fb"}}},
        },
    ),
    "mailjet": (by_password, lambda campaign: [{**MAILJET, "Payload": json.dumps({"campaign_id": campaign})}]),
    "mailtrap": (
        by_hmac("Mailtrap-Signature"),
        lambda campaign: {"events": [{**MAILTRAP, "custom_variables": {"campaign_id": campaign}}]},
    ),
    "mandrill": (
        as_mandrill,
        lambda campaign: [{"event": "open", "ts": NOON, "_id": "e", "msg": {"metadata": {"campaign_id": campaign}}}],
    ),
    "sparkpost": (
        by_password,
        lambda campaign: [{"msys": {"track_event": {**SPARKPOST, "rcpt_meta": {"campaign_id": campaign}}}}],
    ),
    "unisender": (
        as_unisender,
        lambda campaign: {
            "event_name": "transactional_email_status", **UNISENDER, "metadata": {"campaign_id": campaign},
        },
    ),
}  # fmt: skip


@override_settings(PUBLIC_URL="https://muster.example")
@pytest.mark.parametrize("name", OTHERS)
def test_each_of_the_others_is_understood(company, work, name):
    call, body = OTHERS[name]
    secret = "s3cr3t" if PROVIDERS[name].is_theirs else ""
    source = make_source(company, name, secret)
    assert [call(source, body(work.id)).json() for _ in range(2)] == [ONE, AGAIN]
    assert counted() == [("open", "", work.campaign.pk)]


@override_settings(PUBLIC_URL="https://muster.example")
@pytest.mark.parametrize("name", OTHERS)
def test_each_of_the_others_is_checked(company, work, name):
    call, body = OTHERS[name]
    source = make_source(company, name, "another" if PROVIDERS[name].is_theirs else "")
    WebhookSource.objects.filter(pk=source.pk).update(secret="another")
    assert call(source, body(work.id)).status_code == 401
    assert not Event.objects.exists()


def test_postal_is_checked_by_its_public_key(company, work):
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pair = rsa.generate_private_key(65537, 2048)
    public = pair.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    source = make_source(company, "postal", b64encode(public).decode())
    message = {"id": 12345, "to": "k@example.com", "direction": "outgoing", "tag": f"campaign:{work.id}"}
    payload = {"url": "https://example.com/", "user_agent": "Mozilla/5.0 (X11; Linux)", "message": message}
    body = json.dumps({"event": "MessageLinkClicked", "timestamp": NOON, "uuid": "0fcc8e", "payload": payload}).encode()
    signature = b64encode(pair.sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()
    assert post(source, body, **{"X-Postal-Signature": signature}).json() == ONE
    assert post(source, body + b" ", **{"X-Postal-Signature": signature}).status_code == 401
    assert counted() == [("click", "", work.campaign.pk)]


def test_an_open_through_apples_proxy_is_brevos_own_event(company, work):
    source = make_source(company, "brevo")
    assert by_password(source, {**BREVO, "event": "proxy_open", "tags": [f"campaign:{work.id}"]}).json() == ONE
    assert counted() == [("open", "prefetch", work.campaign.pk)]


def test_a_long_id_of_the_providers_is_shortened_to_its_hash(company, work):
    source = make_source(company, "mailtrap", "s3cr3t")
    one = {**MAILTRAP, "event_id": "x" * 200, "custom_variables": {"campaign_id": work.id}}
    assert by_hmac("Mailtrap-Signature")(source, {"events": [one]}).json() == ONE
    expected = hashlib.sha256(json.dumps(["x" * 200]).encode()).hexdigest()
    assert Event.objects.get().key == f"mailtrap:{expected}"
