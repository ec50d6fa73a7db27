"""The plan, the projection, and what ended campaigns leave over."""

from datetime import timedelta
from decimal import Decimal

import pytest

from insertion_orders.pacing import line, planned, projected, share_of, widened
from tests.insertion_orders.flights import KOLKATA, at, flight, spent

MONTH = ("2027-05-01T00:00+02:00", "2027-05-31T00:00+02:00")


def test_an_even_plan_is_straight_until_its_last_day():
    found = flight(*MONTH, total=3000, even=True)
    moments = [at("2027-05-01T00:00+02:00"), at("2027-05-16T00:00+02:00"), at("2027-05-30T00:00+02:00")]
    assert line(found, instants=moments) == [0, 1500, 2900]


def test_an_even_plan_leaves_little_for_its_last_hours():
    found = flight(*MONTH, total=3000, even=True)
    moments = ["2027-05-30T08:00+02:00", "2027-05-30T16:00+02:00", "2027-05-30T20:00+02:00", "2027-05-31T00:00+02:00"]
    assert line(found, instants=[at(moment) for moment in moments]) == [
        Decimal("2942.5"),
        2985,
        Decimal("2992.5"),
        3000,
    ]


def test_the_plan_of_a_short_flight_goes_ahead_only_in_its_last_seventh():
    found = flight("2027-05-01T00:00+02:00", "2027-05-01T21:00+02:00", total=2100, even=True)
    moments = ["2027-05-01T18:00+02:00", "2027-05-01T20:00+02:00", "2027-05-01T21:00+02:00"]
    assert line(found, instants=[at(moment) for moment in moments]) == [1800, Decimal("2089.5"), 2100]


def test_a_year_needs_not_go_ahead():
    found = flight("2027-01-01T00:00+01:00", "2028-01-01T00:00+01:00", total=8760, even=True)
    assert planned(found, at("2027-12-31T12:00+01:00")) == 8748


def test_before_it_starts_nothing_is_planned_and_after_its_end_everything():
    found = flight(*MONTH, total=3000, even=True)
    assert [planned(found, at(moment)) for moment in ("2027-04-30T00:00Z", "2028-01-01T00:00Z")] == [0, 3000]


def test_of_a_flight_without_length_all_is_planned():
    found = flight("2027-05-01T00:00+02:00", "2027-05-01T00:00+02:00", total=3000, even=True)
    assert planned(found, at("2027-05-01T00:00+02:00")) == 3000


def test_without_a_total_or_an_end_nothing_can_be_planned():
    endless = flight("2027-05-01T00:00+02:00", None, total=3000)
    unlimited = flight(*MONTH, impressions=5)
    assert [planned(found, at("2027-05-20T00:00+02:00")) for found in (endless, unlimited)] == [0, 0]


def test_a_days_budget_is_planned_day_by_day_until_the_total():
    found = flight("2027-05-01T00:00+02:00", None, total=250, day=100)
    moments = ["2027-05-01T06:00+02:00", "2027-05-02T00:00+02:00", "2027-05-03T12:00+02:00", "2027-05-09T00:00+02:00"]
    assert line(found, instants=[at(moment) for moment in moments]) == [25, 100, 250, 250]


def test_a_first_day_that_begins_late_has_its_whole_budget():
    found = flight("2027-05-01T18:00+05:30", None, total=1000, day=100, zone=KOLKATA)
    moments = ["2027-05-01T21:00+05:30", "2027-05-02T00:00+05:30", "2027-05-02T12:00+05:30"]
    assert line(found, instants=[at(moment) for moment in moments]) == [50, 100, 150]


def test_a_last_day_that_ends_early_has_its_whole_budget():
    found = flight("2027-05-01T00:00+02:00", "2027-05-02T06:30+02:00", total=1000, day=100)
    assert [planned(found, at(moment)) for moment in ("2027-05-02T03:15+02:00", "2027-05-05T00:00+02:00")] == [150, 200]


def test_a_days_budget_above_the_total_plans_no_more_than_the_total():
    found = flight(*MONTH, total=30, day=100)
    assert [planned(found, at(moment)) for moment in ("2027-05-01T06:00+02:00", "2027-05-01T12:00+02:00")] == [25, 30]


