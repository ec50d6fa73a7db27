"""Tokens: JWTs for people and for machines, checked by signature first and by their owner's standing second."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from companies.models import Credential, User
from core.errors import UnauthenticatedError

MACHINE_LIFETIME = timedelta(hours=1)
# The DSP dialect's: `expires_in` is 35999.
BUYER_LIFETIME = timedelta(hours=10)
BUYER_REFRESH_LIFETIME = timedelta(days=30)


class MachineToken(Token):
    """What a credential buys: an hour at its door."""

    token_type = "machine"  # noqa: S105 - a type, not a token
    lifetime = MACHINE_LIFETIME


class BuyerToken(Token):
    """What a person's login by a buying tool gives: ten hours in one workspace."""

    token_type = "buyer"  # noqa: S105 - a type, not a token
    lifetime = BUYER_LIFETIME


class BuyerRefreshToken(Token):
    """Buys the next pair."""

    token_type = "buyer_refresh"  # noqa: S105
    lifetime = BUYER_REFRESH_LIFETIME


@dataclass(frozen=True, slots=True)
class PersonTokens:
    """A person's pair of tokens.

    Args:
        access: for calls.
        refresh: for the next pair.
        expires_in: seconds that `access` lives.
    """

    access: str
    refresh: str
    expires_in: int


def for_credential(credential: Credential) -> str:
    """A token for a machine."""
    token = MachineToken()
    token["cid"] = credential.pk
    token["co"] = credential.company_id
    token["kind"] = credential.kind
    return str(token)


def for_person(user: User) -> PersonTokens:
    """A pair of tokens for a person."""
    refresh = RefreshToken()
    refresh["uid"] = user.pk
    access = refresh.access_token
    return PersonTokens(str(access), str(refresh), int(access.lifetime.total_seconds()))


def for_buyer(*, user_id: int, credential_id: int, ow_id: int) -> PersonTokens:
    """A pair of tokens for a person who signed in by a buying tool.

    Args:
        ow_id: the workspace.
    """
    pair: list[Token] = [BuyerToken(), BuyerRefreshToken()]
    for token in pair:
        token["uid"], token["cid"], token["ow"] = user_id, credential_id, ow_id
    return PersonTokens(str(pair[0]), str(pair[1]), int(BUYER_LIFETIME.total_seconds()) - 1)


def refreshed(refresh: str) -> PersonTokens:
    """A new pair for a refresh token.

    Raises:
        UnauthenticatedError: it is not good any more, or its person may not sign in any more.
    """
    claims = read(refresh, RefreshToken)
    user = User.objects.filter(pk=claims["uid"], is_active=True).first()
    if user is None or not issued_after(claims, user.tokens_valid_after):
        raise UnauthenticatedError("The refresh token is invalid or has expired.")
    return for_person(user)


def read(token: str, kind: type[Token]) -> dict[str, Any]:
    """The claims of a token of ours that has not expired.

    A good signature is remembered, an expiry is looked at every time.

    Raises:
        UnauthenticatedError: not ours, of another kind, or expired.
    """
    try:
        claims = _verified(token, kind)  # type: ignore[arg-type]  # a class can be hashed
    except TokenError as error:
        raise UnauthenticatedError("The token is invalid or has expired.") from error
    if claims["exp"] <= time.time():
        raise UnauthenticatedError("The token is invalid or has expired.")
    return claims


@lru_cache(maxsize=10_000)
def _verified(token: str, kind: type[Token]) -> dict[str, Any]:
    payload: dict[str, Any] = kind(token).payload  # type: ignore[arg-type]  # the stubs know only Token
    return payload


def issued_after(claims: dict[str, Any], moment: datetime) -> bool:
    """Whether a token is younger than a revocation stamp; tokens know whole seconds only."""
    return bool(claims["iat"] >= int(moment.timestamp()))


def read_person(token: str) -> dict[str, Any]:
    """The claims of a person's access token."""
    return read(token, AccessToken)


def read_machine(token: str, kind: str) -> dict[str, Any]:
    """The claims of a machine's token for one door.

    Raises:
        UnauthenticatedError: not a good token of this door.
    """
    claims = read(token, MachineToken)
    if claims.get("kind") != kind:
        raise UnauthenticatedError("The token is for another door.")
    return claims
