"""When a broadcast that recurs runs next: weekdays and times on a zone's wall clock. Pure.

Sources: the agency dialect, Recurrence. A time that the clock skips runs at the next valid minute; one that comes twice
runs at the first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.clock import at

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Days and times.

    Args:
        times: by weekday (0 is Monday), the wall-clock times.
        zone: whose wall clock.
        start: the first instant at which it may run.
        last_day: the last day, in the zone, on which it runs; None where it goes on.
    """

    times: Mapping[int, Sequence[time]]
    zone: ZoneInfo
    start: datetime
    last_day: date | None = None

    def after(self, instant: datetime) -> Iterator[datetime]:
        """Every instant at which it runs after another one, in UTC and in order."""
        if not any(self.times.values()):
            return
        instant = max(instant, self.start - timedelta(microseconds=1))
        # A time that the clock skips may land on the day after.
        day = instant.astimezone(self.zone).date() - timedelta(days=1)
        while self.last_day is None or day <= self.last_day:
            yield from (found for found in self._of_day(day) if found > instant)
            day += timedelta(days=1)

    def first_after(self, instant: datetime) -> datetime | None:
        """The next instant at which it runs; None where there is none any more."""
        return next(self.after(instant), None)

    def between(self, start: datetime, end: datetime, *, limit: int) -> list[datetime]:
        """The instants after `start`, up to and including `end`.

        Args:
            limit: the most that are returned, earliest first.
        """
        found: list[datetime] = []
        for instant in self.after(start):
            if instant > end or len(found) == limit:
                break
            found.append(instant)
        return found

    def has(self, instant: datetime) -> bool:
        """Whether the days and times have an instant, wherever the series begins."""
        day = instant.astimezone(self.zone).date()
        # A time that the clock skips may land on the day after.
        return any(instant in self._of_day(one) for one in (day, day - timedelta(days=1)) if not self._is_past(one))

    def _is_past(self, day: date) -> bool:
        return self.last_day is not None and day > self.last_day

    def _of_day(self, day: date) -> list[datetime]:
        """What runs on one day; two times that the clock lets fall together run once."""
        times = self.times.get(day.weekday(), ())
        instants = {at(datetime.combine(day, moment), self.zone).instant for moment in times}
        return sorted(_to_minute(instant) for instant in instants)


def _to_minute(instant: datetime) -> datetime:
    """The next whole minute: some old zones jump to within one."""
    instant = instant.astimezone(UTC)
    return instant if not instant.second else instant.replace(second=0) + timedelta(minutes=1)
