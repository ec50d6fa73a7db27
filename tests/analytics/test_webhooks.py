"""The addresses of webhooks, and signed JSON."""

import gzip
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from analytics.models import Event, WebhookSource
from analytics.webhooks import sources
from core.errors import ConflictError, InvalidError
from core.models import AuditEntry
from core.tenancy import across_companies, company_scope
from tests.analytics.conftest import event
from tests.analytics.webhook_bodies import MAILGUN_KEY, NOON, counted, make_source, post, standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(company, scope):
    return make_source(company, "standard")


def batch(*events):
    return json.dumps({"events": events}).encode()


def test_signed_events_count(source, work):
    body = batch(event("click", campaignId=work.id), event("spend", campaignId=work.id, value="12.5"))
    answer = post(source, body, **standard(source, body))
    assert (answer.status_code, answer.json()) == (200, {"accepted": 2, "duplicates": 0, "rejected": []})
    assert counted() == [("click", "", work.campaign.pk), ("spend", "", work.campaign.pk)]


def test_lines_count_as_well(source, work):
    lines = [json.dumps(event("view", contentId=work.item(name))).encode() for name in ("post", "article")]
    body = b"\n".join(lines)
    answer = post(source, body, "application/x-ndjson", **standard(source, body))
    assert answer.json() == {"accepted": 2, "duplicates": 0, "rejected": []}


def test_a_packed_body_is_signed_before_it_is_packed(source, work):
    body = batch(event(campaignId=work.id))
    headers = {**standard(source, body), "Content-Encoding": "gzip"}
    assert post(source, gzip.compress(body, mtime=0), **headers).json()["accepted"] == 1


def test_a_call_again_counts_nothing_again(source, work):
    body = batch(event(campaignId=work.id))
    headers = standard(source, body)
    assert post(source, body, **headers).json()["accepted"] == 1
    assert post(source, body, **headers).json() == {"accepted": 0, "duplicates": 1, "rejected": []}
    assert Event.objects.count() == 1


def test_one_that_will_not_do_costs_only_itself(source, work):
    body = batch(event("applause", campaignId=work.id), event(campaignId=work.id))
    answer = post(source, body, **standard(source, body)).json()
    assert (answer["accepted"], [one["index"] for one in answer["rejected"]]) == (1, [0])
    assert WebhookSource.objects.get().last_problem == ""


def changed_signature(source, body):
    return standard(source, body.replace(b"click", b"views"))


def of_an_hour_ago(source, body):
    return standard(source, body, at=NOON - 3600)


def without(name):
    return lambda source, body: {key: value for key, value in standard(source, body).items() if key != name}


def strange(value):
    return lambda source, body: standard(source, body, **{"webhook-signature": value})


@pytest.mark.parametrize(
    "headers",
    [
        changed_signature, of_an_hour_ago, without("webhook-id"), without("webhook-timestamp"),
        without("webhook-signature"), strange("v1"), strange("v1,not base64"), strange("v2,aGVp"), strange("v1,æ"),
    ],
)  # fmt: skip
def test_a_call_that_is_not_signed_counts_nothing(source, work, headers):
    body = batch(event("click", campaignId=work.id))
    answer = post(source, body, **headers(source, body))
    assert answer.status_code == 401
    assert answer.json() == {"message": "The signature does not fit the secret of this webhook."}
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="Webhook"'
    assert not Event.objects.exists()
    found = WebhookSource.objects.get()
    assert (found.last_problem, found.last_received_at) == (answer.json()["message"], None)


def test_bytes_that_are_no_text_are_not_signed(source):
    headers = standard(source, b"")
    assert post(source, b"\xff\xfe", **headers).status_code == 401


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"[1, 2]", "The body must be a JSON object."),
        (b"{", "The body is not valid JSON: Expecting property name enclosed in double quotes (line 1, column 2)."),
        (b"{}", "events must be a list of events."),
    ],
)
def test_a_signed_body_that_is_no_batch_is_refused_in_words(source, body, message):
    answer = post(source, body, **standard(source, body))
    assert (answer.status_code, answer.json()["message"]) == (400, message)
    assert WebhookSource.objects.get().last_problem == message


def test_too_many_bytes_are_not_read(source):
    body = b" " * (16 * 1024 * 1024 + 1)
    answer = post(source, body, **standard(source, b"{}"))
    assert (answer.status_code, answer.json()["error"]) == (413, "TOO_LARGE")
    assert WebhookSource.objects.get().last_problem == "The body is larger than 16384 KB."


def test_a_bomb_is_not_unpacked(source):
    packed = gzip.compress(b" " * (16 * 1024 * 1024 + 1))
    assert post(source, packed, **{"Content-Encoding": "gzip"}).status_code == 413


