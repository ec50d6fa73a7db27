"""Signing in as a person, and which company they act for."""

from datetime import timedelta

import jwt
import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from companies import tokens
from companies.models import Membership, Role, User
from core.api import throttling
from core.tenancy import company_scope
from tests.conftest import PASSWORD, Caller, make_company, make_partner

pytestmark = pytest.mark.django_db

BAD_LOGIN = (401, {"message": "Invalid e-mail address or password"})
BAD_TOKEN = (401, {"message": "The token is invalid or has expired."})
BAD_REFRESH = (401, {"message": "The refresh token is invalid or has expired."})


def said(answer):
    return answer.status_code, answer.json()


def login(email="olga@storhaug.example", password=PASSWORD, **headers):
    return Caller().call("POST", "/api/auth/login", {"email": email, "password": password}, **headers)


def refresh(token):
    return Caller().post("/api/auth/refresh", {"refresh_token": token})


def bearer(token):
    return Caller({"Authorization": f"Bearer {token}"})


def test_a_person_gets_a_pair_of_tokens(owner):
    answer = login()
    body = answer.json()
    assert (answer.status_code, list(body)) == (200, ["access_token", "refresh_token", "token_type", "expires_in"])
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert bearer(body["access_token"]).get("/api/company").status_code == 200


@pytest.mark.parametrize("email", ["OLGA@STORHAUG.EXAMPLE", "  olga@storhaug.example \n"])
def test_the_address_in_any_case(email, owner):
    assert login(email).status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("olga@storhaug.example", "wrong"),
        ("olga@storhaug.example", f" {PASSWORD}"),
        ("olga@storhaug.example", f"{PASSWORD} "),
        ("olga@storhaug.example", PASSWORD.upper()),
        ("nobody@storhaug.example", PASSWORD),
        ("not an address", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ],
)
def test_whatever_is_wrong_the_words_are_the_same(email, password, owner):
    assert said(login(email, password)) == BAD_LOGIN


def test_who_left_does_not_get_in(owner):
    User.objects.update(is_active=False)
    assert said(login()) == BAD_LOGIN


def test_who_has_no_password_does_not_get_in(owner):
    owner.user.set_unusable_password()
    owner.user.save()
    assert said(login(password="!")) == BAD_LOGIN


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"email": 7, "password": True}, {"email": ["Not a valid string."], "password": ["Not a valid string."]}),
        (
            {"email": None, "password": None},
            {"email": ["This field may not be null."], "password": ["This field may not be null."]},
        ),
        (
            {"email": " ", "password": ""},
            {"email": ["This field may not be blank."], "password": ["This field may not be blank."]},
        ),
        ({"email": ["a"], "password": {}}, {"email": ["Not a valid string."], "password": ["Not a valid string."]}),
        (
            {"email": "x" * 255, "password": "x" * 1025},
            {
                "email": ["Ensure this field has no more than 254 characters."],
                "password": ["Ensure this field has no more than 1024 characters."],
            },
        ),
    ],
)
def test_what_is_no_login_is_refused_by_field(body, errors, owner):
    assert said(Caller().post("/api/auth/login", body)) == (
        400,
        {"message": "Some fields are not valid.", "errors": errors},
    )


# Too many failures

TOO_MANY = (
    429,
    {"message": "Too many failed attempts. Please wait a moment.", "error": "TOO_MANY_REQUESTS", "retryAfter": 60},
)


def test_after_ten_failures_even_the_right_password_waits(owner):
    for _ in range(10):
        assert said(login(password="wrong")) == BAD_LOGIN
    answer = login()
    assert said(answer) == TOO_MANY
    assert answer["Retry-After"] == "60"


def test_the_case_of_the_address_is_no_way_around(owner):
    for number in range(10):
        email = "olga@storhaug.example"
        login(email[:number].upper() + email[number:], password="wrong")
    assert said(login()) == TOO_MANY


def test_another_account_and_another_caller_are_not_held_up(owner, colleague):
    for _ in range(10):
        login(password="wrong")
    assert login("anna@storhaug.example").status_code == 200
    body = {"email": "olga@storhaug.example", "password": PASSWORD}
    answer = Client(REMOTE_ADDR="198.51.100.7").post("/api/auth/login", body, "application/json")
    assert answer.status_code == 200


