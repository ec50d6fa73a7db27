"""When a campaign runs, as far as it is known: first and last day, hours, length."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ai.offline.planning.lengths import Length

_LAST = time(23, 59, 59)


@dataclass(slots=True)
class Timing:
    """First and last day as known so far, with their times of day if said, and how long it lasts if that was said."""

    start: date | None = None
    end: date | None = None
    opens: time | None = None
    closes: time | None = None
    lasts: Length | None = None

    def starts_at(self, zone: ZoneInfo) -> datetime | None:
        """Return the first moment, aware; None if no start is known."""
        start = self.start or (self.lasts.before(self.end) + timedelta(days=1) if self.end and self.lasts else None)
        return datetime.combine(start, self.opens or time(), zone) if start else None

    def ends_at(self, zone: ZoneInfo) -> datetime | None:
        """Return the last moment, aware; None if no end is known."""
        end = self.end or (self.lasts.after(self.start) - timedelta(days=1) if self.start and self.lasts else None)
        return datetime.combine(end, self.closes or _LAST, zone) if end else None

    def begin(self, day: date, opens: time | None = None) -> None:
        """Set the start; an end that would lie before it moves along."""
        if self.start and self.end and self.end < day:
            self.end = day + (self.end - self.start)
        self.start, self.opens = day, opens

    def finish(self, day: date, closes: time | None = None) -> None:
        """Set the end."""
        (
            self.end,
            self.closes,
        ) = day, closes
        if self.start:
            self.lasts = None
