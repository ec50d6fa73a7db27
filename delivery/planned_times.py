"""What is planned for a broadcast: the times of its rule that have not come, less those left out, and moved ones."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.utils import timezone

from delivery.models import Broadcast, Occurrence, OccurrenceState, ScheduleType
from delivery.recurrence import WEEKDAYS, Recurrence

INSTANT = timedelta(microseconds=1)
# Nobody looks further ahead, and a rule that names no day has no end.
AHEAD = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class Planned:
    """One planned time.

    Args:
        planned_for: as the rule has it; by this it is known.
        at: when it runs: another time where a person has moved it.
        is_skipped: whether a person has skipped it, so that it does not run.
    """

    planned_for: datetime
    at: datetime
    is_skipped: bool = False

    @property
    def is_moved(self) -> bool:
        """Whether a person has moved it."""
        return self.at != self.planned_for


def recurrence_of(broadcast: Broadcast) -> Recurrence:
    """The rule by which a broadcast recurs, on its company's clock."""
    times = {
        WEEKDAYS.index(day): tuple(time.fromisoformat(moment) for moment in moments)
        for day, moments in broadcast.days.items()
    }
    zone: ZoneInfo = broadcast.company.zone
    return Recurrence(times, zone, broadcast.schedule_start or broadcast.created_at, broadcast.last_day)


def series(broadcast: Broadcast, *, without: Collection[datetime] = ()) -> Iterator[datetime]:
    """The times of the rule that have not come, in order; there may be no end of them.

    Args:
        without: times that have an occurrence already: skipped, moved, or come.
    """
    if broadcast.series_at is None:
        return
    if broadcast.schedule_type != ScheduleType.RECURRING:
        found: Iterator[datetime] = iter([broadcast.series_at])
    else:
        found = recurrence_of(broadcast).after(broadcast.series_at - INSTANT)
    yield from (instant for instant in found if instant not in without)


def is_of_series(broadcast: Broadcast, instant: datetime) -> bool:
    """Whether the rule plans for an instant."""
    rule = recurrence_of(broadcast)
    return instant >= rule.start and rule.has(instant)


def kept(broadcast: Broadcast) -> list[Occurrence]:
    """The occurrences that still matter: those that wait, and those of times that the rule has not passed."""
    rows = broadcast.occurrences.filter(state=OccurrenceState.MOVED)
    if broadcast.series_at is not None:
        rows = rows | broadcast.occurrences.filter(planned_for__gte=broadcast.series_at)
    return list(rows.order_by("planned_for"))


def left(broadcast: Broadcast, known: Collection[Occurrence]) -> int | None:
    """How many times of the rule may still run; None where their number has no end. One that is moved counts once."""
    if broadcast.max_runs is None:
        return None
    moved = sum(row.state == OccurrenceState.MOVED for row in known)
    return max(0, broadcast.max_runs - broadcast.runs.count() - moved)


def planned(broadcast: Broadcast, *, count: int, known: Collection[Occurrence] | None = None) -> list[Planned]:
    """The next planned times, in the order in which they run; those that were skipped are among them and say so."""
    known = kept(broadcast) if known is None else known
    room = left(broadcast, known)
    taken = {row.planned_for for row in known}
    horizon = timezone.now() + AHEAD
    found: list[Planned] = []
    for instant in islice(series(broadcast, without=taken), count if room is None else min(count, room)):
        if instant > horizon and found:
            break
        found.append(Planned(instant, instant))
    now = timezone.now()
    for row in known:
        if row.state == OccurrenceState.MOVED and row.moved_to is not None:
            found.append(Planned(row.planned_for, row.moved_to))
        elif row.state == OccurrenceState.SKIPPED and row.planned_for > now:
            found.append(Planned(row.planned_for, row.planned_for, is_skipped=True))
    return sorted(found, key=lambda one: one.at)[:count]


def upcoming(broadcast: Broadcast, *, count: int) -> list[Planned]:
    """The next times at which it runs."""
    known = kept(broadcast)
    found = planned(broadcast, count=count + len(known), known=known)
    return [one for one in found if not one.is_skipped][:count]


def next_run(broadcast: Broadcast) -> datetime | None:
    """When it runs next; None where nothing is planned any more."""
    found = upcoming(broadcast, count=1)
    return found[0].at if found else None


def come(broadcast: Broadcast, now: datetime) -> list[Planned]:
    """The planned times that have come, by the time at which they were to run."""
    known = kept(broadcast)
    found = [
        Planned(row.planned_for, row.moved_to)
        for row in known
        if row.state == OccurrenceState.MOVED and row.moved_to is not None and row.moved_to <= now
    ]
    if left(broadcast, known) != 0:
        for instant in series(broadcast, without={row.planned_for for row in known}):
            if instant > now:
                break
            found.append(Planned(instant, instant))
    return sorted(found, key=lambda one: one.at)


def plan_next(broadcast: Broadcast, *, passed: datetime | None = None) -> None:
    """Keep when a broadcast that is locked runs next.

    Args:
        passed: up to when its times have been dealt with; by default up to now, unless one waits to be.
    """
    now = timezone.now()
    if passed is None and (broadcast.next_run_at is None or broadcast.next_run_at > now):
        passed = now  # what lies before it was skipped, or beyond the number of runs
    if passed is not None and broadcast.series_at is not None and broadcast.series_at <= passed:
        is_recurring = broadcast.schedule_type == ScheduleType.RECURRING
        broadcast.series_at = recurrence_of(broadcast).first_after(passed) if is_recurring else None
    broadcast.next_run_at = next_run(broadcast)
    broadcast.save(update_fields=["series_at", "next_run_at"])
