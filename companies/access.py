"""Signing in, and which company a person is acting for."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast

from django.contrib.auth import authenticate
from django.db import connection

from companies import tokens
from companies.models import Company, Membership, User
from companies.roles import Right, check_right
from core.context import Actor
from core.errors import ForbiddenError, InvalidError, NotFoundError, UnauthenticatedError
from core.tenancy import across_companies

BAD_LOGIN = "Invalid e-mail address or password"


@dataclass(frozen=True, slots=True)
class Member:
    """A person acting for one company.

    Args:
        user_id: the person.
        company_id: the company.
        role: what they are there for.
        label: their name, for the history.
    """

    user_id: int
    company_id: int
    role: str
    label: str

    @property
    def actor(self) -> Actor:
        """As audit facts name them."""
        return Actor("person", self.user_id, self.label)

    def check_right(self, right: str) -> None:
        """Refuse what their role does not allow."""
        check_right(self.role, Right(right))


@dataclass(frozen=True, slots=True)
class Machine:
    """A company's machine at one door.

    Args:
        credential_id: the credential it signed in with.
        company_id: the company.
        kind: the door.
    """

    credential_id: int
    company_id: int
    kind: str

    @property
    def actor(self) -> Actor:
        """As audit facts name it."""
        return Actor("credential", self.credential_id, f"{self.kind} credential {self.credential_id}")

    def check_right(self, right: str) -> None:
        """A machine may do what its door offers."""


def login(*, email: str, password: str) -> tokens.PersonTokens:
    """Sign a person in.

    Raises:
        UnauthenticatedError: in the same words, and after the same time, for every reason.
    """
    user = authenticate(username=email.strip().lower(), password=password)
    if not isinstance(user, User):
        raise UnauthenticatedError(BAD_LOGIN)
    return tokens.for_person(user)


def member_by_token(token: str, *, company_slug: str | None) -> Member:
    """Who a person's token stands for, in one statement.

    Args:
        company_slug: which of their companies; may be None where there is only one.

    Raises:
        UnauthenticatedError: the token, or the person, is not good any more.
        ForbiddenError: the person is a member of no company.
        NotFoundError: not a company of theirs.
        InvalidError: they have several and named none.
    """
    claims = tokens.read_person(token)
    rows = _memberships(claims["uid"])
    if not rows or not tokens.issued_after(claims, rows[0].tokens_valid_after):
        raise UnauthenticatedError("The token is invalid or has expired.")
    return _choose([row for row in rows if row.company_id], company_slug, claims["uid"])


# Written out, since every call of a person begins with it: the ORM needs longer to put it together than PostgreSQL to
# answer it. It asks across companies, because which one the person acts for is what it finds out.
_MEMBERSHIPS = """
SELECT person.email, person.full_name, person.tokens_valid_after, membership.company_id, membership.role, company.slug
FROM companies_user person
LEFT JOIN companies_membership membership ON membership.user_id = person.id
LEFT JOIN companies_company company ON company.id = membership.company_id
WHERE person.id = %s AND person.is_active
"""


class _Row(NamedTuple):
    """An active person beside one of their memberships, or beside gaps where there is none."""

    email: str
    full_name: str
    tokens_valid_after: datetime
    company_id: int | None
    role: str | None
    slug: str | None


def _memberships(user_id: int) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERSHIPS, [user_id])
        return [_Row(*row) for row in cursor.fetchall()]


def _choose(rows: list[_Row], slug: str | None, user_id: int) -> Member:
    if slug is not None:
        rows = [row for row in rows if row.slug == slug]
        if not rows:
            raise NotFoundError("Company not found")
    if not rows:
        raise ForbiddenError("You are not a member of any company.")
    if len(rows) > 1:
        raise InvalidError(
            "You work for several companies. Name one with the X-Company header.", code="COMPANY_REQUIRED"
        )
    row = rows[0]
    return Member(user_id, cast(int, row.company_id), cast(str, row.role), row.full_name or row.email)


def host_slug(host: str, *, base_domain: str) -> str:
    """The sub-domain of a host that may be a company's; empty where there is none.

    Args:
        host: as the request names it, with or without a port.
        base_domain: where companies have their sub-domains; empty takes any domain.
    """
    name = host.rsplit(":", 1)[0].rstrip(".").lower() if not host.startswith("[") else ""
    if base_domain:
        return name.removesuffix(f".{base_domain}") if name.endswith(f".{base_domain}") else ""
    label, dot, _ = name.partition(".")
    return label if dot and not label.isdigit() else ""


def companies_of(user: User) -> list[Company]:
    """The companies that a person may look into, by name: all of them for an operator."""
    with across_companies():
        if user.is_superuser:
            return list(Company.objects.all())
        return list(Company.objects.filter(memberships__user=user).distinct())


def membership_of(user: User, company_id: int) -> Membership | None:
    """A person's membership of a company, if there is one."""
    with across_companies():
        found: Membership | None = Membership.objects.filter(user=user, company_id=company_id).first()
        return found


def memberships_of(user: User) -> list[Membership]:
    """A person's memberships with their companies, by the companies' names."""
    with across_companies():
        return list(Membership.objects.filter(user=user).select_related("company").order_by("company__name"))
