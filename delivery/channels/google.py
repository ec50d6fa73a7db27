"""Tokens of Google's service accounts: signed by their key, good for an hour, fetched once.

https://developers.google.com/identity/protocols/oauth2/service-account#httprest
"""

import json
import threading
import time
from dataclasses import dataclass
from typing import Any, Final

import jwt

from core.errors import OutboundError
from delivery.channels.api import at, said
from delivery.channels.base import RefusedError
from delivery.channels.wire import Wire

SCOPE: Final = "https://www.googleapis.com/auth/firebase.messaging"
GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LASTS: Final = 3600
EARLY: Final = 300  # seconds before its end at which a token is renewed
TOKEN_URI: Final = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """What the file says that Google gives out for a service account.

    Args:
        project: the project's ID.
        email: the account's name.
        key: its private key, as PEM.
        token_uri: where tokens are fetched.
    """

    project: str
    email: str
    key: str
    token_uri: str


def read(text: str) -> ServiceAccount:
    """Read the file.

    Raises:
        ValueError: it is not such a file.
    """
    try:
        found = json.loads(text)
        account = ServiceAccount(
            project=str(found["project_id"]),
            email=str(found["client_email"]),
            key=str(found["private_key"]),
            token_uri=str(found.get("token_uri") or TOKEN_URI),
        )
        jwt.encode({}, account.key, algorithm="RS256")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, jwt.PyJWTError):
        raise ValueError("Paste the whole JSON file of the service account, with its private key.") from None
    return account


class Tokens:
    """The tokens of one service account, for several threads.

    Args:
        account: whose.
        wire: to wherever.
    """

    def __init__(self, account: ServiceAccount, wire: Wire) -> None:
        self._account = account
        self._wire = wire
        self._lock = threading.Lock()
        self._token = ""
        self._renew_at = 0.0

    def get(self, *, instead_of: str = "") -> str:
        """A token that is good.

        Args:
            instead_of: one that was refused, although it should have been good.

        Raises:
            OutboundError: none could be fetched.
        """
        with self._lock:
            if not self._token or self._token == instead_of or time.monotonic() >= self._renew_at:
                self._token, lasts = self._fetch()
                self._renew_at = time.monotonic() + lasts - EARLY
            return self._token

    def _fetch(self) -> tuple[str, float]:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self._account.email,
            "scope": SCOPE,
            "aud": self._account.token_uri,
            "iat": now,
            "exp": now + LASTS,
        }
        assertion = jwt.encode(claims, self._account.key, algorithm="RS256")
        try:
            answer = self._wire.call(
                "POST", self._account.token_uri, form={"grant_type": GRANT, "assertion": assertion}
            )
        except OutboundError as error:  # a token that was not fetched sent nothing
            raise OutboundError(error.message, permanent=False, detail=error.detail) from error
        found = said(answer)
        if answer.status != 200 or not at(found, "access_token"):
            reason = at(found, "error_description") or at(found, "error") or f"status {answer.status}"
            permanent = 400 <= answer.status < 500 and answer.status != 429
            raise RefusedError(f"Google gave no token: {reason}", permanent=permanent, of_account=True)
        lasts = at(found, "expires_in")
        return str(found["access_token"]), float(lasts) if isinstance(lasts, int | float) else LASTS
