"""Planned times of broadcasts, for the calendar: those that come, and those that have come."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice, takewhile

from django.db.models import Q
from django.db.models.functions import Coalesce

from campaigns.calendar import MOST, Entry
from campaigns.models import CampaignStatus
from delivery import planned_times
from delivery.models import Broadcast, Occurrence, OccurrenceState, ScheduleType
from delivery.planned_times import INSTANT

_WAITING = (CampaignStatus.ACTIVE, CampaignStatus.PAUSED)
PLANNED = "planned"


def entries(start: datetime, end: datetime) -> list[Entry]:
    """Every planned time of the company's broadcasts in a window; one that was moved stands where it was moved to.

    Args:
        start: the first instant.
        end: the instant after the last.
    """
    return [*_known(start, end), *_coming(start, end)]


def _known(start: datetime, end: datetime) -> list[Entry]:
    """Times that have come, or were skipped or moved beforehand, and what became of them."""
    rows = Occurrence.objects.annotate(runs_at=Coalesce("moved_to", "planned_for")).filter(
        runs_at__gte=start, runs_at__lt=end, broadcast__campaign__is_archived=False
    )
    # Of a campaign that ended, what was moved does not come.
    rows = rows.exclude(Q(state=OccurrenceState.MOVED) & ~Q(broadcast__campaign__status__in=_WAITING))
    found = rows.select_related("broadcast__campaign").order_by("runs_at", "pk")[: MOST + 1]
    return [_entry(row.broadcast, row.planned_for, row.runs_at, _state(row)) for row in found]


def _state(row: Occurrence) -> str:
    return PLANNED if row.state == OccurrenceState.MOVED else str(OccurrenceState(row.state).value)


def _coming(start: datetime, end: datetime) -> list[Entry]:
    rows = Broadcast.objects.filter(
        series_at__lt=end, next_run_at__isnull=False, campaign__status__in=_WAITING, campaign__is_archived=False,
        campaign__deleted_at=None,
    ).select_related("campaign", "company")  # fmt: skip
    broadcasts = list(rows.order_by("next_run_at", "pk")[: MOST + 1])
    known = _occurrences_of(broadcasts)
    found: list[Entry] = []
    for broadcast in broadcasts:
        times = _times(broadcast, known[broadcast.pk], start, end)
        found += [_entry(broadcast, planned, planned, PLANNED) for planned in times]
        if len(found) > MOST:
            break
    return found


def _occurrences_of(broadcasts: Collection[Broadcast]) -> dict[int, list[Occurrence]]:
    """The occurrences of several broadcasts that their rules have not passed, or that wait, in one statement."""
    if not broadcasts:
        return defaultdict(list)
    first = min(broadcast.series_at for broadcast in broadcasts if broadcast.series_at)
    waiting = Q(planned_for__gte=first) | Q(state=OccurrenceState.MOVED)
    found: dict[int, list[Occurrence]] = defaultdict(list)
    for row in Occurrence.objects.filter(waiting, broadcast__in=broadcasts):
        found[row.broadcast_id].append(row)
    return found


def _times(broadcast: Broadcast, known: Collection[Occurrence], start: datetime, end: datetime) -> Iterator[datetime]:
    """A broadcast's planned times in a window, as far as their number is known."""
    room = planned_times.left(broadcast, known)
    taken = {row.planned_for for row in known}
    if room is None and broadcast.schedule_type == ScheduleType.RECURRING and broadcast.series_at is not None:
        # Without a number nothing before the window has to be counted.
        behind = max(broadcast.series_at, start) - INSTANT
        found = planned_times.recurrence_of(broadcast).between(behind, end - INSTANT, limit=MOST + 1 + len(taken))
        return (instant for instant in found if instant not in taken)
    before_end = takewhile(lambda instant: instant < end, planned_times.series(broadcast, without=taken))
    return (instant for instant in islice(before_end, room) if instant >= start)


def _entry(broadcast: Broadcast, planned: datetime, at: datetime, state: str) -> Entry:
    campaign = broadcast.campaign
    uuid = str(campaign.uuid)
    return Entry(
        kind="broadcast",
        id=f"{uuid}-{planned:%Y%m%dT%H%M}",
        title=campaign.name,
        status=state,
        starts_at=at,
        ends_at=None,
        campaign_id=uuid,
        detail=broadcast.channel,
    )
