"""When a broadcast runs next, also where clocks are put forward and back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.recurrence import Recurrence

OSLO = ZoneInfo("Europe/Oslo")
START = datetime(2027, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def every(times, zone=OSLO, **options):
    return Recurrence({day: tuple(time.fromisoformat(one) for one in found) for day, found in times.items()},
                      zone, options.pop("start", START), **options)  # fmt: skip


def test_the_next_weekday_at_its_time():
    recurrence = every({0: ["10:00"], 2: ["10:00"]})
    found = recurrence.between(at("2027-05-03T10:00+02:00"), at("2027-05-12T10:00+02:00"), limit=10)
    assert found == [at("2027-05-05T10:00+02:00"), at("2027-05-10T10:00+02:00"), at("2027-05-12T10:00+02:00")]


def test_several_times_a_day_in_order():
    recurrence = every({0: ["18:30", "07:15"]})
    assert recurrence.between(at("2027-05-03T00:00+02:00"), at("2027-05-03T23:00+02:00"), limit=10) == [
        at("2027-05-03T07:15+02:00"),
        at("2027-05-03T18:30+02:00"),
    ]


def test_the_wall_clock_stays_when_summer_time_begins():
    recurrence = every({5: ["10:00"], 6: ["10:00"]})
    found = recurrence.between(at("2027-03-27T00:00+01:00"), at("2027-03-29T00:00+02:00"), limit=10)
    assert found == [at("2027-03-27T10:00+01:00"), at("2027-03-28T10:00+02:00")]


def test_a_time_that_is_skipped_runs_at_the_next_valid_minute():
    assert every({6: ["02:30"]}).first_after(at("2027-03-28T00:00+01:00")) == at("2027-03-28T03:00+02:00")


def test_two_times_that_fall_together_run_once():
    recurrence = every({6: ["02:10", "02:50", "03:00"]})
    found = recurrence.between(at("2027-03-28T00:00+01:00"), at("2027-03-29T00:00+02:00"), limit=10)
    assert found == [at("2027-03-28T03:00+02:00")]


def test_a_time_that_comes_twice_runs_once_at_the_first():
    recurrence = every({6: ["02:30"]})
    found = recurrence.between(at("2027-10-31T00:00+02:00"), at("2027-11-01T00:00+01:00"), limit=10)
    assert found == [at("2027-10-31T02:30+02:00")]


def test_nothing_before_the_start_and_the_start_itself_counts():
    recurrence = every({0: ["10:00"]}, start=at("2027-05-10T10:00+02:00"))
    assert recurrence.first_after(at("2027-05-01T00:00+02:00")) == at("2027-05-10T10:00+02:00")
    assert recurrence.first_after(at("2027-05-10T10:00+02:00")) == at("2027-05-17T10:00+02:00")


def test_nothing_after_the_last_day():
    recurrence = every({0: ["10:00"]}, last_day=date(2027, 5, 10))
    assert recurrence.first_after(at("2027-05-03T10:00+02:00")) == at("2027-05-10T10:00+02:00")
    assert recurrence.first_after(at("2027-05-10T10:00+02:00")) is None


@pytest.mark.parametrize("times", [{}, {0: []}])
def test_no_times_never_run(times):
    assert every(times).first_after(START) is None


def test_a_midnight_that_is_skipped_lands_on_its_own_day():
    beirut = ZoneInfo("Asia/Beirut")
    found = every({6: ["00:00"]}, beirut).first_after(at("2027-03-27T12:00+02:00"))
    assert found == at("2027-03-28T01:00+03:00")


ZONES = ["Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"]


@given(
    st.sampled_from(ZONES),
    st.dictionaries(st.integers(0, 6), st.lists(st.times().map(lambda t: t.replace(second=0, microsecond=0)),
                                                min_size=1, max_size=3), min_size=1),
    st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
)  # fmt: skip
def test_a_walk_step_by_step_finds_what_a_walk_in_one_finds(zone, times, instant):
    recurrence = Recurrence(times, ZoneInfo(zone), START)
    together = []
    for found in recurrence.after(instant):
        together.append(found)
        if len(together) == 10:
            break
    one_by_one, last = [], instant
    for _ in range(10):
        last = recurrence.first_after(last)
        one_by_one.append(last)
    assert one_by_one == together
    assert all(later > earlier for earlier, later in zip([instant, *together], together, strict=False))
    assert all(not found.second and not found.microsecond for found in together)
