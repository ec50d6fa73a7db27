"""How fast a run gets on, and when it would be over."""

from datetime import UTC, datetime, timedelta

import pytest

from delivery import pace
from delivery.ledger import Counts
from delivery.models import Run, RunState

BEGAN = datetime(2027, 5, 2, 11, tzinfo=UTC)
NOW = BEGAN + timedelta(seconds=25)


def counts(*, sent=90, failed=10, pending=50, after=20.0):
    """A balance whose last window ended some seconds after the beginning."""
    last = None if after is None else BEGAN + timedelta(seconds=after)
    return Counts(
        planned=sent + failed + pending + 7, suppressed=7, capped=0, invalid=0, sent=sent, failed=failed, uncertain=0,
        last_at=last,
    )  # fmt: skip


def run(**fields):
    """A run that is on."""
    return Run(**{"state": RunState.RUNNING, "started_at": BEGAN, **fields})


def test_whoever_was_handed_over_counts_and_the_rest_takes_as_long():
    found = pace.of(run(), counts(), now=NOW)
    assert found == pace.Pace(5.0, NOW + timedelta(seconds=10))


@pytest.mark.parametrize(
    "fields", [{"state": RunState.PAUSED}, {"stalled_why": "No worker is running."}, {"state": RunState.SENT}]
)
def test_what_does_not_get_on_has_no_end_in_sight(fields):
    assert pace.of(run(**fields), counts(), now=NOW) == pace.Pace(5.0, None)


def test_where_nobody_waits_nothing_is_foretold():
    assert pace.of(run(), counts(pending=0), now=NOW).ends_at is None


@pytest.mark.parametrize("said", [{"sent": 0, "failed": 0}, {"after": None}, {"after": 0.5}])
def test_too_little_says_nothing_of_a_speed(said):
    assert pace.of(run(), counts(**said), now=NOW) == pace.Pace(None, None)
