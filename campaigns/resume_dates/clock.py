"""Moving an instant forward in a zone's wall clock. Pure.

Source: the native dialect, Resume. What the zone's clock does on the way, and what was chosen, is told with the result.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class ClockNote(StrEnum):
    """What a change of the zone's clock did to a move."""

    KEPT = "wall_clock_kept"  # the wall clock stayed, so the time in UTC did not
    CHANGED = "wall_clock_changed"  # an exact move went across the change, so the wall clock differs by it
    SKIPPED = "skipped"  # the wall clock jumps over that time: the next valid minute
    REPEATED = "repeated"  # that time comes twice: the first one


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a move arrives.

    Args:
        instant: in UTC.
        note: None where the clock did not change on the way.
    """

    instant: datetime
    note: ClockNote | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A way forward in time; at most one of its parts is not zero.

    Args:
        weeks: whole weeks of the wall clock.
        days: whole days of the wall clock.
        exact: real time, whatever the wall clock does.
    """

    weeks: int = 0
    days: int = 0
    exact: timedelta = timedelta()

    def __bool__(self) -> bool:
        return bool(self.length)

    @property
    def length(self) -> timedelta:
        """How far, with days of 24 hours."""
        return timedelta(weeks=self.weeks, days=self.days) + self.exact

    def apply(self, instant: datetime, zone: ZoneInfo) -> Landing:
        """Move an instant.

        Raises:
            OverflowError: it would pass the year 9999.
        """
        start = instant.astimezone(UTC)
        if not self:
            return Landing(start)
        offset = start.astimezone(zone).utcoffset()
        if self.exact:
            landing, note = Landing(start + self.exact), ClockNote.CHANGED
        else:
            landing, note = _at(start.astimezone(zone).replace(tzinfo=None) + self.length, zone), ClockNote.KEPT
        if landing.note or landing.instant.astimezone(zone).utcoffset() == offset:
            return landing
        return Landing(landing.instant, note)


def _at(wall: datetime, zone: ZoneInfo) -> Landing:
    """The instant at which a zone's wall clock shows a time, or the next that it shows, or the first of two."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first < second:
        return Landing(first, ClockNote.REPEATED)
    if first == second:
        return Landing(first)
    # For a time that is skipped, `second` lies before the jump and `first` after it.
    before = second.replace(microsecond=0)
    jump = bisect_left(
        range(int((first - second).total_seconds()) + 1),
        True,
        key=lambda seconds: (before + timedelta(seconds=seconds)).astimezone(zone).replace(tzinfo=None) > wall,
    )
    return Landing(before + timedelta(seconds=jump), ClockNote.SKIPPED)
