"""What every test may ask for: a company, its people, and strangers."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from companies import credentials, tokens
from companies.models import BrandProfile, Company, CredentialKind, Membership, Role, User
from core.tenancy import company_scope

PASSWORD = "correct horse battery"


@dataclass
class Caller:
    """Somebody who calls a door.

    Args:
        headers: what signs them in.
        user: the person, if it is one.
        company: the company they act for.
    """

    headers: dict[str, str] = field(default_factory=dict)
    user: User | None = None
    company: Company | None = None

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call an address; a body that is not bytes is sent as JSON."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return Client().generic(method, path, raw, "application/json", headers={**self.headers, **headers})

    def get(self, path: str, **headers: str) -> Any:
        """GET."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST."""
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any = None) -> Any:
        """PUT."""
        return self.call("PUT", path, body)

    def delete(self, path: str) -> Any:
        """DELETE."""
        return self.call("DELETE", path)


def make_company(slug: str, **fields: Any) -> Company:
    """A company with an empty brand."""
    company = Company.objects.create(slug=slug, name=slug.title(), **fields)
    with company_scope(company.pk):
        BrandProfile.objects.create(company=company)
    return company


def make_member(company: Company, name: str, role: str) -> Caller:
    """A person of a company, signed in to the native door."""
    user = User.objects.create_user(f"{name}@{company.slug}.example", PASSWORD, full_name=name.title())
    with company_scope(company.pk):
        Membership.objects.create(company=company, user=user, role=role)
    return Caller({"Authorization": f"Bearer {tokens.for_person(user).access}"}, user, company)


def make_partner(company: Company) -> Caller:
    """A machine of a partner, signed in to the partner door."""
    with company_scope(company.pk):
        issued = credentials.issue(company_id=company.pk, kind=CredentialKind.PARTNER, name="Portal")
    return Caller({"Authorization": f"Bearer {tokens.for_credential(issued.credential)}"}, None, company)


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    marked = request.node.get_closest_marker("django_db")
    if marked or "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        cache.clear()


@pytest.fixture
def company(db: None) -> Company:
    """The company that most tests are about."""
    return make_company("storhaug", time_zone="Europe/Oslo")


@pytest.fixture
def other_company(db: None) -> Company:
    """A company that must never see the first one's data."""
    return make_company("rival")


@pytest.fixture
def owner(company: Company) -> Caller:
    """Who made it, and may do everything."""
    return make_member(company, "olga", Role.OWNER)


@pytest.fixture
def colleague(company: Company) -> Caller:
    """Somebody of the same company who may only look."""
    return make_member(company, "anna", Role.ANALYST)


@pytest.fixture
def stranger(other_company: Company) -> Caller:
    """An owner, but of another company."""
    return make_member(other_company, "sven", Role.OWNER)


@pytest.fixture
def nobody() -> Caller:
    """Somebody who has not signed in."""
    return Caller()


@pytest.fixture
def partner(company: Company) -> Caller:
    """A partner of the company."""
    return make_partner(company)


@pytest.fixture
def scope(company: Company):
    """Inside the company's scope."""
    with company_scope(company.pk):
        yield
