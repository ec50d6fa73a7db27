"""`POST /auth/token` and `/api/auth/token`: a key and a secret buy an hour; rotation and revocation."""

import re
from datetime import timedelta

import jwt
import pytest
import time_machine
from django.utils import timezone

from companies import credentials
from companies.models import Credential, CredentialKind
from core.errors import ConflictError
from core.models import AuditEntry
from core.tenancy import company_scope
from tests.conftest import Caller
from tests.partners.test_resolve import item

pytestmark = pytest.mark.django_db

REFUSED = (401, {"error": "Invalid API credentials"})


@pytest.fixture
def issued(company, scope):
    return credentials.issue(company_id=company.pk, kind=CredentialKind.PARTNER, name="Portal")


@pytest.fixture(params=["/auth/token", "/api/auth/token"])
def buy(request):
    """Ask for a token at both addresses."""

    def buy(key, secret):
        return Caller().post(request.param, {"api_key": key, "api_secret": secret})

    return buy


def said(answer):
    return answer.status_code, answer.json()


def test_a_key_and_a_secret_buy_a_token_that_opens_the_door(buy, issued):
    answer = buy(issued.credential.key, issued.secret)
    body = answer.json()
    assert (answer.status_code, list(body)) == (200, ["access_token", "token_type", "expires_in"])
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    door = Caller({"Authorization": f"Bearer {body['access_token']}"})
    assert door.post("/api/campaign", item()).status_code == 201


def test_the_token_says_the_company_and_lives_an_hour(buy, issued, company):
    token = buy(issued.credential.key, issued.secret).json()["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["co"], claims["cid"], claims["kind"]) == (company.pk, issued.credential.pk, "partner")
    assert claims["exp"] - claims["iat"] == 3600


def test_it_says_when_it_was_used_last(buy, issued):
    assert issued.credential.last_used_at is None
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        buy(issued.credential.key, issued.secret)
    issued.credential.refresh_from_db()
    assert issued.credential.last_used_at == now


def test_a_failure_is_no_use(buy, issued):
    buy(issued.credential.key, "wrong")
    issued.credential.refresh_from_db()
    assert issued.credential.last_used_at is None


@pytest.mark.parametrize(
    ("key", "secret"),
    [
        ("{key}", "wrong"),
        ("{key}", "{secret} "),
        ("{key}", "{hash}"),
        ("{key}x", "{secret}"),
        ("{KEY}", "{secret}"),
        ("partner_unknown", "{secret}"),
        ("{secret}", "{key}"),
        ("é", "ø"),
    ],
)
def test_whatever_is_wrong_the_words_are_the_same(key, secret, buy, issued):
    values = {
        "key": issued.credential.key,
        "KEY": issued.credential.key.upper(),
        "secret": issued.secret,
        "hash": issued.credential.secret_hash,
    }
    answer = buy(key.format(**values), secret.format(**values))
    assert said(answer) == REFUSED
    assert answer["WWW-Authenticate"] == "Bearer"


REQUIRED, BLANK, NULL, NO_TEXT = (
    "This field is required.",
    "This field may not be blank.",
    "This field may not be null.",
    "Not a valid string.",
)
TOO_LONG = "Ensure this field has no more than 255 characters."


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ({}, {"api_key": REQUIRED, "api_secret": REQUIRED}),
        ({"api_key": "a"}, {"api_secret": REQUIRED}),
        ({"api_secret": "a"}, {"api_key": REQUIRED}),
        ({"api_key": None, "api_secret": None}, {"api_key": NULL, "api_secret": NULL}),
        ({"api_key": "", "api_secret": ""}, {"api_key": BLANK, "api_secret": BLANK}),
        ({"api_key": 7, "api_secret": True}, {"api_key": NO_TEXT, "api_secret": NO_TEXT}),
        ({"api_key": [], "api_secret": {}}, {"api_key": NO_TEXT, "api_secret": NO_TEXT}),
        ({"api_key": "x" * 256, "api_secret": "x" * 256}, {"api_key": TOO_LONG, "api_secret": TOO_LONG}),
    ],
)
@pytest.mark.parametrize("path", ["/auth/token", "/api/auth/token"])
def test_a_body_that_is_none_is_refused_with_every_fault(path, body, details, company):
    assert said(Caller().post(path, body)) == (
        400,
        {
            "error": "Invalid request body",
            "details": [{"path": [name], "message": message} for name, message in details.items()],
        },
    )


def test_after_ten_failures_even_the_right_secret_waits(buy, issued):
    for _ in range(10):
        assert said(buy(issued.credential.key, "wrong")) == REFUSED
    answer = buy(issued.credential.key, issued.secret)
    assert said(answer) == (429, {"error": "Too many failed attempts. Please wait a moment."})
    assert answer["Retry-After"] == "60"


def test_both_addresses_count_together(issued):
    for number in range(10):
        path = "/auth/token" if number % 2 else "/api/auth/token"
        Caller().post(path, {"api_key": issued.credential.key, "api_secret": "wrong"})
    body = {"api_key": issued.credential.key, "api_secret": issued.secret}
    assert Caller().post("/auth/token", body).status_code == 429


