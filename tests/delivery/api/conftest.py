"""Machines at the messaging and the agency door, and a demo company's templates, groups and people."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import pytest

from companies import credentials, tokens
from companies.models import Company, Credential, CredentialKind
from core.tenancy import company_scope
from delivery import demo
from tests.conftest import Caller


def make_application(company: Company) -> Caller:
    """An application at the messaging door."""
    with company_scope(company.pk):
        issued = credentials.issue(company_id=company.pk, kind=CredentialKind.MESSAGING, name="Application")
    return Caller({"Authorization": f"{issued.credential.key}.{issued.secret}"}, None, company)


@dataclass
class AgencyCaller(Caller):
    """A machine at the agency door.

    Args:
        credential: what it signed in with.
        secret: signs bodies.
    """

    credential: Credential | None = None
    secret: str = ""

    def at(self, name: str, **query: Any) -> str:
        """An address of the door, with the company's uuid."""
        more = "".join(f"&{key}={value}" for key, value in query.items())
        return f"/agency/{name}?uuid={self.company.uuid}{more}"

    def signature(self, body: Any) -> dict[str, str]:
        """The header that signs a body."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return {"X-Signature": "sha256=" + hmac.new(self.secret.encode(), raw, hashlib.sha256).hexdigest()}


def make_agency(company: Company) -> AgencyCaller:
    """An agency with a token."""
    with company_scope(company.pk):
        issued = credentials.issue(company_id=company.pk, kind=CredentialKind.AGENCY, name="Agency")
    headers = {"Authorization": f"Bearer {tokens.for_credential(issued.credential)}"}
    return AgencyCaller(headers, None, company, issued.credential, issued.signing_secret)


@pytest.fixture
def application(company: Company) -> Caller:
    """An application of the company."""
    return make_application(company)


@pytest.fixture
def agency(company: Company) -> AgencyCaller:
    """An agency of the company."""
    return make_agency(company)


@pytest.fixture
def shop(company: Company, scope: None) -> dict[str, Any]:
    """What a demo company has: templates, groups of four people, and their ids."""
    return demo.fill(company)
