"""Hours and days as a zone's clock shows them, also where it is put forward and back."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from insertion_orders.pacing import Flight, Limits, hour_end, midnight, next_midnight, planned
from tests.insertion_orders.flights import EASTERN, KATHMANDU, KOLKATA, LORD_HOWE, OSLO, at, flight


@pytest.mark.parametrize(
    ("zone", "moment", "end"),
    [
        (OSLO, "2027-05-01T10:20+02:00", "2027-05-01T11:00+02:00"),
        (OSLO, "2027-05-01T10:00+02:00", "2027-05-01T11:00+02:00"),
        (OSLO, "2027-05-01T10:59:59.999999+02:00", "2027-05-01T11:00+02:00"),
        (KOLKATA, "2027-05-01T10:20+05:30", "2027-05-01T11:00+05:30"),
        (KATHMANDU, "2027-05-01T10:20+05:45", "2027-05-01T11:00+05:45"),
        # Back from 2:00 to 1:30: the half hour comes twice, the second time as an hour of its own.
        (LORD_HOWE, "2027-04-04T01:40+11:00", "2027-04-04T01:30+10:30"),
        (LORD_HOWE, "2027-04-04T01:40+10:30", "2027-04-04T02:00+10:30"),
        # On from 2:00 to 2:30.
        (LORD_HOWE, "2027-10-03T01:40+10:30", "2027-10-03T02:30+11:00"),
        (LORD_HOWE, "2027-10-03T02:40+11:00", "2027-10-03T03:00+11:00"),
        (EASTERN, "2027-11-07T01:20-04:00", "2027-11-07T01:00-05:00"),
        (EASTERN, "2027-03-14T01:20-05:00", "2027-03-14T03:00-04:00"),
    ],
)
def test_when_an_hour_ends(zone, moment, end):
    assert hour_end(at(moment), zone) == at(end)


@pytest.mark.parametrize(
    ("zone", "noon", "begins", "hours"),
    [
        (OSLO, "2027-05-01T12:00+02:00", "2027-05-01T00:00+02:00", 24),
        (OSLO, "2027-03-28T12:00+02:00", "2027-03-28T00:00+01:00", 23),
        (OSLO, "2027-10-31T12:00+01:00", "2027-10-31T00:00+02:00", 25),
        (EASTERN, "2027-03-14T12:00-04:00", "2027-03-14T00:00-05:00", 23),
        (EASTERN, "2027-11-07T12:00-05:00", "2027-11-07T00:00-04:00", 25),
        (LORD_HOWE, "2027-04-04T12:00+10:30", "2027-04-04T00:00+11:00", 24.5),
        (LORD_HOWE, "2027-10-03T12:00+11:00", "2027-10-03T00:00+10:30", 23.5),
        (KOLKATA, "2027-05-01T12:00+05:30", "2027-05-01T00:00+05:30", 24),
        (KATHMANDU, "2027-05-01T12:00+05:45", "2027-05-01T00:00+05:45", 24),
        # The clock goes on at midnight: the day begins at one.
        (ZoneInfo("America/Santiago"), "2027-09-05T12:00-03:00", "2027-09-05T01:00-03:00", 23),
    ],
)
def test_when_a_day_begins_and_ends(zone, noon, begins, hours):
    assert (midnight(at(noon), zone), next_midnight(at(noon), zone)) == (
        at(begins),
        at(begins) + timedelta(hours=hours),
    )


def test_midnight_belongs_to_the_day_that_it_begins():
    start = at("2027-05-01T00:00+02:00")
    assert (midnight(start, OSLO), next_midnight(start, OSLO)) == (start, at("2027-05-02T00:00+02:00"))


def test_an_even_plan_gives_every_hour_that_passes_the_same():
    start = at("2027-03-28T00:00+01:00")
    found = flight("2027-03-28T00:00+01:00", "2027-04-04T00:00+02:00", total=16700, even=True)
    assert [planned(found, start + timedelta(hours=hours)) for hours in (1, 2, 3, 10)] == [100, 200, 300, 1000]


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31", "2027-05-01"])
def test_a_days_budget_is_that_of_a_day_of_any_length(day):
    start = datetime.fromisoformat(day).replace(tzinfo=OSLO).astimezone(UTC)
    found = Flight(start, None, OSLO, Limits(spent=Decimal(10_000)), Limits(spent=Decimal(100)))
    end = next_midnight(start, OSLO)
    assert [planned(found, start + (end - start) / 2), planned(found, end)] == [50, 100]


def test_a_flight_told_in_its_own_zone_is_as_long_as_one_told_in_utc():
    """Python would take 24 hours between the midnights of a day that has 23."""
    start, end = datetime(2027, 3, 28, tzinfo=OSLO), datetime(2027, 3, 29, tzinfo=OSLO)
    found = Flight(start, end, OSLO, Limits(spent=Decimal(2300)), is_even=True)
    assert (found.ends_at - found.starts_at, planned(found, datetime(2027, 3, 28, 12, tzinfo=OSLO))) == (
        timedelta(hours=23),
        Decimal(1100),
    )


@pytest.mark.parametrize(("fold", "amount"), [(0, 250), (1, 350)])
def test_an_hour_that_comes_twice_is_told_apart(fold, amount):
    found = Flight(
        datetime(2027, 10, 31, tzinfo=OSLO),
        datetime(2027, 11, 1, tzinfo=OSLO),
        OSLO,
        Limits(spent=Decimal(2500)),
        is_even=True,
    )
    assert planned(found, datetime(2027, 10, 31, 2, 30, tzinfo=OSLO, fold=fold)) == amount