def test_after_a_while_it_is_forgotten(owner):
    for _ in range(10):
        login(password="wrong")
    cache.clear()
    assert login().status_code == 200


def test_successes_are_not_counted(owner):
    for _ in range(15):
        assert login().status_code == 200


def test_a_hundred_failures_from_one_address_hold_up_everybody_there(owner):
    for number in range(throttling.FAILURES_PER_ADDRESS):
        throttling.count_failure(address="127.0.0.1", account=f"a{number}")
    assert said(login()) == TOO_MANY


@pytest.mark.parametrize("email", ["a\tb@x.example", "a\nb", "x" * 254, "å b", "\x7f"])
def test_odd_addresses_are_counted_like_any_other(email, owner):
    for _ in range(10):
        assert login(email).status_code == 401
    assert login(email).status_code == 429


def test_without_the_cache_nobody_is_locked_out(owner, settings):
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "unix:///nonexistent/dead.sock"},
    }
    assert said(login(password="wrong")) == BAD_LOGIN
    assert login().status_code == 200


# Refreshing


def test_a_refresh_token_buys_the_next_pair(owner):
    answer = refresh(login().json()["refresh_token"])
    body = answer.json()
    assert (answer.status_code, list(body)) == (200, ["access_token", "refresh_token", "token_type", "expires_in"])
    assert bearer(body["access_token"]).get("/api/company").status_code == 200


@pytest.mark.parametrize("token", ["x", "a.b.c", "é" * 50, "a" * 4096])
def test_what_is_no_refresh_token_is_refused(token, owner):
    assert said(refresh(token)) == BAD_TOKEN


def test_an_access_token_is_no_refresh_token(owner):
    assert said(refresh(login().json()["access_token"])) == BAD_TOKEN


def test_a_refresh_token_is_no_access_token(owner):
    assert said(bearer(login().json()["refresh_token"]).get("/api/company")) == BAD_TOKEN


def test_who_left_gets_no_next_pair(owner):
    token = login().json()["refresh_token"]
    User.objects.update(is_active=False)
    assert said(refresh(token)) == BAD_REFRESH


def test_who_was_deleted_gets_no_next_pair(owner):
    token = login().json()["refresh_token"]
    User.objects.all().delete()
    assert said(refresh(token)) == BAD_REFRESH


def test_a_refresh_token_lives_two_weeks(owner):
    token = login().json()["refresh_token"]
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=-5)):
        assert refresh(token).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=5)):
        assert said(refresh(token)) == BAD_TOKEN


# Tokens that are not good any more


def test_an_access_token_lives_an_hour(owner):
    with time_machine.travel(timezone.now() + timedelta(minutes=59, seconds=50)):
        assert owner.get("/api/company").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=5)):
        assert said(owner.get("/api/company")) == BAD_TOKEN


def test_who_left_is_out_at_once(owner):
    assert owner.get("/api/company").status_code == 200
    User.objects.update(is_active=False)
    assert said(owner.get("/api/company")) == BAD_TOKEN


def test_tokens_from_before_a_revocation_are_refused(owner):
    pair = tokens.for_person(owner.user)
    User.objects.update(tokens_valid_after=timezone.now() + timedelta(seconds=2))
    assert said(owner.get("/api/company")) == BAD_TOKEN
    assert said(refresh(pair.refresh)) == BAD_REFRESH


def test_tokens_from_after_it_are_good(owner):
    User.objects.update(tokens_valid_after=timezone.now())
    assert bearer(login().json()["access_token"]).get("/api/company").status_code == 200


def test_a_machines_token_does_not_open_this_door(owner, company):
    assert said(make_partner(company).get("/api/company")) == BAD_TOKEN


def forged(claims, key=None, algorithm="HS256"):
    now = int(timezone.now().timestamp())
    good = {"token_type": "access", "exp": now + 600, "iat": now, "jti": "x", "iss": "muster"}
    return jwt.encode({**good, **claims}, settings.SECRET_KEY if key is None else key, algorithm=algorithm)


