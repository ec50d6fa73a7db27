"""What becomes of a paused campaign's end date when it is resumed. Pure.

Source: the native dialect, Resume.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from campaigns.resume_dates.clock import Shift
from core.errors import Fault

EndDateAction = Literal["extend", "set", "keep"]
END_DATE_ACTIONS: tuple[EndDateAction, ...] = get_args(EndDateAction)


@dataclass(frozen=True, slots=True)
class EndRequest:
    """What the caller wants of the end date, and what is there.

    Args:
        action: `extend`, `set` or `keep`.
        ends_at: the present end; None where there is none.
        new_end: the date that the caller named.
        starts_at: the campaign's start, which no end may precede.
        evergreen: whether the campaign is one that never ends.
    """

    action: EndDateAction
    ends_at: datetime | None
    new_end: datetime | None
    starts_at: datetime | None = None
    evergreen: bool = False

    @property
    def moves(self) -> bool:
        """Whether the end moves by a shift, rather than staying or going to a named date."""
        return self.action == "extend" and self.new_end is None and self.ends_at is not None

    def planned(self, shift: Shift, zone: ZoneInfo) -> datetime | None:
        """The end after the resume; `faults` were none.

        An open end stays open when it is extended without a date: there is nothing to extend.

        Args:
            shift: by how much the end moves; nothing unless `moves`.

        Raises:
            OverflowError: it would pass the year 9999.
        """
        if self.new_end is not None:
            return self.new_end.astimezone(UTC)
        return shift.apply(self.ends_at, zone).instant if self.ends_at else None

    def faults(self, now: datetime) -> list[Fault]:
        """Why it cannot be done, in the order of the input; empty where it can."""
        if self.action not in END_DATE_ACTIONS:
            return [Fault(["endDateAction"], f"Must be one of {', '.join(END_DATE_ACTIONS)}.")]
        if self.new_end is None:
            return self._faults_without_date()
        reason = self._refusal(self.new_end, now)
        return [Fault(["newEndDate"], reason)] if reason else []

    def _faults_without_date(self) -> list[Fault]:
        if self.action != "set":
            return []
        if self.evergreen:
            return [Fault(["endDateAction"], "An evergreen campaign has no end.")]
        return [Fault(["newEndDate"], "Setting the end needs a date.", missing=True)]

    def _refusal(self, new_end: datetime, now: datetime) -> str:
        if self.evergreen:
            return "An evergreen campaign has no end."
        if self.action == "keep":
            # Dropping a date that somebody chose would be worse than asking.
            return "A new end date goes with extend or set, not with keep."
        if self.starts_at and new_end < self.starts_at:
            return "The end lies before the start."
        if self.action == "extend" and self.ends_at:
            return "" if new_end > self.ends_at else "Must be later than the present end."
        # Naming the end of a campaign that had none is setting it, whatever it is called.
        return "" if new_end > now else "Must lie in the future."
