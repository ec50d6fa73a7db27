"""Planning a resume."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from campaigns.resume_dates.cautions import cautions
from campaigns.resume_dates.clashes import find_clashes
from campaigns.resume_dates.clock import Shift
from campaigns.resume_dates.end import EndDateAction, EndRequest
from campaigns.resume_dates.parts import STRATEGIES, Clash, Item, Outcome, Pause, PlannedItem, ResumePlan, Strategy
from core.errors import Fault, InvalidError

WEEK, DAY, HOUR = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1)


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
    """Plan a resume, and change nothing.

    Args:
        items: what is still scheduled and not yet marked as missed, in any order.
        pause: from when to when, and whose wall clock counts.
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
    shift = _shift_items(strategy, pause, ordered)
    end_shift = _shift_end(strategy, pause, shift) if end.moves else Shift()
    with _inside_calendar("strategy"):
        planned = [_plan_item(item, strategy, shift, pause) for item in ordered]
    with _inside_calendar("newEndDate" if new_end else "endDateAction"):
        planned_end = end.planned(end_shift, pause.zone)
    clashes = find_clashes(planned, others)
    steps = _judged(planned, planned_end, clashes)
    return ResumePlan(steps, shift, planned_end, end_shift, clashes, cautions(steps, pause, strategy, end, planned_end))


def _check(strategy: Strategy, end: EndRequest, pause: Pause) -> None:
    faults = []
    if strategy not in STRATEGIES:
        faults.append(Fault(["strategy"], f"Must be one of {', '.join(STRATEGIES)}."))
    faults += end.faults(pause.now)
    if faults:
        raise _invalid(faults)


def _invalid(faults: list[Fault]) -> InvalidError:
    return InvalidError("The campaign cannot be resumed like this.", faults=faults)


@contextmanager
def _inside_calendar(path: str) -> Iterator[None]:
    try:
        yield
    except OverflowError as error:
        raise _invalid([Fault([path], "A date would pass the year 9999.")]) from error


def _shift_items(strategy: Strategy, pause: Pause, items: Iterable[Item]) -> Shift:
    """By how much the strategy moves items; the same for all of them."""
    if strategy == "shift_calendar":
        return _paused_time(pause)
    if strategy != "shift_weekday":
        return Shift()
    if pause.length < HOUR and not any(pause.holds(item.scheduled_at) for item in items):
        return Shift()
    return Shift(weeks=-(-pause.length // WEEK))


def _shift_end(strategy: Strategy, pause: Pause, shift: Shift) -> Shift:
    """By how much `extend` moves the end: as the items move, or by the paused time where they do not."""
    return shift if strategy in ("shift_weekday", "shift_calendar") else _paused_time(pause)


def _paused_time(pause: Pause) -> Shift:
    """The paused time as a shift: of the wall clock when it is whole days, else exact."""
    days, rest = divmod(pause.length, DAY)
    return Shift(exact=pause.length) if rest else Shift(days=days)


def _plan_item(item: Item, strategy: Strategy, shift: Shift, pause: Pause) -> PlannedItem:
    """One item by itself; what depends on the others and on the end comes later."""
    if strategy == "cancel":
        return PlannedItem(item, None, Outcome.CANCELLED)
    old = item.scheduled_at.astimezone(UTC)
    landing = shift.apply(old, pause.zone)
    # Due before the pause, it was not held back by it, so no shift brings it back.
    if landing.instant < pause.now or old < min(pause.paused_at, pause.now):
        return PlannedItem(item, old, Outcome.MISSED)
    return PlannedItem(item, landing.instant, Outcome.MOVED if shift else Outcome.KEPT, landing.note)


def _judged(
    planned: Iterable[PlannedItem], ends_at: datetime | None, clashes: Iterable[Clash]
) -> tuple[PlannedItem, ...]:
    """Items with what the end and the others mean for them."""
    clash_of = {item_id: clash for clash in clashes for item_id in clash.ids}
    return tuple(
        replace(step, after_end=bool(ends_at and step.runs_at >= ends_at), clash=clash_of.get(step.item.id))
        if step.runs_at
        else step
        for step in planned
    )
