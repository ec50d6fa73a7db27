"""Webhooks in the back office."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from analytics.models import WebhookSource
from analytics.webhooks import sources
from core.models import AuditEntry
from tests.analytics.webhook_bodies import MAILGUN_KEY, RESEND_KEY, basic, make_source, post, postmark
from tests.backoffice.test_campaigns import messages
from tests.backoffice.test_settings import do, secrets_in

pytestmark = pytest.mark.django_db

ADD = "/admin/analytics/webhooksource/add/"


def page(source):
    return reverse("admin:analytics_webhooksource_change", args=[source.pk])


def test_a_new_ones_secret_is_shown_once_in_its_address(owner_browser, scope):
    answer = owner_browser.post(ADD, {"name": "Postmark, news", "provider": "postmark", "pasted": ""})
    source = WebhookSource.objects.get()
    address = f"http://muster:{source.secret}@testserver/webhooks/{source.key}"
    assert secrets_in(answer) == [address, "muster", source.secret]
    assert "no-store" in answer.headers["Cache-Control"]
    again = owner_browser.get(page(source)).content.decode()
    assert f"http://testserver/webhooks/{source.key}" in again
    assert source.secret not in again
    assert source.secret not in owner_browser.get("/admin/analytics/webhooksource/").content.decode()


def test_signed_json_gets_its_signing_secret(owner_browser, scope):
    answer = owner_browser.post(ADD, {"name": "Our bridge", "provider": "standard", "pasted": ""})
    source = WebhookSource.objects.get()
    assert secrets_in(answer) == [f"http://testserver/webhooks/{source.key}", source.secret]


def test_a_key_of_the_providers_is_pasted_later(owner_browser, scope):
    answer = owner_browser.post(ADD, {"name": "Resend", "provider": "resend", "pasted": ""})
    source = WebhookSource.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, page(source))
    assert "Waits for its key" in owner_browser.get(page(source)).content.decode()
    do(owner_browser, source, "rotate", secret=f" {RESEND_KEY}\n")
    source.refresh_from_db()
    assert (source.secret, source.previous_valid_until) == (RESEND_KEY, None)
    body = owner_browser.get(page(source)).content.decode()
    assert "Live" in body
    assert RESEND_KEY not in body


def test_a_key_that_cannot_be_one_is_refused_beside_its_field(owner_browser, scope):
    answer = owner_browser.post(ADD, {"name": "Resend", "provider": "resend", "pasted": "not-a-key"})
    assert "The signing secret begins with whsec_" in answer.content.decode()
    assert "not-a-key" not in answer.content.decode()
    assert not WebhookSource.objects.exists()


@pytest.mark.parametrize(("pasted", "said"), [("", "Paste the key"), ("nøkkel", "has only letters, digits")])
def test_a_wrong_new_key_changes_nothing(company, owner_browser, scope, pasted, said):
    source = make_source(company, "mailgun", MAILGUN_KEY)
    address = reverse("admin:analytics_webhooksource_do", args=[source.pk, "rotate"])
    answer = owner_browser.post(address, {"secret": pasted}, follow=True)
    assert any(said in text for text in messages(answer))
    source.refresh_from_db()
    assert source.secret == MAILGUN_KEY


def test_a_new_secret_is_shown_once_and_the_old_one_ends_when_it_is_said(company, owner_browser, scope):
    source = make_source(company, "postmark")
    old = basic(source)
    answer = do(owner_browser, source, "rotate", overlap="0")
    source.refresh_from_db()
    assert secrets_in(answer)[-1] == source.secret
    assert post(source, postmark(), **old).status_code == 401
    assert post(source, postmark(), **basic(source)).status_code == 200


def test_revoking_ends_it_for_good(company, owner_browser, scope):
    source = make_source(company, "postmark")
    do(owner_browser, source, "revoke")
    assert post(source, postmark(), **basic(source)).status_code == 404
    body = owner_browser.get(page(source)).content.decode()
    assert "Revoked" in body
    assert "New secret" not in body
    answer = do(owner_browser, source, "rotate")
    assert answer.status_code == 302
    assert WebhookSource.objects.get().rotated_at is None


def test_the_list_says_what_the_problem_is(company, owner_browser, scope):
    source = make_source(company, "postmark")
    post(source, postmark())
    body = owner_browser.get("/admin/analytics/webhooksource/").content.decode()
    assert "The call did not bring the user name and password" in body
    assert "Never" in body


def test_an_analyst_sees_that_it_works_but_not_where(company, colleague_browser, scope):
    source = make_source(company, "postmark")
    body = colleague_browser.get(page(source)).content.decode()
    assert "Our postmark" in body
    assert source.key not in body
    for deed in ("rotate", "revoke"):
        assert do(colleague_browser, source, deed).status_code == 403
    assert colleague_browser.post(ADD, {"name": "Mine", "provider": "postmark"}).status_code == 403
    found = WebhookSource.objects.get()
    assert (found.secret, found.revoked_at) == (source.secret, None)


def test_a_stranger_neither_sees_nor_ends_it(company, stranger_browser, scope):
    source = make_source(company, "postmark")
    assert source.key not in stranger_browser.get(page(source), follow=True).content.decode()
    for deed in ("rotate", "revoke"):
        do(stranger_browser, source, deed)
    found = WebhookSource.objects.get()
    assert (found.secret, found.revoked_at) == (source.secret, None)


def test_who_made_it_is_a_fact(owner, owner_browser, scope):
    owner_browser.post(ADD, {"name": "Ours", "provider": "postmark", "pasted": ""})
    fact = AuditEntry.objects.get(object_type="analytics.webhooksource")
    assert (fact.action, fact.actor_id, fact.door) == ("created", owner.user.pk, "admin")
    assert WebhookSource.objects.get().secret not in str(fact.changes)


def test_every_provider_has_steps_on_its_page(company, owner_browser, scope):
    for name, provider in sources.PROVIDERS.items():
        body = re.sub(r"&#x27;|&quot;", "'", owner_browser.get(page(make_source(company, name))).content.decode())
        assert provider.steps[0].split(",")[0] in body


def test_whatsapps_page_shows_the_verify_token_with_which_its_address_answers(company, owner_browser, scope):
    source = make_source(company, "whatsapp", "app-secret")
    body = owner_browser.get(page(source)).content.decode()
    (token,) = re.findall(r'id="webhook-verify-token" readonly value="([^"]+)"', body)
    told = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "77"}
    assert Client().get(f"/webhooks/{source.key}", told).content == b"77"
    assert "app-secret" not in body
    assert "campaign_id" not in body


def test_other_providers_have_no_verify_token(company, owner_browser, scope):
    body = owner_browser.get(page(make_source(company, "twilio", "token"))).content.decode()
    assert "Verify token" not in body
    assert "HTTP POST" in body
