"""Single planned times of a broadcast that recurs: one is skipped, or moved to another time, and that is undone."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaigns import changes
from core import audit
from core.errors import ConflictError, Fault, InvalidError
from delivery import broadcasts, planned_times
from delivery.models import Broadcast, Occurrence, OccurrenceState, ScheduleType
from delivery.planned_times import Planned

# How many of the next times can be skipped or moved.
WITHIN = 100
WAITING = (OccurrenceState.MOVED, OccurrenceState.SKIPPED)


@transaction.atomic
def skip(*, broadcast: Broadcast, planned_for: datetime) -> Occurrence:
    """Leave one planned time out; one that was moved is left out, too.

    Args:
        planned_for: the time as the rule has it.

    Raises:
        ConflictError: nothing is planned for it, or it has come.
    """
    locked = _lock(broadcast)
    found = find(broadcast=locked, planned_for=planned_for)
    occurrence = _keep(locked, planned_for, OccurrenceState.SKIPPED)
    audit.record(locked, "occurrence skipped", {"planned for": [found.at, None]})
    _replan(locked)
    return occurrence


@transaction.atomic
def move(*, broadcast: Broadcast, planned_for: datetime, to: datetime) -> Occurrence:
    """Have one planned time of a series run at another time. The rest of the series stays as it is.

    Args:
        planned_for: the time as the rule has it; it stays the one by which the occurrence is known.
        to: when it runs instead.

    Raises:
        ConflictError: nothing is planned for it, or it has come.
        InvalidError: the new time has passed, lies outside of the series, or something is planned for it already.
    """
    locked = _lock(broadcast)
    if locked.schedule_type != ScheduleType.RECURRING:
        raise ConflictError("It runs only once. Change its schedule instead.", code="NOT_RECURRING")
    found = find(broadcast=locked, planned_for=planned_for)
    _check_target(locked, planned_for, to)
    occurrence = _keep(locked, planned_for, OccurrenceState.MOVED, to)
    audit.record(locked, "occurrence moved", {"planned for": [found.at, to]})
    _replan(locked)
    return occurrence


@transaction.atomic
def undo(*, broadcast: Broadcast, planned_for: datetime) -> datetime:
    """Have one that was skipped or moved run at its own time again.

    Returns:
        Its own time.

    Raises:
        ConflictError: it was neither skipped nor moved, it has run, or its own time has passed.
    """
    locked = _lock(broadcast)
    occurrence = locked.occurrences.filter(planned_for=planned_for, state__in=WAITING).first()
    if occurrence is None:
        raise ConflictError("This time was neither skipped nor moved, or it has run already.", code="NOT_CHANGED")
    if occurrence.planned_for <= timezone.now():
        raise ConflictError("Its own time has passed. Move it to another one, or skip it.", code="TIME_HAS_PASSED")
    facts = {"planned for": [occurrence.moved_to, occurrence.planned_for]}
    occurrence.delete()
    audit.record(locked, "occurrence put back", facts)
    _replan(locked)
    if locked.next_run_at is not None:
        broadcasts.reopen(locked)
    return planned_for


def find(*, broadcast: Broadcast, planned_for: datetime) -> Planned:
    """One of the next planned times.

    Raises:
        ConflictError: nothing is planned for it, or it has come.
    """
    for found in planned_times.upcoming(broadcast, count=WITHIN):
        if found.planned_for == planned_for:
            return found
    raise ConflictError("Nothing is planned for that time.", code="NOT_PLANNED")


def put_aside(broadcast: Broadcast) -> list[Occurrence]:
    """Delete what was skipped and moved and did not come, since its broadcast runs by another rule, or by none."""
    rows = broadcast.occurrences
    coming = rows.filter(state=OccurrenceState.MOVED)
    coming |= rows.filter(state=OccurrenceState.SKIPPED, planned_for__gt=timezone.now())
    gone = list(coming.order_by("planned_for"))
    rows.filter(pk__in=[row.pk for row in gone]).delete()
    return gone


def take_over(broadcast: Broadcast, before: Iterable[Occurrence]) -> None:
    """Keep, of what was skipped and moved, what the changed rule still plans for; what is dropped is a fact.

    Args:
        broadcast: with the changed rule.
        before: as `put_aside` returned them.
    """
    rows = [row for row in before if _still_fits(broadcast, row)]
    room = planned_times.left(broadcast, [])
    moved = [row for row in rows if row.state == OccurrenceState.MOVED]
    too_many = {row.planned_for for row in (moved[room:] if room is not None else [])}
    kept = {row.planned_for for row in rows} - too_many
    for row in before:
        if row.planned_for in kept:
            row.pk = None
            row.save(force_insert=True)
        else:
            audit.record(broadcast, "occurrence put back", {"planned for": [row.moved_to, None]})


def _still_fits(broadcast: Broadcast, row: Occurrence) -> bool:
    """Whether the rule has the occurrence's own time, and its new one is free and within the series."""
    rule = planned_times.recurrence_of(broadcast)
    if row.state == OccurrenceState.SKIPPED:
        return planned_times.is_of_series(broadcast, row.planned_for)
    assert row.moved_to is not None  # noqa: S101 - the table keeps it
    # Its own time may lie before the changed rule begins: what counts is that such times are still among its.
    return rule.has(row.planned_for) and not _is_outside(broadcast, row.moved_to) and not rule.has(row.moved_to)


def _check_target(broadcast: Broadcast, planned_for: datetime, to: datetime) -> None:
    if to <= timezone.now():
        raise _invalid("The new time has passed.")
    if to == planned_for:
        raise _invalid("That is its own time. Undo the move instead.")
    if reason := _is_outside(broadcast, to):
        raise _invalid(reason)
    others = broadcast.occurrences.exclude(planned_for=planned_for)
    taken = others.filter(planned_for=to) | others.filter(moved_to=to)
    # Also a time that is skipped or moved away is refused: undoing that would have two at once.
    if planned_times.is_of_series(broadcast, to) or taken.exists():
        raise _invalid("It runs at that time already. Choose another minute.")


def _is_outside(broadcast: Broadcast, to: datetime) -> str:
    """Why a time does not lie within the series; empty where it does."""
    ends_at = broadcast.campaign.ends_at
    if broadcast.schedule_start is not None and to < broadcast.schedule_start:
        return "The series begins later than that."
    if broadcast.last_day is not None and to.astimezone(broadcast.company.zone).date() > broadcast.last_day:
        return f"The last day of the series is {broadcast.last_day:%-d %B %Y}."
    if ends_at is not None and to >= ends_at:
        return "The campaign has ended by then."
    return ""


def _lock(broadcast: Broadcast) -> Broadcast:
    """The broadcast as it is now, locked behind its campaign, as everywhere."""
    campaign = changes.lock(broadcast.campaign)
    locked = Broadcast.objects.select_for_update(of=("self",)).select_related("company").get(pk=broadcast.pk)
    locked.campaign = campaign
    return locked


def _keep(broadcast: Broadcast, planned_for: datetime, state: str, to: datetime | None = None) -> Occurrence:
    occurrence, _ = Occurrence.objects.update_or_create(
        broadcast=broadcast,
        planned_for=planned_for,
        defaults={"company_id": broadcast.company_id, "state": state, "moved_to": to, "at": timezone.now()},
    )
    return occurrence


def _replan(broadcast: Broadcast) -> None:
    """Say when it runs next; one that has nothing left to do is complete."""
    planned_times.plan_next(broadcast)
    broadcasts.settle(broadcast)


def _invalid(message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault(["at"], message)])
