"""What every provider's webhook is made of."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import ClassVar

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from analytics.events import MOST, Entry, Rejection, Window
from analytics.models import WebhookProvider
from analytics.webhooks.notices import Notice
from core.errors import Fault, InvalidError, TooLargeError, UnauthenticatedError

MISSING_KEY = "The provider's key is not stored yet: paste it on the webhook's page."


class Received(WSGIRequest):
    """A call whose body was read, bounded and unpacked before, so that it can be read as often as one likes.

    Args:
        request: the call as it came.
        body: its body.
        address: where the provider was told to call, which some sign.
    """

    def __init__(self, request: HttpRequest, body: bytes, address: str) -> None:
        kept = {name: value for name, value in request.META.items() if name != "HTTP_CONTENT_ENCODING"}
        super().__init__({**kept, "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))})
        self._body = body
        self.address = address


@dataclass(frozen=True, slots=True)
class Batch:
    """What a call reports.

    Args:
        entries: events that will do.
        rejected: events that will not; what nobody counts is in neither.
        notices: what happened to single messages, whether it counts or not.
    """

    entries: list[Entry]
    rejected: list[Rejection]
    notices: list[Notice] = field(default_factory=list)


class Provider(ABC):
    """How one provider reports events.

    Attributes:
        name: as it is stored.
        is_theirs: whether the provider makes the secret, and somebody pastes it; else it is made here.
        called: what the provider's own pages call the secret.
        steps: what to do at the provider, for people.
        names_campaigns: whether its messages must be given their campaign, else they are found in the ledger.
        reply: what a good call is answered with, content type and body; by default what counts, as JSON.
    """

    name: WebhookProvider
    is_theirs: bool = False
    called: str = "Secret"
    steps: Sequence[str] = ()
    names_campaigns: ClassVar[bool] = True
    reply: ClassVar[tuple[str, str] | None] = None
    refusal: ClassVar[str] = "The signature does not fit the secret of this webhook."

    def make_secret(self) -> str:
        """A new secret, where it is made here."""
        return secrets.token_urlsafe(32)

    def check_secret(self, secret: str) -> None:
        """Look at a secret that somebody pasted.

        Raises:
            ValueError: it cannot be one.
        """
        if not secret.isascii() or not secret.isprintable() or " " in secret:
            raise ValueError(f"{self.called} has only letters, digits and signs, without blanks.")

    def to_copy(self, address: str, secret: str) -> list[tuple[str, str]]:
        """What the provider has to be told: names and values, shown once."""
        return [("Address", address), (self.called, secret)]

    def verify_token(self, key: str) -> str:
        """What the provider has to be told so that it can look whether the address is ours; mostly nothing.

        Args:
            key: the address's own part.
        """
        return ""

    def look(self, key: str, query: Mapping[str, str]) -> str:
        """What to answer a provider that only looks whether the address is there; mostly nothing.

        Raises:
            ForbiddenError: it is somebody else.
        """
        return ""

    @abstractmethod
    def read(self, call: Received, secret: str, window: Window) -> Batch:
        """Check a call, and only then read it.

        Args:
            secret: what it must be signed or authenticated with.

        Raises:
            UnauthenticatedError: it is not.
            InvalidError: the body is not what the provider sends.
        """

    def refused(self) -> UnauthenticatedError:
        """The call cannot be trusted."""
        return UnauthenticatedError(self.refusal)


class MessageProvider(Provider):
    """A provider that names each message by its own id: the ledger knows which campaign that belongs to."""

    names_campaigns = False

    def batch(self, found: Iterable[Notice]) -> Batch:
        """What a call reports.

        Raises:
            TooLargeError: too much at once.
        """
        notices = list(found)
        if len(notices) > MOST:
            raise TooLargeError(f"More than {MOST:,} events in one call. Send them in several.")
        return Batch([], [], notices)

    def strange(self) -> InvalidError:
        """The call is the provider's, and yet nothing that can be read."""
        message = f"The body is not what {self.name.label} sends."
        return InvalidError(message, faults=[Fault((), message)], code="INVALID_BODY")
