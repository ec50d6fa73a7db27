"""Moving an instant forward in a zone's wall clock. Pure.

Source: the native dialect, Resume. What the zone's clock does on the way, and what was chosen, is told with the result.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core.clock import ClockNote, Landing, at


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
            landing, note = at(start.astimezone(zone).replace(tzinfo=None) + self.length, zone), ClockNote.KEPT
        if landing.note or landing.instant.astimezone(zone).utcoffset() == offset:
            return landing
        return Landing(landing.instant, note)
