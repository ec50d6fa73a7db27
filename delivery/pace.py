"""How fast a run gets on, and when it would be over. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from delivery.ledger import Counts
from delivery.models import Run, RunState

# A shorter time says nothing of a speed.
SHORTEST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a run gets on.

    Args:
        per_second: messages a second, from its beginning to its latest outcome; None where nobody knows.
        ends_at: when everybody who waits would be done; None where it does not get on.
    """

    per_second: float | None
    ends_at: datetime | None


def of(run: Run, counts: Counts, *, now: datetime) -> Pace:
    """How a run gets on.

    Args:
        counts: its balance.
    """
    speed = _speed(run, counts)
    gets_on = run.state == RunState.RUNNING and not run.stalled_why
    if speed is None or not gets_on or not counts.pending:
        return Pace(speed, None)
    return Pace(speed, now + timedelta(seconds=counts.pending / speed))


def _speed(run: Run, counts: Counts) -> float | None:
    handed_over = counts.sent + counts.failed + counts.uncertain
    if not handed_over or counts.last_at is None or run.started_at is None:
        return None
    span: timedelta = counts.last_at - run.started_at
    return handed_over / span.total_seconds() if span >= SHORTEST else None
