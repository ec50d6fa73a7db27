"""A provider's call: whose it is, whether it can be trusted, and what it reports."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from analytics import ingestion, partitions
from analytics.api.reading import MAX_BYTES
from analytics.events import Window
from analytics.ingestion import Outcome
from analytics.models import WebhookSource
from analytics.webhooks import notices, sources
from analytics.webhooks.base import MISSING_KEY, Batch, Received
from analytics.webhooks.providers import PROVIDERS
from core.api.body import read_inflated
from core.context import Actor, acting
from core.errors import DomainError, UnauthenticatedError
from core.tenancy import company_scope


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a call.

    Args:
        outcome: what of it counts.
        reply: what the provider is answered, content type and body; None for the outcome as JSON.
    """

    outcome: Outcome
    reply: tuple[str, str] | None


def look(*, key: str, request: HttpRequest) -> str:
    """A provider looks whether the address is there.

    Returns:
        What it wants to read, or nothing.

    Raises:
        NotFoundError: nobody reports here, or no longer.
        ForbiddenError: it is not the provider who looks.
    """
    source = sources.live(key=key)
    return PROVIDERS[source.provider].look(source.key, request.GET.dict())


def receive(*, key: str, request: HttpRequest) -> Taken:
    """Take what a provider reports.

    Args:
        key: the address's own part.

    Raises:
        NotFoundError: nobody reports here, or no longer.
        UnauthenticatedError: the call is not the provider's.
        InvalidError: the body is not what the provider sends; a single event that will not do is rejected alone.
        TooLargeError: too many bytes, or events.
    """
    source = sources.live(key=key)
    actor = Actor("credential", source.pk, f"Webhook: {source.name}")
    with company_scope(source.company_id), acting(actor=actor, door="webhook"):
        try:
            batch = _read(source, request)
        except DomainError as error:
            sources.note_refusal(source, error.message)
            raise
        entries, rejected = notices.count(batch.notices, _window(timezone.now()))
        outcome = ingestion.take(
            company_id=source.company_id,
            entries=[*batch.entries, *entries],
            rejected=[*batch.rejected, *rejected],
        )
        notices.take(company_id=source.company_id, source=f"Webhook: {source.name}", notices=batch.notices)
        sources.note_received(source, _problem(outcome))
    return Taken(outcome, PROVIDERS[source.provider].reply)


def _read(source: WebhookSource, request: HttpRequest) -> Batch:
    """What a call reports, once one of the live secrets fits it."""
    body = read_inflated(request, limit=MAX_BYTES)
    call, now = Received(request, body, address_of(source, request)), timezone.now()
    provider, refused = PROVIDERS[source.provider], UnauthenticatedError(MISSING_KEY)
    for secret in sources.secrets_of(source, now):
        try:
            return provider.read(call, secret, _window(now))
        except UnauthenticatedError as error:
            refused = error
    raise refused


def address_of(source: WebhookSource, request: HttpRequest) -> str:
    """Where the provider calls."""
    return f"{settings.PUBLIC_URL or request.build_absolute_uri('/')[:-1]}/webhooks/{source.key}"


def _window(now: datetime) -> Window:
    oldest = partitions.oldest_kept()
    return Window(datetime(oldest.year, oldest.month, 1, tzinfo=UTC), now)


def _problem(outcome: Outcome) -> str:
    """What to say of a call of which nothing counts: the provider does not read the answer."""
    if not outcome.rejected or outcome.accepted or outcome.duplicates:
        return ""
    return f"Nothing of the last call counts. {outcome.rejected[0].message}"
