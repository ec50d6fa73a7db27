"""Hours in which nobody is written to, by the recipient's own clock. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.clock import at


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A part of each day; it may go over midnight.

    Args:
        start: when it begins, on the recipient's clock.
        end: when it is over.
    """

    start: time
    end: time

    def until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet is over, in UTC; None where it is not quiet now."""
        local = now.astimezone(zone)
        clock = local.time().replace(tzinfo=None)
        if self.start <= self.end:
            is_quiet, is_tomorrow = self.start <= clock < self.end, False
        else:
            is_quiet, is_tomorrow = clock >= self.start or clock < self.end, clock >= self.start
        if not is_quiet:
            return None
        day = local.date() + timedelta(days=1) if is_tomorrow else local.date()
        return at(datetime.combine(day, self.end), zone).instant


def of_company(start: time | None, end: time | None) -> QuietHours | None:
    """A company's quiet hours; None where it has none."""
    return QuietHours(start, end) if start is not None and end is not None and start != end else None
