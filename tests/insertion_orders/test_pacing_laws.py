"""What holds for every flight, whatever its zone, its length and its budgets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from insertion_orders.pacing import (
    Amounts,
    Flight,
    Limits,
    decide,
    hour_end,
    midnight,
    next_midnight,
    planned,
    projected,
    share_of,
)
from tests.insertion_orders.flights import ZONES

MICRO, HOUR = Decimal("0.000001"), timedelta(hours=1)
money = st.decimals("0.000001", "999999999999.999999", places=6)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
lengths = st.timedeltas(timedelta(seconds=1), timedelta(days=120))
counts = st.integers(1, 10**9)
limits = st.builds(
    Limits, spent=money, impressions=st.none() | counts, clicks=st.none() | counts, conversions=st.none() | counts
)
some_limits = st.builds(Limits, spent=st.none() | money, impressions=st.none() | counts)


@st.composite
def flights(draw, *, is_even=None):
    start = draw(instants)
    return Flight(
        starts_at=start,
        ends_at=start + draw(lengths),
        zone=draw(st.sampled_from(ZONES)),
        total=draw(limits),
        day=draw(some_limits),
        is_even=draw(st.booleans()) if is_even is None else is_even,
    )


def even_flights():
    """Of some hours at least, and a total of money that each of them has a part of."""
    return st.builds(
        lambda start, length, zone, total: Flight(start, start + length, zone, Limits(spent=total), is_even=True),
        instants,
        st.timedeltas(timedelta(hours=3), timedelta(days=120)),
        st.sampled_from(ZONES),
        st.decimals(1, 999999999999, places=6),
    )


@st.composite
def moments(draw, flight):
    """Within a flight, its ends among them, or around it."""
    around = timedelta(days=2)
    return draw(
        st.sampled_from([flight.starts_at, flight.ends_at])
        | st.datetimes(*((one.replace(tzinfo=None)) for one in (flight.starts_at - around, flight.ends_at + around)),
                       timezones=st.just(UTC))
    )  # fmt: skip


@given(st.data())
def test_a_plan_never_falls(data):
    flight = data.draw(flights())
    first, second = sorted([data.draw(moments(flight)), data.draw(moments(flight))])
    assert planned(flight, first) <= planned(flight, second)


@given(st.data())
def test_a_plan_lies_between_nothing_and_the_total(data):
    flight = data.draw(flights())
    assert 0 <= planned(flight, data.draw(moments(flight))) <= flight.total.spent


@given(flights(is_even=True), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_an_even_plan_is_the_total_at_the_end_and_after(flight, later):
    assert planned(flight, flight.ends_at + later) == flight.total.spent


@given(flights(is_even=False), money)
def test_with_a_days_budget_the_plan_is_that_of_its_days_at_the_end(drawn, per_day):
    flight = replace(drawn, day=Limits(spent=per_day))
    days, begins = 0, flight.starts_at
    while begins < flight.ends_at:
        days, begins = days + 1, next_midnight(begins, flight.zone)
    assert planned(flight, flight.ends_at) == min(flight.total.spent, flight.per_day * days)


@given(st.data())
def test_a_plan_has_at_most_six_places(data):
    flight = data.draw(flights())
    amount = planned(flight, data.draw(moments(flight)))
    assert amount == amount.quantize(MICRO)


@given(st.data(), money)
def test_a_stop_for_a_day_ends_at_the_next_midnight_and_not_before(data, per_day):
    drawn = data.draw(flights(is_even=False))
    flight, at = replace(drawn, day=Limits(spent=per_day)), data.draw(moments(drawn))
    stop = decide(flight, done=Amounts(), today=Amounts(per_day), at=at)
    assert (stop.scope, stop.until) == ("day", next_midnight(at, flight.zone))
    assert at < stop.until <= at + timedelta(hours=25)


@given(st.data())
def test_a_stop_says_a_limit_that_was_reached(data):
    flight = data.draw(flights())
    done = Amounts(data.draw(money), data.draw(counts))
    stop = decide(flight, done=done, today=done, at=data.draw(moments(flight)))
    assume(stop is not None)
    assert stop.done == getattr(done, stop.what)
    assert stop.done >= stop.limit


@given(st.data())
def test_a_stop_for_an_hour_ends_when_there_is_room_or_at_midnight(data):
    flight = data.draw(even_flights())
    at = flight.starts_at + data.draw(st.timedeltas(timedelta(0), flight.ends_at - flight.starts_at - 2 * HOUR))
    beyond = flight.total.spent - planned(flight, hour_end(at, flight.zone)) - MICRO
    done = Amounts(planned(flight, hour_end(at, flight.zone)) + data.draw(st.decimals(0, beyond, places=6)))
    stop = decide(flight, done=done, today=Amounts(), at=at)
    assert stop.scope == "hour"
    assert at < stop.until <= min(flight.ends_at, next_midnight(at, flight.zone))
    goes_on = decide(flight, done=done, today=Amounts(), at=stop.until) is None
    assert goes_on or stop.until == next_midnight(at, flight.zone)


@given(st.data())
def test_below_every_limit_nobody_stops(data):
    flight = data.draw(flights())
    at = data.draw(moments(flight))
    ceilings = [flight.total.spent, flight.day.spent, planned(flight, at) if flight.is_even else None]
    below = min(ceiling for ceiling in ceilings if ceiling is not None) - MICRO
    done = Amounts(max(below, Decimal(0)))
    assume(all(done.spent < ceiling for ceiling in ceilings if ceiling is not None))
    assert decide(flight, done=done, today=done, at=at) is None


@given(st.data())
def test_at_any_limit_somebody_stops(data):
    flight = data.draw(flights())
    at = data.draw(moments(flight))
    done = Amounts(flight.total.spent)
    assert decide(flight, done=done, today=Amounts(), at=at).scope == "total"
    if flight.per_day is not None and flight.per_day < flight.total.spent:
        today = Amounts(flight.per_day)
        assert decide(flight, done=today, today=today, at=at).scope == "day"


@given(st.data())
def test_a_projection_lies_between_what_was_spent_and_the_total(data):
    flight = data.draw(flights())
    done, recent = Amounts(data.draw(money)), data.draw(money)
    found = projected(flight, done=done, recent=min(recent, done.spent), at=data.draw(moments(flight)))
    assume(found is not None)
    assert done.spent <= found <= max(flight.total.spent, done.spent)
    assert found == found.quantize(MICRO)


@given(money, st.lists(money, min_size=1, max_size=20))
def test_shares_never_come_to_more_than_was_left_over(left_over, budgets):
    shares = [share_of(left_over, budget=budget, budgets=sum(budgets)) for budget in budgets]
    assert left_over - MICRO * len(budgets) <= sum(shares) <= left_over


@given(instants, st.sampled_from(ZONES))
def test_an_hour_ends_within_an_hour_and_never_after_its_day(at, zone):
    end = hour_end(at, zone)
    assert at < end <= at + timedelta(hours=1)
    assert end <= next_midnight(at, zone)
    assert end.astimezone(zone).minute in (0, 30)


@given(instants, st.sampled_from(ZONES))
def test_every_instant_lies_in_its_day(at, zone):
    assert midnight(at, zone) <= at < next_midnight(at, zone)
    assert midnight(next_midnight(at, zone), zone) == next_midnight(at, zone)
