"""When broadcasts run by themselves: each planned time comes once, whoever looks, and what was missed is told."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns import changes
from campaigns.models import Campaign, CampaignStatus
from core import audit
from core.context import Actor, acting
from core.errors import DomainError, Fault, InvalidError
from core.tenancy import across_companies, company_scope
from delivery import broadcasts, execution, occurrences, planned_times
from delivery.freezing import Audience
from delivery.models import Broadcast, Occurrence, OccurrenceState, ScheduleType
from delivery.planned_times import Planned

log = structlog.get_logger(__name__)

# After this a planned time is missed. Of several that were missed within it only the latest runs.
PATIENCE = timedelta(hours=1)
MISSED = "Nobody was there to send it at that time."
SCHEDULER = Actor("system", None, "Schedule")


@transaction.atomic
def schedule_once(*, broadcast: Broadcast, at: datetime) -> Broadcast:
    """Have a broadcast run once. What was skipped or moved of a series before is forgotten.

    Raises:
        InvalidError: the time has passed, or one that was moved away from it has run already.
    """
    if at <= timezone.now():
        raise InvalidError("The time has passed.", faults=[Fault(["schedule"], "The time has passed.")])
    return _keep(
        broadcast,
        schedule_type=ScheduleType.ONCE,
        schedule_start=at,
        days={},
        last_day=None,
        max_runs=None,
        series_at=at,
    )


@transaction.atomic
def schedule_recurring(
    *,
    broadcast: Broadcast,
    days: Mapping[str, Sequence[str]],
    start: datetime,
    last_day: date | None = None,
    max_runs: int | None = None,
) -> Broadcast:
    """Have a broadcast run on weekdays. Of what was skipped or moved before, what the rule still has stays so.

    Args:
        days: by lower-case English weekday, times as `HH:MM` on the company's clock.
        start: the first moment at which it may run.
        last_day: the last day, by the company's clock.
        max_runs: how often at most.

    Raises:
        InvalidError: it would never run.
    """
    broadcast.days, broadcast.schedule_start, broadcast.last_day = dict(days), start, last_day
    rule = planned_times.recurrence_of(broadcast)
    first = rule.first_after(max(timezone.now(), start - planned_times.INSTANT))
    if first is None:
        raise InvalidError("It would never run.", faults=[Fault(["days"], "No day and time lies before the end.")])
    return _keep(
        broadcast,
        schedule_type=ScheduleType.RECURRING,
        schedule_start=start,
        days=dict(days),
        last_day=last_day,
        max_runs=max_runs,
        series_at=first,
    )


@transaction.atomic
def unschedule(*, broadcast: Broadcast) -> Broadcast:
    """Have a broadcast run by hand only; runs that were made go on. A campaign with nothing left to do is complete."""
    campaign = changes.lock(broadcast.campaign)
    present = Broadcast.objects.select_for_update(of=("self",)).get(pk=broadcast.pk)
    planned = present.next_run_at
    columns: dict[str, Any] = {"schedule_type": ScheduleType.NONE, "days": {}}
    columns |= dict.fromkeys(("schedule_start", "last_day", "max_runs", "next_run_at", "series_at"))
    for name, value in columns.items():
        setattr(present, name, value)
    present.updated_at = timezone.now()
    present.save(update_fields=[*columns, "updated_at"])
    occurrences.put_aside(present)
    audit.record(present, "schedule ended", {"next run": [planned, None]})
    present.campaign = campaign
    broadcasts.settle(present)
    return present


def _keep(broadcast: Broadcast, **columns: object) -> Broadcast:
    campaign = changes.lock(broadcast.campaign)
    present = Broadcast.objects.select_for_update(of=("self",)).get(pk=broadcast.pk)
    broadcast.campaign = campaign
    for name, value in columns.items():
        setattr(broadcast, name, value)
    before = [] if present.schedule_type == ScheduleType.NONE else occurrences.put_aside(broadcast)
    if broadcast.schedule_type == ScheduleType.RECURRING:
        occurrences.take_over(broadcast, before)
    broadcast.next_run_at = planned_times.next_run(broadcast)
    if broadcast.next_run_at is None:
        raise InvalidError("It would never run.", faults=[Fault(["max_runs"], "It has run so often, or at that time.")])
    broadcast.updated_at = timezone.now()
    broadcast.save(update_fields=[*columns, "next_run_at", "updated_at"])
    audit.record(broadcast, "scheduled", {"next run": [None, broadcast.next_run_at]})
    if campaign.status in (CampaignStatus.DRAFT, CampaignStatus.COMPLETED):
        broadcast.campaign = changes.move_campaign(campaign=campaign, target=CampaignStatus.ACTIVE)
    return broadcast


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
        found = _due().order_by("next_run_at", "pk").values_list("pk", "company_id")
        first: tuple[int, int] | None = found.first()
        return first


def _due() -> QuerySet[Broadcast]:
    """Broadcasts whose time has come; that of a campaign that is paused, or a company on hold, waits."""
    due: QuerySet[Broadcast] = Broadcast.objects.filter(
        next_run_at__lte=timezone.now(), campaign__status=CampaignStatus.ACTIVE, company__on_hold_since=None
    )
    return due


def _run_one(pk: int, company_id: int) -> None:
    """One broadcast's planned times that have come: at most one of them runs."""
    with company_scope(company_id), acting(actor=SCHEDULER, door="schedule"), transaction.atomic():
        # Behind its campaign, as who changes the schedule locks them.
        list(Campaign.objects.select_for_update().filter(broadcast=pk).values_list("pk"))
        rows = _due().filter(pk=pk).select_for_update(of=("self",))
        broadcast: Broadcast | None = rows.select_related("company", "campaign", "template", "account").first()
        if broadcast is None:
            return  # another scheduler was faster, or it was held meanwhile
        now = timezone.now()
        come = planned_times.come(broadcast, now)
        for one in come[:-1]:
            _note(broadcast, one, OccurrenceState.MISSED, MISSED)
        for one in come[-1:]:
            _run_or_miss(broadcast, one)
        planned_times.plan_next(broadcast, passed=now)
        broadcasts.settle(broadcast)


def _run_or_miss(broadcast: Broadcast, planned: Planned) -> None:
    if planned.at < timezone.now() - PATIENCE:
        _note(broadcast, planned, OccurrenceState.MISSED, MISSED)
        return
    try:
        with transaction.atomic():
            occurrence = _note(broadcast, planned, OccurrenceState.RUN, "")
            audience = Audience(broadcast.list_ids, broadcast.segment_ids)
            execution.execute(broadcast=broadcast, audience=audience, occurrence=occurrence)
    except DomainError as error:
        log.warning("occurrence_refused", broadcast=broadcast.pk, error=error.message)
        _note(broadcast, planned, OccurrenceState.REFUSED, error.message)


def _note(broadcast: Broadcast, planned: Planned, state: str, reason: str) -> Occurrence:
    """What became of a planned time; its row is unique, and there already where a person has moved it."""
    occurrence, _ = Occurrence.objects.update_or_create(
        broadcast=broadcast,
        planned_for=planned.planned_for,
        defaults={"company_id": broadcast.company_id, "state": state, "reason": reason, "at": timezone.now()},
    )
    return occurrence
