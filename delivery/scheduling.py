"""When broadcasts run by themselves: each planned time comes once, whoever looks, and what was missed is told."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.utils import timezone

from campaigns import changes
from campaigns.models import CampaignStatus
from core import audit
from core.context import Actor, acting
from core.errors import ConflictError, DomainError, Fault, InvalidError
from core.tenancy import across_companies, company_scope
from delivery import broadcasts, execution
from delivery.freezing import Audience
from delivery.models import Broadcast, Occurrence, OccurrenceState, ScheduleType
from delivery.recurrence import WEEKDAYS, Recurrence

log = structlog.get_logger(__name__)

# After this a planned time is missed. Of several that were missed within it only the latest runs.
PATIENCE = timedelta(hours=1)
MOST_TOLD = 500
SCHEDULER = Actor("system", None, "Schedule")


@transaction.atomic
def schedule_once(*, broadcast: Broadcast, at: datetime) -> Broadcast:
    """Have a broadcast run once.

    Raises:
        InvalidError: the time has passed.
    """
    if at <= timezone.now():
        raise InvalidError("The time has passed.", faults=[Fault(["schedule"], "The time has passed.")])
    return _keep(broadcast, schedule_type=ScheduleType.ONCE, schedule_start=at, days={}, next_run_at=at)


@transaction.atomic
def schedule_recurring(
    *,
    broadcast: Broadcast,
    days: Mapping[str, Sequence[str]],
    start: datetime,
    last_day: date | None = None,
    max_runs: int | None = None,
) -> Broadcast:
    """Have a broadcast run on weekdays.

    Args:
        days: by lower-case English weekday, times as `HH:MM` on the company's clock.
        start: the first moment at which it may run.
        last_day: the last day, by the company's clock.
        max_runs: how often at most.

    Raises:
        InvalidError: it would never run.
    """
    broadcast.days, broadcast.schedule_start, broadcast.last_day = dict(days), start, last_day
    first = recurrence_of(broadcast).first_after(max(timezone.now(), start - timedelta(microseconds=1)))
    if first is None:
        raise InvalidError("It would never run.", faults=[Fault(["days"], "No day and time lies before the end.")])
    return _keep(
        broadcast,
        schedule_type=ScheduleType.RECURRING,
        schedule_start=start,
        days=dict(days),
        last_day=last_day,
        max_runs=max_runs,
        next_run_at=first,
    )


@transaction.atomic
def unschedule(*, broadcast: Broadcast) -> Broadcast:
    """Have a broadcast run by hand only; runs that were made go on."""
    present = Broadcast.objects.select_for_update(of=("self",)).get(pk=broadcast.pk)
    planned = present.next_run_at
    columns: dict[str, Any] = {"schedule_type": ScheduleType.NONE, "days": {}}
    columns |= dict.fromkeys(("schedule_start", "last_day", "max_runs", "next_run_at"))
    for name, value in columns.items():
        setattr(present, name, value)
    present.updated_at = timezone.now()
    present.save(update_fields=[*columns, "updated_at"])
    audit.record(present, "schedule ended", {"next run": [planned, None]})
    return present


def _keep(broadcast: Broadcast, **columns: object) -> Broadcast:
    campaign = changes.lock(broadcast.campaign)
    for name, value in columns.items():
        setattr(broadcast, name, value)
    broadcast.updated_at = timezone.now()
    broadcast.save(update_fields=[*columns, "updated_at"])
    audit.record(broadcast, "scheduled", {"next run": [None, broadcast.next_run_at]})
    if campaign.status in (CampaignStatus.DRAFT, CampaignStatus.COMPLETED):
        broadcast.campaign = changes.move_campaign(campaign=campaign, target=CampaignStatus.ACTIVE)
    return broadcast


def recurrence_of(broadcast: Broadcast) -> Recurrence:
    """The rule by which a broadcast recurs, on its company's clock."""
    times = {
        WEEKDAYS.index(day): tuple(time.fromisoformat(moment) for moment in moments)
        for day, moments in broadcast.days.items()
    }
    zone: ZoneInfo = broadcast.company.zone
    return Recurrence(times, zone, broadcast.schedule_start or broadcast.created_at, broadcast.last_day)


def upcoming(broadcast: Broadcast, *, count: int) -> list[datetime]:
    """The next planned times, those that were skipped beforehand left out."""
    if broadcast.next_run_at is None:
        return []
    if broadcast.schedule_type == ScheduleType.ONCE:
        return [broadcast.next_run_at]
    just_before = broadcast.next_run_at - timedelta(microseconds=1)
    found = recurrence_of(broadcast).between(just_before, timezone.now() + timedelta(days=800), limit=count * 2)
    skipped = set(broadcast.occurrences.filter(planned_for__in=found).values_list("planned_for", flat=True))
    return [instant for instant in found if instant not in skipped][:count]


