"""From a zone's wall clock to instants, where clocks are put forward and back. Pure."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class ClockNote(StrEnum):
    """What a change of the zone's clock did to a time, or to a move."""

    KEPT = "wall_clock_kept"  # the wall clock stayed, so the time in UTC did not
    CHANGED = "wall_clock_changed"  # an exact move went across the change, so the wall clock differs by it
    SKIPPED = "skipped"  # the wall clock jumps over that time: the next valid minute
    REPEATED = "repeated"  # that time comes twice: the first one


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a wall-clock time, or a move, arrives.

    Args:
        instant: in UTC.
        note: None where the clock did not change on the way.
    """

    instant: datetime
    note: ClockNote | None = None


def at(wall: datetime, zone: ZoneInfo) -> Landing:
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