def test_a_plan_has_six_places_and_rounds_down():
    found = flight("2027-05-01T00:00+02:00", "2027-05-31T00:00+02:00", total=1000, even=True)
    assert str(planned(found, at("2027-05-01T01:00+02:00"))) == "1.388888"


def test_a_projection_goes_on_as_of_late():
    found = flight(*MONTH, total=3000)
    assert projected(found, done=spent(200), recent=Decimal(50), at=at("2027-05-11T00:00+02:00")) == 1200


def test_a_young_campaign_is_projected_from_its_start():
    found = flight(*MONTH, total=100_000)
    assert projected(found, done=spent(20), recent=Decimal(20), at=at("2027-05-01T02:00+02:00")) == 7200


def test_a_projection_ends_at_the_total():
    found = flight(*MONTH, total=3000)
    assert projected(found, done=spent(2000), recent=Decimal(900), at=at("2027-05-11T00:00+02:00")) == 3000


def test_a_projection_is_never_less_than_what_was_spent():
    found = flight(*MONTH, total=3000)
    assert projected(found, done=spent("3000.5"), recent=Decimal(1), at=at("2027-05-11T00:00+02:00")) == Decimal(
        "3000.5"
    )


def test_a_projection_keeps_to_the_days_that_are_left():
    found = flight(*MONTH, total=3000, day=50)
    assert projected(found, done=spent(500), recent=Decimal(70), at=at("2027-05-11T00:00+02:00")) == 1500


def test_a_projection_with_even_pacing_knows_no_days_budget():
    found = flight(*MONTH, total=3000, day=50, even=True)
    assert projected(found, done=spent(500), recent=Decimal(70), at=at("2027-05-11T00:00+02:00")) == 1900


@pytest.mark.parametrize("moment", ["2027-05-31T00:00+02:00", "2027-06-05T00:00+02:00"])
def test_at_the_end_the_projection_is_what_was_spent(moment):
    found = flight(*MONTH, total=3000)
    assert projected(found, done=spent(500), recent=Decimal(70), at=at(moment)) == 500


@pytest.mark.parametrize("moment", ["2027-04-30T00:00+02:00", "2027-05-01T00:00+02:00", "2027-05-01T00:59+02:00"])
def test_before_an_hour_has_passed_there_is_no_projection(moment):
    assert projected(flight(*MONTH, total=3000), done=spent(5), recent=Decimal(5), at=at(moment)) is None


def test_without_an_end_there_is_no_projection():
    endless = flight("2027-05-01T00:00+02:00", None, total=3000, day=50)
    assert projected(endless, done=spent(5), recent=Decimal(5), at=at("2027-05-03T00:00+02:00")) is None


def test_without_spending_of_late_the_projection_stands_still():
    later = at("2027-05-11T00:00+02:00") + timedelta(hours=5)
    assert projected(flight(*MONTH, total=3000), done=spent(5), recent=Decimal(0), at=later) == 5


def test_what_was_left_over_widens_the_total_and_nothing_else():
    found = flight(*MONTH, total=3000, day=50, even=True, impressions=9)
    assert widened(found, Decimal("0.5")) == flight(*MONTH, total="3000.5", day=50, even=True, impressions=9)


def test_nothing_left_over_or_no_budget_widens_nothing():
    found, unlimited = flight(*MONTH, total=3000), flight(*MONTH, impressions=9)
    assert (widened(found, Decimal(0)), widened(unlimited, Decimal(5))) == (found, unlimited)


def test_shares_go_by_the_size_of_budgets_and_round_down():
    budgets = [Decimal(1), Decimal(2), Decimal(4)]
    shares = [share_of(Decimal(100), budget=budget, budgets=sum(budgets)) for budget in budgets]
    assert shares == [Decimal("14.285714"), Decimal("28.571428"), Decimal("57.142857")]


def test_among_no_budgets_nothing_is_shared():
    assert share_of(Decimal(100), budget=Decimal(0), budgets=Decimal(0)) == 0