@pytest.mark.parametrize(("kind", "status"), [("partner", 200), ("agency", 200), ("messaging", 401), ("dsp", 401)])
def test_only_partners_and_agencies_sign_in_here(kind, status, buy, company, scope):
    issued = credentials.issue(company_id=company.pk, kind=kind, name="x")
    answer = buy(issued.credential.key, issued.secret)
    assert answer.status_code == status
    assert status == 200 or said(answer) == REFUSED


def test_an_agencys_token_does_not_open_the_partner_door(company, scope, buy):
    issued = credentials.issue(company_id=company.pk, kind=CredentialKind.AGENCY, name="x")
    token = buy(issued.credential.key, issued.secret).json()["access_token"]
    answer = Caller({"Authorization": f"Bearer {token}"}).post("/api/campaign", item())
    assert said(answer) == (401, {"error": "Unauthorized"})


# Rotating


def test_while_secrets_overlap_both_are_good(buy, issued):
    new = credentials.rotate(credential=issued.credential)
    for secret in (issued.secret, new.secret):
        assert buy(issued.credential.key, secret).status_code == 200


def test_after_the_overlap_only_the_new_one_is(buy, issued):
    new = credentials.rotate(credential=issued.credential)
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert said(buy(issued.credential.key, issued.secret)) == REFUSED
        assert buy(issued.credential.key, new.secret).status_code == 200


def test_just_before_its_end_the_overlap_still_holds(buy, issued):
    credentials.rotate(credential=issued.credential)
    with time_machine.travel(timezone.now() + timedelta(hours=23, minutes=59)):
        assert buy(issued.credential.key, issued.secret).status_code == 200


def test_without_an_overlap_the_old_one_ends_at_once(buy, issued):
    credentials.rotate(credential=issued.credential, overlap=timedelta(0))
    assert said(buy(issued.credential.key, issued.secret)) == REFUSED


def test_of_three_secrets_the_two_latest_are_good(buy, issued):
    second = credentials.rotate(credential=issued.credential)
    third = credentials.rotate(credential=issued.credential)
    statuses = [buy(issued.credential.key, one.secret).status_code for one in (issued, second, third)]
    assert statuses == [401, 200, 200]


def test_a_credential_that_was_never_rotated_has_no_empty_secret(buy, issued):
    assert buy(issued.credential.key, "").status_code == 400
    Credential.objects.update(previous_valid_until=timezone.now() + timedelta(days=1))
    assert buy(issued.credential.key, "x").status_code == 401


def test_tokens_of_the_old_secret_stay_good(issued, partner, scope):
    credentials.rotate(credential=Credential.objects.exclude(pk=issued.credential.pk).get())
    assert partner.post("/api/campaign", item()).status_code == 201


# Revoking


def test_a_revoked_credential_buys_nothing(buy, issued):
    credentials.revoke(credential=issued.credential)
    assert said(buy(issued.credential.key, issued.secret)) == REFUSED


def test_revoking_ends_both_secrets_of_a_rotation(buy, issued):
    new = credentials.rotate(credential=issued.credential)
    credentials.revoke(credential=issued.credential)
    assert {buy(issued.credential.key, one.secret).status_code for one in (issued, new)} == {401}


def test_a_revoked_credential_is_not_rotated(issued):
    credentials.revoke(credential=issued.credential)
    before = Credential.objects.values().get()
    with pytest.raises(ConflictError, match=r"A revoked credential cannot be rotated\. Issue a new one\."):
        credentials.rotate(credential=issued.credential)
    assert Credential.objects.values().get() == before


def test_revoking_again_is_no_change(issued):
    credentials.revoke(credential=issued.credential)
    before = Credential.objects.values().get()
    credentials.revoke(credential=issued.credential)
    assert Credential.objects.values().get() == before
    assert AuditEntry.objects.filter(action="revoked").count() == 1


def test_one_credentials_revocation_is_no_others(issued, partner):
    credentials.revoke(credential=issued.credential)
    assert partner.post("/api/campaign", item()).status_code == 201


# What is kept


def test_secrets_are_kept_hashed(issued):
    stored = str(Credential.objects.values().get())
    assert issued.secret not in stored
    assert re.fullmatch("[0-9a-f]{64}", issued.credential.secret_hash)


def test_secrets_and_keys_are_long_and_never_the_same(company, scope):
    made = [credentials.issue(company_id=company.pk, kind="partner", name="x") for _ in range(20)]
    assert len({one.secret for one in made}) == len({one.credential.key for one in made}) == 20
    assert min(len(one.secret) for one in made) >= 43


def test_only_an_agency_gets_a_signing_secret(company, scope):
    for kind in CredentialKind.values:
        issued = credentials.issue(company_id=company.pk, kind=kind, name="x")
        assert bool(issued.signing_secret) == (kind == "agency")
        assert issued.credential.signing_secret == issued.signing_secret


def test_each_step_is_an_audit_fact_without_the_secret(issued):
    new = credentials.rotate(credential=issued.credential)
    credentials.revoke(credential=issued.credential)
    facts = AuditEntry.objects.order_by("pk")
    assert [fact.action for fact in facts] == ["issued", "rotated", "revoked"]
    assert not any(secret in str(list(facts.values())) for secret in (issued.secret, new.secret))


def test_nobodys_credentials_are_another_companys(issued, other_company):
    with company_scope(other_company.pk):
        assert not Credential.objects.exists()
