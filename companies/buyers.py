"""Media buyers: people who sign in by a buying tool, to the workspace of the company that the tool is of."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import connection

from companies import credentials, tokens
from companies.access import Member
from companies.models import Company, Credential, CredentialKind, Membership, User
from core.errors import ConflictError, ForbiddenError, InvalidError, UnauthenticatedError
from core.tenancy import across_companies

NOT_ALLOWED = "User doesn't exist or user is not allowed to provided workspace."
NO_ACCESS = "User is not allowed to access provided customer"
NO_COMPANY = "User is not associated with any active organization."
NO_HEADER = "The X-IAA-OW-ID header is required."
BAD_TOKEN = "The token is invalid, has expired, or is for another workspace."  # noqa: S105 - words


@dataclass(frozen=True, slots=True)
class Login:
    """A sign-in as a buying tool asks for it.

    Args:
        client_id, client_secret: the tool's.
        email, password: the person's.
        host: whose workspace, as a company's sub-domain; empty, or no company's, says nothing.
    """

    client_id: str
    client_secret: str
    email: str
    password: str
    host: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A pair of tokens, and the workspace they are for.

    Args:
        tokens: the pair.
        ow_id: the workspace.
    """

    tokens: tokens.PersonTokens
    ow_id: int


@dataclass(frozen=True, slots=True)
class Buyer(Member):
    """A person acting for one company by a buying tool.

    Args:
        ow_id: the workspace.
        credential_id: the tool's.
        membership_id: who they are within the workspace.
    """

    ow_id: int
    credential_id: int
    membership_id: int


class OnHoldError(ConflictError):
    """The workspace is on hold."""

    code = "ON_HOLD"


def login(asked: Login) -> Session:
    """Sign a person in to the tool's workspace.

    Raises:
        UnauthenticatedError: wrong tool, person, password or workspace, in the same words.
        InvalidError: the person belongs to no company at all.
        OnHoldError: the company is on hold; with its status, the reason and whom to write to.
    """
    client = _client(asked.client_id, asked.client_secret)
    user = authenticate(username=asked.email.strip().lower(), password=asked.password)
    if not isinstance(user, User):
        raise UnauthenticatedError(NOT_ALLOWED)
    with across_companies():
        own = set(Membership.objects.filter(user=user).values_list("company_id", flat=True))
        named = Company.objects.filter(slug=asked.host).first() if asked.host else None
    if not own:
        raise InvalidError(NO_ACCESS, code="NO_COMPANY")
    company = client.company
    if company.pk not in own or (named is not None and named.pk != company.pk):
        raise UnauthenticatedError(NOT_ALLOWED)
    check_not_on_hold(since=company.on_hold_since, reason=company.on_hold_reason)
    pair = tokens.for_buyer(user_id=user.pk, credential_id=client.pk, ow_id=company.ow_id)
    return Session(pair, company.ow_id)


def refresh(token: str, *, client: tuple[str, str] | None = None) -> Session:
    """A new pair for a refresh token, where its person and its tool still may.

    Args:
        client: the tool's id and secret, where it sent them; they must be those that the token was made for.

    Raises:
        UnauthenticatedError: one of them is not good any more.
        OnHoldError: the company is on hold.
    """
    claims = tokens.read(token, tokens.BuyerRefreshToken)
    row = _standing(claims["uid"], claims["cid"], claims["ow"])
    if row is None or not tokens.issued_after(claims, row.tokens_valid_after):
        raise UnauthenticatedError(BAD_TOKEN)
    if client is not None and _client(*client).pk != claims["cid"]:
        raise UnauthenticatedError(NOT_ALLOWED)
    check_not_on_hold(since=row.on_hold_since, reason=row.on_hold_reason)
    pair = tokens.for_buyer(user_id=claims["uid"], credential_id=claims["cid"], ow_id=claims["ow"])
    return Session(pair, claims["ow"])


def by_token(token: str, *, workspace: str | None) -> Buyer:
    """Who a buyer's token stands for, in one statement.

    Args:
        workspace: what the call says for `X-IAA-OW-ID`.

    Raises:
        UnauthenticatedError: the token, its person or its tool is not good any more, or it is for another workspace.
        ForbiddenError: the call names no workspace.
        OnHoldError: the company is on hold.
    """
    claims = tokens.read(token, tokens.BuyerToken)
    if workspace is None or not workspace.strip():
        raise ForbiddenError(NO_HEADER, code="WORKSPACE_REQUIRED")
    if workspace.strip() != str(claims["ow"]):
        raise UnauthenticatedError(BAD_TOKEN)
    row = _standing(claims["uid"], claims["cid"], claims["ow"])
    if row is None or not tokens.issued_after(claims, row.tokens_valid_after):
        raise UnauthenticatedError(BAD_TOKEN)
    check_not_on_hold(since=row.on_hold_since, reason=row.on_hold_reason)
    label = row.full_name or row.email
    return Buyer(claims["uid"], row.company_id, row.role, label, claims["ow"], claims["cid"], row.membership_id)


def check_not_on_hold(*, since: datetime | None, reason: str) -> None:
    """Refuse a company that is on hold.

    Raises:
        OnHoldError: with `status`, `reason` and `supportEmail`.
    """
    if since is None:
        return
    said = reason or "The account is kept on hold."
    data = {"status": "On Hold", "reason": said, "supportEmail": settings.SUPPORT_EMAIL}
    raise OnHoldError(NO_ACCESS, data=data)


def _client(key: str, secret: str) -> Credential:
    """The tool, with its company."""
    try:
        found = credentials.authenticate(key=key.replace("\x00", ""), secret=secret, kinds=(CredentialKind.DSP,))
    except UnauthenticatedError as error:
        raise UnauthenticatedError(NOT_ALLOWED) from error
    found.company = Company.objects.get(pk=found.company_id)
    return found


class _Standing(NamedTuple):
    """A person beside their membership of a workspace, by a tool that is live."""

    email: str
    full_name: str
    tokens_valid_after: datetime
    company_id: int
    role: str
    membership_id: int
    on_hold_since: datetime | None
    on_hold_reason: str


# Written out, since every call of a buying tool begins with it. It asks across companies: whether the person belongs to
# the workspace is what it finds out.
_STANDING = """
SELECT person.email, person.full_name, person.tokens_valid_after, company.id, membership.role, membership.id,
    company.on_hold_since, company.on_hold_reason
FROM companies_user person
JOIN companies_company company ON company.ow_id = %(workspace)s
JOIN companies_membership membership ON membership.user_id = person.id AND membership.company_id = company.id
JOIN companies_credential tool ON tool.id = %(credential)s AND tool.company_id = company.id
    AND tool.kind = 'dsp' AND tool.revoked_at IS NULL
WHERE person.id = %(person)s AND person.is_active
"""


def _standing(user_id: int, credential_id: int, ow_id: int) -> _Standing | None:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"person": user_id, "credential": credential_id, "workspace": ow_id})
        row = cursor.fetchone()
    return _Standing(*row) if row else None
