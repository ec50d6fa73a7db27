"""Where providers report: sources made, given new secrets, revoked, and what became of their calls."""

import secrets as tokens
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from analytics.models import WebhookSource
from analytics.webhooks.base import Provider
from analytics.webhooks.providers import PROVIDERS
from core import audit
from core.errors import ConflictError, Fault, InvalidError, NotFoundError
from core.tenancy import across_companies

OVERLAP = timedelta(hours=24)
MOST_SECRET = 1000
# A busy provider calls many times a second, and its row is written once in this while.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A source with its secret, the only time that it can be read.

    Args:
        source: the row.
        secret: empty where the provider makes it.
    """

    source: WebhookSource
    secret: str


@transaction.atomic
def create(*, company_id: int, name: str, provider: str, secret: str = "") -> Issued:
    """Make a source.

    Args:
        name: who reports.
        provider: a `WebhookProvider`.
        secret: the provider's, where the provider makes it and shows it already.

    Raises:
        InvalidError: there is no such provider, or the secret cannot be its.
    """
    name = name.strip()
    found = PROVIDERS.get(provider)
    if found is None:
        raise _invalid("provider", "There is no such provider.")
    if not name or len(name) > 255:
        raise _invalid("name", "A name of 1 to 255 characters is required.")
    made = _secret(found, secret.strip())
    source = WebhookSource.objects.create(
        company_id=company_id, name=name, provider=provider, key=tokens.token_hex(16), secret=made
    )
    audit.record(source, "created", {"provider": [None, found.name.label]})
    return Issued(source, "" if found.is_theirs else made)


@transaction.atomic
def rotate(*, source: WebhookSource, secret: str = "", overlap: timedelta = OVERLAP) -> Issued:
    """Give it a new secret; calls with the old one are taken for a while.

    Args:
        secret: the provider's, where the provider makes it.
        overlap: how long both are live.

    Raises:
        InvalidError: the secret cannot be the provider's.
        ConflictError: the source is revoked.
    """
    provider = PROVIDERS[source.provider]
    if provider.is_theirs and not secret.strip():
        raise _invalid("secret", "Paste the key that the provider shows.")
    made, now = _secret(provider, secret.strip()), timezone.now()
    row = WebhookSource.objects.select_for_update().filter(pk=source.pk, revoked_at=None)
    previous = row.values_list("secret", flat=True).first()
    if previous is None:
        raise ConflictError("A revoked webhook takes no new secret. Make a new one.")
    row.update(
        secret=made,
        previous_secret=previous,
        previous_valid_until=now + overlap if previous else None,
        rotated_at=now,
    )
    source.refresh_from_db()
    audit.record(source, "secret changed")
    return Issued(source, "" if provider.is_theirs else made)


@transaction.atomic
def revoke(*, source: WebhookSource) -> WebhookSource:
    """End it at once. Again is no change."""
    if WebhookSource.objects.filter(pk=source.pk, revoked_at=None).update(revoked_at=timezone.now()):
        source.refresh_from_db()
        audit.record(source, "revoked")
    return source


def live(*, key: str) -> WebhookSource:
    """The source at an address.

    Raises:
        NotFoundError: there is none, or no longer.
    """
    with across_companies():
        found: WebhookSource | None = WebhookSource.objects.filter(key=key, revoked_at=None).first()
    if found is None:
        raise NotFoundError("Webhook not found")
    return found


def secrets_of(source: WebhookSource, now: datetime) -> list[str]:
    """The secrets that are good at a moment, the newest first."""
    overlaps = source.previous_valid_until is not None and source.previous_valid_until > now
    return [secret for secret in (source.secret, source.previous_secret if overlaps else "") if secret]


def note_received(source: WebhookSource, problem: str = "") -> None:
    """Say on the source that a call was taken.

    Args:
        problem: why nothing of it counts; else what was said before is over.
    """
    now = timezone.now()
    due = Q(last_received_at=None) | Q(last_received_at__lt=now - NOTED_EVERY)
    if not problem:
        due |= ~Q(last_problem="")
    if problem or source.last_problem or not _is_fresh(source, now):
        WebhookSource.objects.filter(due, pk=source.pk).update(last_received_at=now, last_problem=problem)


def note_refusal(source: WebhookSource, problem: str) -> None:
    """Say on the source why its last call was refused."""
    WebhookSource.objects.filter(pk=source.pk).exclude(last_problem=problem).update(last_problem=problem)


def _is_fresh(source: WebhookSource, now: datetime) -> bool:
    return source.last_received_at is not None and source.last_received_at >= now - NOTED_EVERY


def _secret(provider: Provider, pasted: str) -> str:
    """The secret to store: a new one, or the one that was pasted."""
    if not provider.is_theirs:
        if pasted:
            raise _invalid("secret", f"Leave this empty: the secret for {provider.name.label} is made here.")
        return provider.make_secret()
    if len(pasted) > MOST_SECRET:
        raise _invalid("secret", f"At most {MOST_SECRET:,} characters.")
    if pasted:
        try:
            provider.check_secret(pasted)
        except ValueError as error:
            raise _invalid("secret", str(error)) from None
    return pasted


def _invalid(field: str, message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault([field], message)])
