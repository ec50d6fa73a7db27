"""Whether a campaign has to stop, why, and until when."""

from decimal import Decimal

import pytest

from insertion_orders.pacing import Amounts, Limits, Stop, decide, over
from tests.insertion_orders.flights import EASTERN, at, flight, spent

NOTHING = Amounts()


def test_under_every_limit_it_goes_on():
    found = flight("2027-05-01T00:00+02:00", "2027-05-11T00:00+02:00", total=1000, day=100)
    assert decide(found, done=spent("999.999999"), today=spent("99.999999"), at=at("2027-05-10T12:00+02:00")) is None


def test_at_its_total_it_stops_for_good():
    found = flight("2027-05-01T00:00+02:00", "2027-05-11T00:00+02:00", total=1000)
    stop = decide(found, done=spent("1000.25"), today=NOTHING, at=at("2027-05-02T12:00+02:00"))
    assert stop == Stop("spent", "total", Decimal(1000), Decimal("1000.25"), None)


@pytest.mark.parametrize("what", ["impressions", "clicks", "conversions"])
def test_at_its_total_of_events_it_stops_for_good(what):
    found = flight("2027-05-01T00:00+02:00", None, total=1000, **{what: 7})
    stop = decide(found, done=spent(1, **{what: 7}), today=NOTHING, at=at("2027-05-02T12:00+02:00"))
    assert stop == Stop(what, "total", Decimal(7), Decimal(7), None)


def test_at_a_days_money_it_stops_until_midnight_of_its_own_clock():
    found = flight("2027-05-01T00:00-04:00", None, total=1000, day=100, zone=EASTERN)
    stop = decide(found, done=spent(300), today=spent(100), at=at("2027-05-03T23:30-04:00"))
    assert stop == Stop("spent", "day", Decimal(100), Decimal(100), at("2027-05-04T00:00-04:00"))


@pytest.mark.parametrize("what", ["impressions", "clicks", "conversions"])
def test_at_a_days_events_it_stops_until_midnight(what):
    found = flight("2027-05-01T00:00+02:00", None, total=1000, day=Limits(**{what: 7}))
    stop = decide(found, done=spent(1), today=spent(1, **{what: 8}), at=at("2027-05-02T00:00+02:00"))
    assert stop == Stop(what, "day", Decimal(7), Decimal(8), at("2027-05-03T00:00+02:00"))


def test_the_total_is_told_before_the_day_and_money_before_events():
    limits = Limits(spent=Decimal(5), impressions=5)
    found = flight("2027-05-01T00:00+02:00", None, total=10, impressions=10, day=limits)
    both = decide(found, done=spent(10, impressions=10), today=spent(5), at=at("2027-05-02T12:00+02:00"))
    day = decide(found, done=spent(5), today=spent(5, impressions=5), at=at("2027-05-02T12:00+02:00"))
    assert (both.scope, both.what, day.scope, day.what) == ("total", "spent", "day", "spent")


def test_a_limit_of_nothing_stops_before_anything_is_spent():
    assert over(Limits(spent=Decimal(0)), NOTHING, scope="total", until=None) == Stop(
        "spent", "total", Decimal(0), Decimal(0), None
    )


def test_no_limit_stops_nobody():
    assert over(Limits(), spent(10**12, impressions=10**12), scope="total", until=None) is None


def test_even_pacing_stops_at_the_plan_of_the_end_of_the_hour():
    found = flight("2027-05-01T00:00+02:00", "2027-05-11T00:00+02:00", total=2400, even=True)
    under = decide(found, done=spent("119.999999"), today=NOTHING, at=at("2027-05-01T11:20+02:00"))
    stop = decide(found, done=spent(120), today=NOTHING, at=at("2027-05-01T11:20+02:00"))
    assert (under, stop) == (None, Stop("spent", "hour", Decimal(120), Decimal(120), at("2027-05-01T12:00+02:00")))


def test_even_pacing_catches_up_at_once():
    found = flight("2027-05-01T00:00+02:00", "2027-05-11T00:00+02:00", total=2400, even=True)
    assert decide(found, done=spent("1199.99"), today=spent(1199), at=at("2027-05-05T23:59+02:00")) is None


