"""A month of traffic keeps to its caps and spends what traffic allows: `bench/pacing`, at a fifth of its size."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from bench.pacing.scenarios import SCENARIOS

MONTHS = {scenario.name: scenario for scenario in SCENARIOS}
_PART = 5


@cache
def gone_through(name):
    """The month's market and its outcomes; a fifth of all amounts, a quarter of an hour at once."""
    month = MONTHS[name]
    smaller = {
        what: amount / _PART for what in ("budget", "cap", "daily") if (amount := getattr(month, what)) is not None
    }
    shown = None if month.per_day_shown is None else month.per_day_shown // _PART
    return replace(month, **smaller, per_day_shown=shown, step=timedelta(minutes=15)).run()


@pytest.mark.parametrize("name", MONTHS)
def test_no_cap_is_passed_by_more_than_a_batch_and_what_was_not_reported(name):
    market, outcomes = gone_through(name)
    books = [*(buyer.books for buyer in market.buyers), market.order]
    most = max(one.largest for one in books) + market.unreported
    assert [line.over for line in outcomes if line.over > most] == []
    assert (market.unreported == 0) == (MONTHS[name].lateness is None)


@pytest.mark.parametrize("name", [name for name in MONTHS if MONTHS[name].has_goals])
def test_no_cap_is_passed_by_more_than_a_batch(name):
    _, outcomes = gone_through(name)
    assert [line.name for line in outcomes if line.batches > 1] == []


@pytest.mark.parametrize("name", MONTHS)
def test_less_than_a_hundredth_of_what_traffic_allowed_is_left(name):
    _, outcomes = gone_through(name)
    assert [(line.name, line.under) for line in outcomes if line.under >= 1] == []


def test_the_months_are_stopped_for_every_reason():
    seen = {reason for name in MONTHS for line in gone_through(name)[1] for reason in line.stops}
    assert seen == {"total spent", "day spent", "day impressions", "hour spent"}


def test_traffic_that_is_too_thin_is_never_stopped():
    _, (line,) = gone_through("too thin, even")
    assert (line.stops, line.spent < line.budget) == ({}, True)


def test_a_small_budget_lasts_until_the_end():
    """A batch is worth more than an hour of it: one more each hour would have spent it in a third of the month."""
    market, _ = gone_through("a small budget, even")
    (buyer,) = market.buyers
    assert max(buyer.hours) >= buyer.flight.ends_at - timedelta(hours=12)
