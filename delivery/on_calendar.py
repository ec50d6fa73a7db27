"""Planned times of broadcasts, for the calendar: those that come, and those that have come."""

from datetime import datetime, timedelta

from campaigns.calendar import MOST, Entry
from campaigns.models import CampaignStatus
from delivery.models import Broadcast, Occurrence, OccurrenceState, ScheduleType
from delivery.scheduling import recurrence_of

_INSTANT = timedelta(microseconds=1)
_WAITING = (CampaignStatus.ACTIVE, CampaignStatus.PAUSED)
PLANNED = "planned"


def entries(start: datetime, end: datetime) -> list[Entry]:
    """Every planned time of the company's broadcasts in a window.

    Args:
        start: the first instant.
        end: the instant after the last.
    """
    come = _come(start, end)
    known = {entry.id for entry in come}
    return [*come, *(entry for entry in _coming(start, end) if entry.id not in known)]


def _come(start: datetime, end: datetime) -> list[Entry]:
    """Times that have come, or were skipped beforehand, and what became of them."""
    rows = Occurrence.objects.filter(
        planned_for__gte=start, planned_for__lt=end, broadcast__campaign__is_archived=False
    ).select_related("broadcast__campaign")
    return [
        _entry(row.broadcast, row.planned_for, str(OccurrenceState(row.state).value))
        for row in rows.order_by("planned_for", "pk")[: MOST + 1]
    ]


def _coming(start: datetime, end: datetime) -> list[Entry]:
    rows = Broadcast.objects.filter(
        next_run_at__lt=end, campaign__status__in=_WAITING, campaign__is_archived=False, campaign__deleted_at=None
    ).select_related("campaign", "company")
    found: list[Entry] = []
    for broadcast in rows.order_by("next_run_at", "pk")[: MOST + 1]:
        found += [_entry(broadcast, planned, PLANNED) for planned in _times(broadcast, start, end)]
        if len(found) > MOST:
            break
    return found


def _times(broadcast: Broadcast, start: datetime, end: datetime) -> list[datetime]:
    """A broadcast's planned times in a window, as far as their number is known."""
    first = broadcast.next_run_at
    if first is None:
        return []
    if broadcast.schedule_type != ScheduleType.RECURRING:
        return [first] if first >= start else []
    recurrence = recurrence_of(broadcast)
    if broadcast.max_runs is None:
        return recurrence.between(max(first, start) - _INSTANT, end - _INSTANT, limit=MOST + 1)
    left = max(0, broadcast.max_runs - broadcast.runs.count())
    return [found for found in recurrence.between(first - _INSTANT, end - _INSTANT, limit=left) if found >= start]


def _entry(broadcast: Broadcast, planned: datetime, state: str) -> Entry:
    campaign = broadcast.campaign
    uuid = str(campaign.uuid)
    return Entry(
        kind="broadcast",
        id=f"{uuid}-{planned:%Y%m%dT%H%M}",
        title=campaign.name,
        status=state,
        starts_at=planned,
        ends_at=None,
        campaign_id=uuid,
        detail=broadcast.channel,
    )