def test_what_is_worth_several_hours_pauses_several_hours():
    found = flight("2027-05-01T00:00+02:00", "2027-05-11T00:00+02:00", total=2400, even=True)
    stop = decide(found, done=spent(35), today=NOTHING, at=at("2027-05-01T00:10+02:00"))
    assert stop == Stop("spent", "hour", Decimal(10), Decimal(35), at("2027-05-01T03:00+02:00"))


def test_what_is_worth_exactly_some_hours_goes_on_when_these_are_over():
    found = flight("2027-05-01T00:00+02:00", "2027-05-11T00:00+02:00", total=2400, even=True)
    stop = decide(found, done=spent(30), today=NOTHING, at=at("2027-05-01T00:10+02:00"))
    assert stop.until == at("2027-05-01T03:00+02:00")


def test_what_is_worth_days_pauses_until_midnight():
    found = flight("2027-05-01T00:00+02:00", "2027-05-11T00:00+02:00", total=2400, even=True)
    stop = decide(found, done=spent(1000), today=NOTHING, at=at("2027-05-01T08:10+02:00"))
    assert (stop.scope, stop.until) == ("hour", at("2027-05-02T00:00+02:00"))


def test_in_its_last_hour_only_the_total_stops():
    found = flight("2027-05-01T00:00+02:00", "2027-05-10T23:30+02:00", total=2400, even=True)
    assert decide(found, done=spent("2399.99"), today=NOTHING, at=at("2027-05-10T23:00+02:00")) is None


def test_in_the_hour_before_the_last_the_plan_stops_until_the_last_begins():
    found = flight("2027-05-01T00:00+02:00", "2027-05-10T23:30+02:00", total=2400, even=True)
    stop = decide(found, done=spent("2399.99"), today=NOTHING, at=at("2027-05-10T22:59+02:00"))
    assert (stop.scope, stop.until) == ("hour", at("2027-05-10T23:00+02:00"))


def test_a_start_within_an_hour_has_that_hours_part():
    found = flight("2027-05-01T10:45+02:00", "2027-05-11T10:45+02:00", total=2400, even=True)
    stop = decide(found, done=spent("2.5"), today=NOTHING, at=at("2027-05-01T10:50+02:00"))
    assert stop == Stop("spent", "hour", Decimal("2.5"), Decimal("2.5"), at("2027-05-01T11:00+02:00"))


@pytest.mark.parametrize("moment", ["2027-04-30T23:59+02:00", "2027-05-11T00:00+02:00", "2027-06-01T00:00+02:00"])
def test_outside_its_time_even_pacing_stops_nobody(moment):
    found = flight("2027-05-01T00:00+02:00", "2027-05-11T00:00+02:00", total=2400, even=True)
    assert decide(found, done=NOTHING, today=NOTHING, at=at(moment)) is None


def test_a_days_money_does_not_hold_with_even_pacing():
    found = flight("2027-05-01T00:00+02:00", "2027-05-11T00:00+02:00", total=2400, day=1, even=True)
    assert decide(found, done=spent(100), today=spent(100), at=at("2027-05-01T11:00+02:00")) is None


def test_a_days_events_hold_with_even_pacing():
    day = Limits(spent=Decimal(1), clicks=3)
    found = flight("2027-05-01T00:00+02:00", "2027-05-11T00:00+02:00", total=2400, day=day, even=True)
    stop = decide(found, done=spent(100), today=spent(100, clicks=3), at=at("2027-05-01T11:00+02:00"))
    assert (stop.what, stop.scope) == ("clicks", "day")


def test_without_an_end_a_days_money_holds_even_if_it_should_be_even():
    found = flight("2027-05-01T00:00+02:00", None, total=2400, day=100, even=True)
    stop = decide(found, done=spent(100), today=spent(100), at=at("2027-05-01T11:00+02:00"))
    assert stop == Stop("spent", "day", Decimal(100), Decimal(100), at("2027-05-02T00:00+02:00"))
