"""What somebody should look at before resuming."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from campaigns.resume_dates.end import EndRequest
from campaigns.resume_dates.parts import Caution, CautionCode, Outcome, Pause, PlannedItem, Strategy

MESSAGES = {
    CautionCode.DUE_BEFORE_PAUSE: "Some items were due before the pause and never ran. They are marked as missed.",
    CautionCode.LEFT_IN_PAST: "A change of the clock leaves some items in the past. They are marked as missed.",
    CautionCode.AFTER_END: "Some items are scheduled after the end, so they would not run.",
    CautionCode.CLASHES: "Some items run on the same platform within the same minute.",
    CautionCode.ORDER_CHANGED: "Some items stood in an hour that the clock repeats, and change their order.",
    CautionCode.END_HAS_PASSED: "The end has passed, so the campaign completes as soon as it is resumed.",
    CautionCode.NO_END_TO_EXTEND: "The campaign has no end that could be extended.",
}


def cautions(
    items: Sequence[PlannedItem], pause: Pause, strategy: Strategy, end: EndRequest, ends_at: datetime | None
) -> tuple[Caution, ...]:
    """What is odd about a plan, in the order of `CautionCode`.

    Args:
        items: in the order of their old instants.
        ends_at: the end afterwards.
    """
    missed = [step for step in items if step.outcome == Outcome.MISSED]
    early = [step for step in missed if step.item.scheduled_at < pause.paused_at]
    late = [step for step in missed if step.item.scheduled_at >= pause.paused_at and strategy != "keep_original"]
    about = {
        CautionCode.DUE_BEFORE_PAUSE: _ids(early),
        CautionCode.LEFT_IN_PAST: _ids(late),
        CautionCode.AFTER_END: _ids(step for step in items if step.after_end),
        CautionCode.CLASHES: _ids(step for step in items if step.clash),
        CautionCode.ORDER_CHANGED: _out_of_order(items),
    }
    found = [Caution(code, MESSAGES[code], ids) for code, ids in about.items() if ids]
    if ends_at and ends_at <= pause.now:
        found.append(Caution(CautionCode.END_HAS_PASSED, MESSAGES[CautionCode.END_HAS_PASSED]))
    if end.action == "extend" and ends_at is None:
        found.append(Caution(CautionCode.NO_END_TO_EXTEND, MESSAGES[CautionCode.NO_END_TO_EXTEND]))
    return tuple(found)


def _ids(steps: Iterable[PlannedItem]) -> tuple[int, ...]:
    return tuple(step.item.id for step in steps)


def _out_of_order(items: Iterable[PlannedItem]) -> tuple[int, ...]:
    """Ids of those that run before one that they used to follow."""
    running = [(step.runs_at, step.item.id) for step in items if step.runs_at]
    return tuple(second[1] for first, second in pairwise(running) if second[0] < first[0])