def test_another_companys_campaign_is_not_found(other_company, work):
    with company_scope(other_company.pk):
        foreign = make_source(other_company, "standard")
    body = batch(event(campaignId=work.id), event(contentId=work.item("post")))
    answer = post(foreign, body, **standard(foreign, body)).json()
    assert [one["message"] for one in answer["rejected"]] == ["Campaign not found", "Content not found"]
    assert answer["accepted"] == 0
    with across_companies():
        assert not Event.objects.exists()
        assert WebhookSource.objects.get().last_problem == "Nothing of the last call counts. Campaign not found"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_nobody_is_at_an_unknown_address(db, method):
    answer = Client().generic(method, "/webhooks/0123456789abcdef0123456789abcdef", b"{}", "application/json")
    assert answer.status_code == 404
    assert method == "HEAD" or answer.json() == {"message": "Webhook not found"}


def test_an_address_with_strange_letters_is_nobodys(db):
    assert Client().post("/webhooks/%00").status_code == 404


def test_a_revoked_address_is_gone(source, work):
    body = batch(event(campaignId=work.id))
    sources.revoke(source=source)
    assert post(source, body, **standard(source, body)).status_code == 404
    assert not Event.objects.exists()


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("PUT", 405), ("DELETE", 405)])
def test_a_provider_may_look_whether_the_address_is_there(source, method, status):
    assert Client().generic(method, f"/webhooks/{source.key}").status_code == status
    assert WebhookSource.objects.get().last_received_at is None


def test_nothing_of_a_session_or_a_forged_form_matters(source, work, owner):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner.user)
    form = urlencode({"events": "[]"}).encode()
    answer = strict.generic("POST", f"/webhooks/{source.key}", form, "application/x-www-form-urlencoded")
    assert answer.status_code == 401


def test_the_time_of_a_call_is_noted_once_a_minute(source, work, time_machine):
    def call():
        body = batch(event(campaignId=work.id, occurredAt="2027-05-02T10:00:00Z"))
        post(source, body, **standard(source, body))
        return WebhookSource.objects.get().last_received_at

    first = call()
    assert call() == first
    time_machine.shift(timedelta(seconds=61))
    assert call() - first >= timedelta(seconds=61)


def test_a_good_call_ends_what_was_said_of_a_bad_one_at_once(source, work):
    body = batch(event(campaignId=work.id))
    post(source, body, **standard(source, body))
    post(source, body, **standard(source, b"{}"))
    assert WebhookSource.objects.get().last_problem != ""
    post(source, body, **standard(source, body))
    assert WebhookSource.objects.get().last_problem == ""


def test_both_secrets_are_good_while_one_is_changed(source, work, time_machine):
    body = batch(event(campaignId=work.id))
    old, new = WebhookSource.objects.get(), sources.rotate(source=source).source
    assert old.secret != new.secret
    assert post(new, body, **standard(old, body)).json()["accepted"] == 1
    assert post(new, body, **standard(new, body)).json()["duplicates"] == 1
    time_machine.shift(sources.OVERLAP + timedelta(seconds=1))
    late = NOON + int(sources.OVERLAP.total_seconds()) + 1
    assert post(new, body, **standard(old, body, at=late)).status_code == 401
    assert post(new, body, **standard(new, body, at=late)).json()["duplicates"] == 1


def test_secrets_are_stored_encrypted(source):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM analytics_webhooksource")
        (stored,) = cursor.fetchone()
    assert source.secret.startswith("whsec_")
    assert source.secret not in stored


def test_every_change_is_a_fact_without_the_secret(source):
    sources.rotate(source=source)
    sources.revoke(source=source)
    sources.revoke(source=source)
    facts = AuditEntry.objects.filter(object_type="analytics.webhooksource").order_by("pk")
    assert [fact.action for fact in facts] == ["created", "secret changed", "revoked"]
    assert [fact.changes for fact in facts] == [{"provider": [None, "Signed JSON (Standard Webhooks)"]}, {}, {}]


def test_a_revoked_one_takes_no_new_secret(source):
    sources.revoke(source=source)
    with pytest.raises(ConflictError, match="takes no new secret"):
        sources.rotate(source=source)
    assert WebhookSource.objects.get().secret == source.secret


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"provider": "pigeon"}, "provider", "There is no such provider."),
        ({"name": " "}, "name", "A name of 1 to 255 characters is required."),
        ({"secret": "mine"}, "secret", "Leave this empty: the secret for Postmark is made here."),
        ({"provider": "mailgun", "secret": "nøkkel"}, "secret", "HTTP webhook signing key has only letters, digits"),
        ({"provider": "mailgun", "secret": "x" * 1001}, "secret", "At most 1,000 characters."),
        ({"provider": "resend", "secret": "MfKQ9r8G"}, "secret", "The signing secret begins with whsec_"),
        ({"provider": "sendgrid", "secret": MAILGUN_KEY}, "secret", "Paste the public key in one line"),
    ],
)
def test_what_will_not_do_is_refused(company, scope, fields, field, message):
    with pytest.raises(InvalidError) as refused:
        sources.create(company_id=company.pk, **{"name": "Ours", "provider": "postmark", **fields})
    (fault,) = refused.value.faults
    assert (fault.name, fault.message.startswith(message)) == (field, True)
    assert not WebhookSource.objects.exists()
