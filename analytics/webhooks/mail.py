"""What e-mail providers report, in one form.

django-anymail knows how each provider signs and words its events; its views are used for that alone, not as views.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from anymail.exceptions import AnymailConfigurationError
from anymail.signals import AnymailTrackingEvent, EventType
from anymail.webhooks.base import AnymailBaseWebhookView
from django.core.exceptions import SuspiciousOperation

from analytics.events import MAX_KEY, MOST, Entry, RejectedError, Rejection, Report, Window, checked
from analytics.models import Kind, WebhookProvider
from analytics.webhooks import machines
from analytics.webhooks.base import Batch, Provider, Received
from analytics.webhooks.notices import Notice
from core.errors import Fault, InvalidError, TooLargeError

KINDS = {
    EventType.DELIVERED: Kind.DELIVERY,
    EventType.BOUNCED: Kind.BOUNCE,
    EventType.REJECTED: Kind.BOUNCE,
    EventType.FAILED: Kind.BOUNCE,
    EventType.COMPLAINED: Kind.COMPLAINT,
    EventType.UNSUBSCRIBED: Kind.OPT_OUT,
    EventType.OPENED: Kind.OPEN,
    EventType.CLICKED: Kind.CLICK,
}
NO_CAMPAIGN = "It names no campaign: send the metadata campaign_id or content_id, or a tag campaign:<id>."
INBOUND = "This is not what the address is for: it takes reports on messages that were sent."
# What the readers run into in bodies that the provider would not send.
_STRANGE = (
    ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError, OverflowError, OSError,
    RecursionError, SuspiciousOperation,
)  # fmt: skip

Make = Callable[[str, Received], AnymailBaseWebhookView]


class MailProvider(Provider):
    """A provider whose calls are signed with a key that it makes, or that it shows.

    Args:
        make: the reader of one call, from the secret and the call.
        check: looks at a secret that somebody pasted; raises ValueError.
    """

    is_theirs = True

    def __init__(
        self,
        name: WebhookProvider,
        make: Make,
        *,
        called: str = "Signing key",
        steps: Sequence[str],
        check: Callable[[str], Any] | None = None,
    ) -> None:
        self.name = name
        self.called = called
        self.steps = steps
        self._make = make
        self._check = check

    def check_secret(self, secret: str) -> None:
        """As its provider shows them."""
        super().check_secret(secret)
        if self._check:
            self._check(secret)

    def read(self, call: Received, secret: str, window: Window) -> Batch:
        """Check the call, then each event."""
        if call.content_type == "multipart/form-data":  # it would be stored on disk to be looked at
            raise _strange("The body must be JSON, or a form without files.")
        view = self._make(secret, call)
        try:
            view.run_validators(call)
        except _STRANGE:
            raise self.refused() from None
        try:
            found = view.parse_events(call)
        except AnymailConfigurationError:
            raise _strange(INBOUND) from None
        except _STRANGE:
            raise _strange(f"The body is not what {self.name.label} sends.") from None
        if len(found) > MOST:
            raise TooLargeError(f"More than {MOST:,} events in one call. Send them in several.")
        return self._batch(found, window)

    def _batch(self, found: Sequence[AnymailTrackingEvent], window: Window) -> Batch:
        batch = Batch([], [])
        for index, event in enumerate(found):
            if event.event_type not in KINDS:
                continue
            batch.notices.append(_notice(event))
            try:
                report = checked(_report(self.name, event), window)
                batch.entries.append(Entry(index, report, machines.rule(self.name, KINDS[event.event_type], event)))
            except RejectedError as error:
                batch.rejected.append(Rejection(index, str(error)))
        return batch


class PasswordProvider(MailProvider):
    """A provider that signs nothing and sends the user name and password that its address holds."""

    is_theirs = False
    user: ClassVar[str] = "muster"
    refusal = "The call did not bring the user name and password of this webhook's address."

    def to_copy(self, address: str, secret: str) -> list[tuple[str, str]]:
        """One address with everything in it."""
        scheme, _, rest = address.partition("://")
        whole = f"{scheme}://{self.user}:{secret}@{rest}"
        return [("Address", whole), ("User name, where asked for apart", self.user), ("Password", secret)]


def with_password(
    name: WebhookProvider, view: type[AnymailBaseWebhookView], *, steps: Sequence[str]
) -> PasswordProvider:
    """A provider that is recognised by its password alone."""
    return PasswordProvider(
        name,
        lambda secret, call: view(webhook_secret=f"{PasswordProvider.user}:{secret}"),
        called="Password",
        steps=steps,
    )


def _notice(event: AnymailTrackingEvent) -> Notice:
    """What happened to whom, whatever it belongs to."""
    return Notice(
        kind=KINDS[event.event_type],
        address=str(event.recipient or ""),
        message_id=str(event.message_id or ""),
        is_permanent=event.event_type == EventType.BOUNCED,
        reason=" ".join(str(event.description or event.reject_reason or "").split()),
    )


def _report(provider: str, event: AnymailTrackingEvent) -> Report:
    """An event as everybody reports them.

    Raises:
        RejectedError: it names no campaign and no content.
    """
    campaign, content = _named(event, "campaign"), _named(event, "content")
    if campaign is None and content is None:
        raise RejectedError(NO_CAMPAIGN)
    return Report(
        key=_key(provider, event),
        kind=KINDS[event.event_type],
        campaign_id=campaign,
        content_id=content,
        platform="email",
        occurred_at=event.timestamp,
    )


def _named(event: AnymailTrackingEvent, what: str) -> UUID | None:
    """The campaign, or content, that the sender gave with the message: in its metadata, else in a tag."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    tags = [event.tags] if isinstance(event.tags, str) else event.tags or []
    texts: list[object] = [metadata.get(f"{what}_id")]
    texts += [tag.removeprefix(f"{what}:") for tag in tags if isinstance(tag, str) and tag.startswith(f"{what}:")]
    return next((found for text in texts if (found := _uuid(text))), None)


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _key(provider: str, event: AnymailTrackingEvent) -> str:
    """What the event is counted once by: the provider's own id of it, else all that tells it from others."""
    if event.event_id:
        key = f"{provider}:{event.event_id}"
        if len(key) <= MAX_KEY and key.isprintable():
            return key
        parts: list[object] = [event.event_id]
    else:
        moment = event.timestamp.isoformat() if event.timestamp else None
        parts = [event.message_id, event.event_type, event.recipient, moment, event.click_url]
    return f"{provider}:{hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()}"


def _strange(message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault((), message)], code="INVALID_BODY")
