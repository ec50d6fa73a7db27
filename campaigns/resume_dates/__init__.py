"""The dates of resuming a paused campaign: pure arithmetic, apart from the database.

Source: the native dialect, Resume. Where it is silent:

- An item that was due before the pause and never ran was not held back by it: no shift brings it back. It is missed.
- A moment is past when it lies before `now`; one that is due at `now` runs.
- An item that fell into the pause, and that a clock change leaves in the past after the shift, is missed too.
- Two items clash when they run on the same platform within the same minute; items without a platform never do.
- An item at or after the end does not run, since the campaign completes at that moment.
- An open end stays open when it is extended without a date; with one, extending means setting.
- A date given to an action that keeps the end is refused, not dropped.
"""

from campaigns.resume_dates.clock import Shift
from campaigns.resume_dates.end import END_DATE_ACTIONS, EndDateAction
from campaigns.resume_dates.parts import (
    STRATEGIES,
    Caution,
    CautionCode,
    Clash,
    Item,
    Outcome,
    Pause,
    PlannedItem,
    ResumePlan,
    Strategy,
)
from campaigns.resume_dates.planning import plan
from core.clock import ClockNote, Landing

__all__ = [
    "END_DATE_ACTIONS",
    "STRATEGIES",
    "Caution",
    "CautionCode",
    "Clash",
    "ClockNote",
    "EndDateAction",
    "Item",
    "Landing",
    "Outcome",
    "Pause",
    "PlannedItem",
    "ResumePlan",
    "Shift",
    "Strategy",
    "plan",
]
