"""Which item of a paused campaign runs when, once it is resumed. Pure date arithmetic, apart from the database.

Source: the native dialect, Resume. Where it is silent:

- An item that was due before the pause and never ran was not held back by it: no shift schedules it again. It is missed.
- A moment is past when it lies before `now`; one that is due at `now` runs.
- An item that fell into the pause, and that a clock change leaves in the past after the shift, is missed too.
- Two items clash when they run on the same platform within the same minute; items without a platform never do.
- An item at or after the end does not run, since the campaign completes at that moment.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from campaigns.resume_end import EndDateAction, EndRequest
from campaigns.wall_clock import ClockNote, Landing, Shift
from core.errors import Fault, InvalidError

Strategy = Literal["shift_weekday", "shift_calendar", "keep_original", "cancel"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)

WEEK, DAY, HOUR, MINUTE = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


class Outcome(StrEnum):
    """What a resume does with one item."""

    MOVED = "moved"
    KEPT = "kept"
    MISSED = "missed"
    CANCELLED = "cancelled"


RUNNING = frozenset({Outcome.MOVED, Outcome.KEPT})


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
        """The paused time, in real time; none where clocks of two machines disagree."""
        # Two instants of one zone would be subtracted by their wall clocks.
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
        ids: of at least two items, those of other campaigns among them.
    """

    platform: str
    minute: datetime
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One item's part of the plan.

    Args:
        item: as it is now; its old instant is `scheduled_at`.
        new: when it is scheduled afterwards, in UTC; None when it is cancelled. A missed item keeps its date.
        outcome: what happens to it.
        note: what a change of the zone's clock did.
        after_end: it would run at or after the planned end, so it will not.
        clash: what it clashes with, itself among it.
    """

    item: Item
    new: datetime | None
    outcome: Outcome
    note: ClockNote | None = None
    after_end: bool = False
    clash: Clash | None = None


@dataclass(frozen=True, slots=True)
class ResumePlan:
    """What a resume would do.

    Args:
        items: in the order of their old instants, ties by id.
        shift: by how much items move; nothing for `keep_original` and `cancel`.
        ends_at: the end afterwards.
        end_shift: by how much the end moves; nothing where it is kept, or a date was named.
        clashes: in the order of their minutes.
    """

    items: tuple[PlannedItem, ...]
    shift: Shift
    ends_at: datetime | None
    end_shift: Shift
    clashes: tuple[Clash, ...]


def plan(
    *,
    items: Iterable[Item],
    pause: Pause,
    strategy: Strategy,
    end_date_action: EndDateAction = "keep",
    ends_at: datetime | None = None,
    new_end: datetime | None = None,
    starts_at: datetime | None = None,
    evergreen: bool = False,
    others: Iterable[Item] = (),
) -> ResumePlan:
    """Plan a resume.

    Args:
        items: what is still scheduled and not yet marked as missed, in any order.
        strategy: what happens to the items.
        end_date_action: what happens to the end.
        ends_at: the present end.
        new_end: the end that the caller named.
        starts_at: the campaign's start, which the end may not precede.
        evergreen: whether the campaign is one that never ends.
        others: scheduled items of other campaigns, which stay where they are; looked at for clashes only.

    Raises:
        InvalidError: naming `strategy`, `endDateAction` or `newEndDate`.
    """
    end = EndRequest(end_date_action, ends_at, new_end, starts_at, evergreen)
    _check(strategy, end, pause)
    ordered = sorted(items, key=lambda item: (item.scheduled_at, item.id))
    shift = _item_shift(strategy, pause, ordered)
    extended = end_date_action == "extend" and new_end is None and ends_at is not None
    end_shift = _end_shift(strategy, pause, shift) if extended else Shift()
    try:
        planned_end = end.planned(end_shift, pause.zone)
        moved = [_planned(item, strategy, shift, pause) for item in ordered]
    except OverflowError as error:
        reason = "It would move a date past the year 9999."
        raise InvalidError(reason, faults=[Fault(["strategy"], reason)]) from error
    ...