@pytest.mark.parametrize(
    "make",
    [
        lambda uid: forged({"uid": uid}, key="another key that is long enough for HS256"),
        lambda uid: forged({"uid": uid}, key="", algorithm="none"),
        lambda uid: forged({"uid": uid, "iss": "somebody"}),
        lambda uid: forged({"uid": uid, "token_type": "machine"}),
        lambda uid: forged({"uid": uid, "exp": 1}),
        lambda uid: forged({"uid": uid})[:-4],
        lambda uid: forged({"uid": uid}) + "x",
    ],
    ids=["another key", "no signature", "another issuer", "another kind", "expired", "cut", "longer"],
)
def test_a_forged_token_is_refused(make, owner):
    assert said(bearer(make(owner.user.pk)).get("/api/company")) == BAD_TOKEN


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
def test_the_scheme_in_any_case(scheme, owner):
    token = owner.headers["Authorization"].split()[1]
    assert Caller({"Authorization": f"{scheme} {token}"}).get("/api/company").status_code == 200


# Which company


@pytest.fixture
def busy(owner, company):
    """A person who works for two companies, as an owner and as an analyst."""
    other = make_company("acme")
    with company_scope(other.pk):
        Membership.objects.create(company=other, user=owner.user, role=Role.ANALYST)
    return owner


def test_the_only_company_needs_no_name(owner, company):
    assert owner.get("/api/company").json() == {
        "id": str(company.uuid), "slug": "storhaug", "name": "Storhaug", "timeZone": "Europe/Oslo", "currency": "EUR",
        "language": "en",
    }  # fmt: skip


@pytest.mark.parametrize("slug", ["storhaug", "acme"])
def test_of_several_the_header_names_one(slug, busy):
    assert busy.get("/api/company", **{"X-Company": slug}).json()["slug"] == slug


def test_of_several_one_must_be_named(busy):
    assert said(busy.get("/api/company")) == (
        400,
        {
            "message": "You work for several companies. Name one with the X-Company header.",
            "error": "COMPANY_REQUIRED",
        },
    )


@pytest.mark.parametrize(
    "slug", ["rival", "nowhere", "", "STORHAUG", "storhaug ", "storhaug,acme", "stor\x00haug", "ø"]
)
def test_a_company_that_is_not_theirs_is_not_found(slug, busy, other_company):
    answer = Client().get("/api/company", headers=busy.headers, HTTP_X_COMPANY=slug)
    assert said(answer) == (404, {"message": "Company not found"})


def test_a_member_of_none_is_told_so(owner, scope):
    Membership.objects.all().delete()
    assert said(owner.get("/api/company")) == (
        403,
        {"message": "You are not a member of any company.", "error": "FORBIDDEN"},
    )


def test_an_operator_without_a_membership_has_no_company_here(db):
    operator = User.objects.create_superuser("root@muster.example", PASSWORD)
    assert bearer(tokens.for_person(operator).access).get("/api/campaigns").status_code == 403


def test_the_role_is_that_in_the_named_company(busy):
    body = {"name": "x"}
    assert busy.call("POST", "/api/campaigns", body, **{"X-Company": "acme"}).status_code == 403
    assert busy.call("POST", "/api/campaigns", body, **{"X-Company": "storhaug"}).status_code == 201
    assert busy.get("/api/campaigns", **{"X-Company": "acme"}).json()["total"] == 0
    assert busy.get("/api/campaigns", **{"X-Company": "storhaug"}).json()["total"] == 1


@pytest.mark.parametrize(("role", "status"), [("owner", 201), ("marketer", 201), ("approver", 403), ("analyst", 403)])
def test_who_may_write(role, status, owner, scope):
    Membership.objects.update(role=role)
    answer = owner.post("/api/campaigns", {"name": "x"})
    assert answer.status_code == status
    if status == 403:
        assert answer.json() == {"message": f"Your role ({role}) may not do this.", "error": "FORBIDDEN"}
    assert owner.get("/api/campaigns").status_code == 200


def test_nobody_has_no_company(nobody, db):
    assert nobody.get("/api/company").status_code == 401


def test_a_new_password_ends_the_tokens_of_the_old_one(owner):

    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        owner.user.set_password("another good password")
        owner.user.save()
        assert owner.get("/api/campaigns").status_code == 401
