"""Which days a report is about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.periods import FIRST, LAST, MAX_DAYS, Period, Step, checked, floor, latest
from core.errors import InvalidError

TODAY = date(2027, 5, 2)
DAYS = st.dates(FIRST, date(2100, 1, 1))

ASKED = {
    "nothing": (None, None, Period(date(2027, 4, 3), TODAY)),
    "both": (date(2027, 1, 1), date(2027, 1, 31), Period(date(2027, 1, 1), date(2027, 1, 31))),
    "one day": (TODAY, TODAY, Period(TODAY, TODAY)),
    "only a start": (date(2027, 5, 1), None, Period(date(2027, 5, 1), TODAY)),
    "a start after today": (date(2027, 6, 1), None, Period(date(2027, 6, 1), date(2027, 6, 1))),
    "only an end": (None, date(2027, 1, 30), Period(date(2027, 1, 1), date(2027, 1, 30))),
    "an end right after the first day": (None, date(1970, 1, 3), Period(FIRST, date(1970, 1, 3))),
    "the last day there is": (LAST, LAST, Period(LAST, LAST)),
}


@pytest.mark.parametrize("name", ASKED)
def test_days_are_what_was_asked_for(name):
    start, end, expected = ASKED[name]
    assert checked(start=start, end=end, today=TODAY) == expected


BOUNDS = "The days must lie between 1970-01-01 and 2999-12-31."
REFUSED = {
    "the end before the start": (TODAY, date(2027, 5, 1), "to", "The last day lies before the first."),
    "too many": (date(2022, 4, 27), date(2027, 5, 1), "to", "At most 1830 days in one report."),
    "too early": (date(1969, 12, 31), TODAY, "from", BOUNDS),
    "too late": (TODAY, date(3000, 1, 1), "to", BOUNDS),
    "the first day of the calendar": (None, date.min, "to", BOUNDS),
    "the last day of the calendar": (date.max, None, "from", BOUNDS),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_days_are_refused_by_field(name):
    start, end, field, message = REFUSED[name]
    with pytest.raises(InvalidError) as refused:
        checked(start=start, end=end, today=TODAY)
    assert [(fault.name, fault.message) for fault in refused.value.faults] == [(field, message)]


def test_as_many_days_as_a_report_takes():
    assert checked(start=date(2022, 4, 28), end=date(2027, 5, 1), today=TODAY).days == MAX_DAYS == 1830


def test_before_are_as_many_days_right_before():
    period = Period(date(2027, 3, 1), date(2027, 3, 31))
    assert period.before() == Period(date(2027, 1, 29), date(2027, 2, 28))


@given(DAYS, st.integers(0, 1829))
def test_before_ends_the_day_before_and_is_as_long(start, days):
    period = Period(start, date.fromordinal(start.toordinal() + days))
    before = period.before()
    assert (before.days, before.end.toordinal() + 1) == (period.days, start.toordinal())


def test_the_latest_days_end_today():
    assert latest(TODAY, 7) == Period(date(2027, 4, 26), TODAY)


STEPS = {
    Step.DAY: ["2027-02-27", "2027-02-28", "2027-03-01", "2027-03-02"],
    Step.WEEK: ["2027-02-22", "2027-03-01"],
    Step.MONTH: ["2027-02-01", "2027-03-01"],
}


@pytest.mark.parametrize("step", STEPS)
def test_steps_touch_every_day(step):
    period = Period(date(2027, 2, 27), date(2027, 3, 2))
    assert [day.isoformat() for day in period.steps(step)] == STEPS[step]


@given(DAYS, st.integers(0, 1829), st.sampled_from(Step))
def test_each_day_lies_in_one_step_and_no_step_is_missing(start, days, step):
    period = Period(start, date.fromordinal(start.toordinal() + days))
    steps = list(period.steps(step))
    touched = {floor(date.fromordinal(day), step) for day in range(start.toordinal(), period.end.toordinal() + 1)}
    assert steps == sorted(touched)