@transaction.atomic
def skip(*, broadcast: Broadcast, planned_for: datetime) -> Occurrence:
    """Leave one planned time out.

    Raises:
        ConflictError: nothing is planned for it, or it has come.
    """
    locked = Broadcast.objects.select_for_update(of=("self",)).select_related("company").get(pk=broadcast.pk)
    if planned_for not in upcoming(locked, count=100):
        raise ConflictError("Nothing is planned for that time.", code="NOT_PLANNED")
    occurrence = Occurrence(
        company_id=locked.company_id, broadcast=locked, planned_for=planned_for, state=OccurrenceState.SKIPPED
    )
    occurrence.save(force_insert=True)
    audit.record(locked, "occurrence skipped", {"planned for": [planned_for, None]})
    return occurrence


# -- The scheduler's round


def run_due() -> int:
    """Run every broadcast whose time has come. Two schedulers at once share the work.

    Returns:
        How many broadcasts were looked at.
    """
    count = 0
    while (found := _next_due()) is not None:
        _run_one(*found)
        count += 1
    return count


def _next_due() -> tuple[int, int] | None:
    with across_companies():
        due = Broadcast.objects.filter(next_run_at__lte=timezone.now(), campaign__status=CampaignStatus.ACTIVE)
        found = due.filter(company__on_hold_since=None).order_by("next_run_at", "pk").values_list("pk", "company_id")
        first: tuple[int, int] | None = found.first()
        return first


def _run_one(pk: int, company_id: int) -> None:
    """One broadcast's planned times that have come: at most one of them runs."""
    with company_scope(company_id), acting(actor=SCHEDULER, door="schedule"), transaction.atomic():
        due = Broadcast.objects.filter(pk=pk, next_run_at__lte=timezone.now())
        rows = due.select_for_update(of=("self",)).select_related("company", "campaign", "template", "account")
        broadcast: Broadcast | None = rows.first()
        if broadcast is None:
            return  # another scheduler was faster
        come = _come(broadcast)
        _advance(broadcast, come[-1])
        for planned in come[:-1]:
            _note(broadcast, planned, OccurrenceState.MISSED, "Nobody was there to send it at that time.")
        _run_or_miss(broadcast, come[-1])
        broadcasts.settle(broadcast)


def _come(broadcast: Broadcast) -> list[datetime]:
    """The planned times that have come, oldest first; there is at least one."""
    first = broadcast.next_run_at
    assert first is not None  # noqa: S101 - it was chosen by it
    if broadcast.schedule_type == ScheduleType.ONCE:
        return [first]
    rest = recurrence_of(broadcast).between(first, timezone.now(), limit=100_000)
    return [first, *rest]


def _advance(broadcast: Broadcast, last: datetime) -> None:
    following = None
    if broadcast.schedule_type == ScheduleType.RECURRING and not _is_over(broadcast):
        following = recurrence_of(broadcast).first_after(last)
    Broadcast.objects.filter(pk=broadcast.pk).update(next_run_at=following)
    broadcast.next_run_at = following


def _is_over(broadcast: Broadcast) -> bool:
    """Whether the run that comes now is the last by number."""
    return broadcast.max_runs is not None and broadcast.runs.count() + 1 >= broadcast.max_runs


def _run_or_miss(broadcast: Broadcast, planned: datetime) -> None:
    if broadcast.occurrences.filter(planned_for=planned).exists():
        return  # skipped by hand
    if planned < timezone.now() - PATIENCE:
        _note(broadcast, planned, OccurrenceState.MISSED, "Nobody was there to send it at that time.")
        return
    try:
        with transaction.atomic():
            occurrence = _note(broadcast, planned, OccurrenceState.RUN, "")
            audience = Audience(broadcast.list_ids, broadcast.segment_ids)
            execution.execute(broadcast=broadcast, audience=audience, occurrence=occurrence)
    except DomainError as error:
        log.warning("occurrence_refused", broadcast=broadcast.pk, error=error.message)
        _note(broadcast, planned, OccurrenceState.REFUSED, error.message)


def _note(broadcast: Broadcast, planned: datetime, state: str, reason: str) -> Occurrence:
    occurrence, _ = Occurrence.objects.get_or_create(
        broadcast=broadcast,
        planned_for=planned,
        defaults={"company_id": broadcast.company_id, "state": state, "reason": reason},
    )
    return occurrence
