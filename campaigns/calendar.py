"""All that has a date, whatever its family: one list for the calendar and its feed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.models import Campaign, ContentItem
from core.errors import Fault, InvalidError

LONGEST = timedelta(days=400)
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the calendar.

    Args:
        kind: `campaign`, `content`, and what other families register.
        id: its public id.
        title: what it is called.
        status: where it stands.
        starts_at: when it begins, or happens.
        ends_at: when it ends; None for a moment.
        campaign_id: the public id of the campaign behind it, if there is one.
        detail: the platform or family.
    """

    kind: str
    id: str
    title: str
    status: str
    starts_at: datetime
    ends_at: datetime | None
    campaign_id: str | None
    detail: str


Source = Callable[[datetime, datetime], list[Entry]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Put another family's dates on the calendar; called from `AppConfig.ready`."""
    _sources.append(source)


def entries(*, start: datetime, end: datetime) -> list[Entry]:
    """What happens in a window, in order of time.

    Args:
        start: the first instant.
        end: the instant after the last.

    Raises:
        InvalidError: a window that ends before it begins, or is longer than 400 days, or holds too much.
    """
    if not start < end <= start + LONGEST:
        message = f"The window must end after it begins, and within {LONGEST.days} days."
        raise InvalidError(message, faults=[Fault(["to"], message)])
    found = [entry for source in (_campaigns, _content, *_sources) for entry in source(start, end)]
    if len(found) > MOST:
        message = f"More than {MOST} dates lie in this window. Ask for a shorter one."
        raise InvalidError(message, faults=[Fault(["to"], message)])
    return sorted(found, key=lambda entry: (entry.starts_at, entry.kind, entry.id))


def _campaigns(start: datetime, end: datetime) -> list[Entry]:
    """Campaigns that run at some time in the window; without an end they run on."""
    rows = Campaign.objects.running_between(start, end).order_by("starts_at", "pk")
    return [
        Entry("campaign", str(row.uuid), row.name, row.status, row.starts_at, row.ends_at, str(row.uuid), row.origin)
        for row in rows[: MOST + 1]
    ]


def _content(start: datetime, end: datetime) -> list[Entry]:
    """Items that are planned or were published in the window."""
    rows = ContentItem.objects.filter(scheduled_at__gte=start, scheduled_at__lt=end).select_related("campaign")
    return [
        Entry(
            "content",
            str(row.uuid),
            str(row),
            row.status,
            row.scheduled_at,
            None,
            str(row.campaign.uuid) if row.campaign else None,
            row.platform or row.type,
        )
        for row in rows.order_by("scheduled_at", "pk")[: MOST + 1]
        if row.scheduled_at
    ]
