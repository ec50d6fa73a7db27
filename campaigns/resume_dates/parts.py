"""What a resume is planned from, and what a plan consists of."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from campaigns.resume_dates.clock import Shift
from core.clock import ClockNote

Strategy = Literal["shift_weekday", "shift_calendar", "keep_original", "cancel"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)


class Outcome(StrEnum):
    """What a resume does with one item."""

    MOVED = "moved"
    KEPT = "kept"
    MISSED = "missed"
    CANCELLED = "cancelled"


RUNNING = frozenset({Outcome.MOVED, Outcome.KEPT})


class CautionCode(StrEnum):
    """What somebody should look at before resuming."""

    DUE_BEFORE_PAUSE = "due_before_pause"
    LEFT_IN_PAST = "left_in_past"
    AFTER_END = "after_end"
    CLASHES = "clashes"
    ORDER_CHANGED = "order_changed"
    END_HAS_PASSED = "end_has_passed"
    NO_END_TO_EXTEND = "no_end_to_extend"


@dataclass(frozen=True, slots=True)
class Item:
    """One scheduled piece of content.

    Args:
        id: its primary key.
        platform: the canonical name; empty where it has none.
        scheduled_at: aware.
    """

    id: int
    platform: str
    scheduled_at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that ends now.

    Args:
        paused_at: when it began; aware.
        now: when it ends; aware.
        zone: the company's.
    """

    paused_at: datetime
    now: datetime
    zone: ZoneInfo

    @property
    def length(self) -> timedelta:
        """The paused time, in real time; none where two machines' clocks disagree."""
        # Python subtracts two instants of one zone by their wall clocks.
        return max(self.now.astimezone(UTC) - self.paused_at.astimezone(UTC), timedelta())

    def holds(self, instant: datetime) -> bool:
        """Whether an instant fell into it, both ends included."""
        return self.paused_at <= instant <= self.now


@dataclass(frozen=True, slots=True)
class Clash:
    """Items that run on one platform within one minute.

    Args:
        platform: the canonical name.
        minute: its beginning, in UTC.
        ids: at least two, those of other campaigns' items among them.
    """

    platform: str
    minute: datetime
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One item's part of a plan.

    Args:
        item: as it is now; its old instant is `scheduled_at`.
        new: when it is scheduled afterwards, in UTC; None when it is cancelled. A missed item keeps its date.
        outcome: what happens to it.
        note: what a change of the zone's clock did to its move.
        after_end: it is scheduled at or after the planned end, so it would not run.
        clash: what it clashes with, itself among it; shared by all of them.
    """

    item: Item
    new: datetime | None
    outcome: Outcome
    note: ClockNote | None = None
    after_end: bool = False
    clash: Clash | None = None

    @property
    def runs_at(self) -> datetime | None:
        """When it will run; None where it is missed or cancelled."""
        return self.new if self.outcome in RUNNING else None


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to look at before resuming.

    Args:
        code: for programs.
        message: one sentence for a marketer.
        ids: the items that it is about, in the plan's order.
    """

    code: CautionCode
    message: str
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ResumePlan:
    """What a resume would do.

    Args:
        items: in the order of their old instants, ties by id.
        shift: by how much items move; nothing for `keep_original` and `cancel`.
        ends_at: the end afterwards.
        end_shift: by how much the end moves; nothing where it is kept, or a date was named.
        clashes: in the order of their minutes.
        cautions: what to look at first; empty where nothing is odd.
    """

    items: tuple[PlannedItem, ...]
    shift: Shift
    ends_at: datetime | None
    end_shift: Shift
    clashes: tuple[Clash, ...]
    cautions: tuple[Caution, ...]
