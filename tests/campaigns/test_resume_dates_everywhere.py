"""What holds for the dates of a resume in every time zone and for every length of a pause."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from campaigns.resume_dates import STRATEGIES, ClockNote, Item, Outcome, Pause, Shift, plan

SHIFTS = ["shift_weekday", "shift_calendar"]
ZONES = sorted(available_timezones())
ODD = ["Europe/Oslo", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"]
DAY = timedelta(days=1)


@cache
def changes(key, year):
    """The days of a year before which a zone's clock changes."""
    zone = ZoneInfo(key)
    days = [datetime(year, 1, 1, tzinfo=UTC) + n * DAY for n in range(366)]
    offsets = [day.astimezone(zone).utcoffset() for day in days]
    return [day for day, before, after in zip(days[1:], offsets, offsets[1:], strict=False) if before != after]


def minutes(most):
    return st.integers(0, int(most.total_seconds() // 60)).map(lambda count: timedelta(minutes=count))


LENGTHS = st.one_of(
    minutes(timedelta(hours=2)),
    minutes(timedelta(days=30)),
    st.integers(0, 4000).map(lambda count: timedelta(days=count)),
    st.timedeltas(timedelta(), timedelta(days=4000)),
)


@st.composite
def resumes(draw):
    """A pause and items before, in and after it; more often than chance would, where the clock changes."""
    key = draw(st.sampled_from(ODD) | st.sampled_from(ZONES))
    length = draw(LENGTHS)
    days = changes(key, draw(st.integers(2005, 2035)))
    if days and draw(st.booleans()):
        # The items stand at a change, or arrive at one.
        around = (
            draw(st.sampled_from(days))
            - DAY
            - draw(st.sampled_from([timedelta(), length, -(-length // (7 * DAY)) * 7 * DAY]))
        )
        paused_at = around - draw(minutes(min(length, timedelta(days=9))))
    else:
        around = paused_at = draw(st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    near = st.integers(-24 * 60, 3 * 24 * 60).map(lambda count: around + timedelta(minutes=count))
    within = st.floats(0, 1).map(lambda part: paused_at + part * length)
    far = st.integers(-900, 900).map(lambda count: paused_at + count * timedelta(hours=7, minutes=1))
    instants = draw(st.lists(st.one_of(near, within, far), max_size=8))
    items = [Item(number, draw(st.sampled_from(["x", "linkedin"])), at) for number, at in enumerate(instants)]
    return items, Pause(paused_at, paused_at + length, ZoneInfo(key))


def wall(instant, zone):
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def moved(result):
    return [step for step in result.items if step.outcome == Outcome.MOVED]


@given(resumes(), st.sampled_from(STRATEGIES))
def test_every_item_is_there_once_in_the_order_it_had(resume, strategy):
    items, pause = resume
    result = plan(items=reversed(items), pause=pause, strategy=strategy)
    assert [step.item for step in result.items] == sorted(items, key=lambda item: (item.scheduled_at, item.id))


@given(resumes(), st.sampled_from(SHIFTS))
def test_nothing_in_the_past_is_scheduled_again(resume, strategy):
    items, pause = resume
    for step in plan(items=items, pause=pause, strategy=strategy).items:
        assert step.outcome in (Outcome.MOVED, Outcome.KEPT, Outcome.MISSED)
        if step.outcome == Outcome.MISSED:
            assert step.new == step.item.scheduled_at < pause.now
        else:
            assert step.new >= pause.now
            assert step.item.scheduled_at >= pause.paused_at


@given(resumes(), st.sampled_from(SHIFTS))
def test_what_the_pause_held_runs_unless_a_clock_change_took_the_time(resume, strategy):
    items, pause = resume
    result = plan(items=items, pause=pause, strategy=strategy)
    for step in result.items:
        if step.outcome == Outcome.MISSED and step.item.scheduled_at >= pause.paused_at:
            assert step.item.scheduled_at + result.shift.length >= pause.now
            assert result.shift.exact == timedelta()


@given(resumes())
def test_weekday_keeps_weekday_and_wall_clock(resume):
    items, pause = resume
    result = plan(items=items, pause=pause, strategy="shift_weekday")
    assert result.shift == Shift(weeks=result.shift.weeks)
    check_wall_clock(result, pause.zone)
    for step in moved(result):
        if step.note != ClockNote.SKIPPED:
            assert step.new.astimezone(pause.zone).weekday() == step.item.scheduled_at.astimezone(pause.zone).weekday()


@given(resumes())
def test_calendar_keeps_the_wall_clock_over_whole_days_and_is_exact_otherwise(resume):
    items, pause = resume
    result = plan(items=items, pause=pause, strategy="shift_calendar")
    assert result.shift.length == pause.length
    if pause.length % DAY:
        assert [step.new for step in moved(result)] == [step.item.scheduled_at + pause.length for step in moved(result)]
        assert {step.note for step in moved(result)} <= {None, ClockNote.CHANGED}
    else:
        check_wall_clock(result, pause.zone)


def check_wall_clock(result, zone):
    """Each moved item shows the same time, or the next that exists, or the first of two; and the note says which."""
    for step in moved(result):
        wanted = wall(step.item.scheduled_at, zone) + result.shift.length
        local = step.new.astimezone(zone)
        if step.note == ClockNote.SKIPPED:
            assert wall(step.new - timedelta(microseconds=1), zone) < wanted < wall(step.new, zone)
            assert (step.new.second, step.new.microsecond) == (0, 0)
            continue
        assert wall(step.new, zone) == wanted
        assert local.fold == 0
        twice = local.utcoffset() != local.replace(fold=1).utcoffset()
        assert (step.note == ClockNote.REPEATED) is twice
        if not twice:
            same = local.utcoffset() == step.item.scheduled_at.astimezone(zone).utcoffset()
            assert step.note == (None if same else ClockNote.KEPT)


@given(resumes(), st.sampled_from(SHIFTS))
def test_the_order_is_kept(resume, strategy):
    items, pause = resume
    # Within an hour that the clock repeats, the order of the wall clock is another one.
    assume(not any(item.scheduled_at.astimezone(pause.zone).fold for item in items))
    result = plan(items=items, pause=pause, strategy=strategy)
    instants = [step.new for step in moved(result)]
    assert instants == sorted(instants)


@given(resumes(), st.sampled_from(SHIFTS))
def test_the_shift_is_no_shorter_than_the_pause(resume, strategy):
    items, pause = resume
    shift = plan(items=items, pause=pause, strategy=strategy).shift
    if strategy == "shift_weekday" and not shift:
        assert pause.length < timedelta(hours=1)
        assert not any(pause.paused_at <= item.scheduled_at <= pause.now for item in items if pause.length)
    else:
        assert pause.length <= shift.length < pause.length + timedelta(days=7)


@given(resumes(), st.sampled_from(STRATEGIES), st.integers(0, 400))
def test_an_end_that_is_extended_holds_what_it_held(resume, strategy, days):
    items, pause = resume
    ends_at = max([item.scheduled_at for item in items], default=pause.now) + timedelta(days=days, seconds=1)
    assume(not any(at.astimezone(pause.zone).fold for at in [ends_at, *(item.scheduled_at for item in items)]))
    result = plan(items=items, pause=pause, strategy=strategy, end_date_action="extend", ends_at=ends_at)
    # Where the clock skips both, they meet at its end.
    late = [step for step in result.items if step.after_end and step.note != ClockNote.SKIPPED]
    assert late == []


@given(resumes())
def test_keep_original_moves_nothing(resume):
    items, pause = resume
    result = plan(items=items, pause=pause, strategy="keep_original")
    assert all(step.new == step.item.scheduled_at for step in result.items)
    assert all((step.outcome == Outcome.MISSED) is (step.new < pause.now) for step in result.items)


@given(resumes())
def test_cancel_leaves_nothing_scheduled(resume):
    items, pause = resume
    result = plan(items=items, pause=pause, strategy="cancel")
    assert all((step.new, step.outcome) == (None, Outcome.CANCELLED) for step in result.items)


@given(resumes(), st.sampled_from(STRATEGIES))
def test_every_clash_is_found(resume, strategy):
    items, pause = resume
    result = plan(items=items, pause=pause, strategy=strategy)
    for step in result.items:
        same = [
            other.item.id
            for other in result.items
            if step.runs_at and other.runs_at and other.item.platform == step.item.platform
            and other.runs_at.replace(second=0, microsecond=0) == step.runs_at.replace(second=0, microsecond=0)
        ]  # fmt: skip
        assert (step.clash.ids if step.clash else ()) == (tuple(sorted(same)) if len(same) > 1 else ())


@pytest.mark.parametrize("key", ["Europe/Oslo", "America/New_York"])
@pytest.mark.parametrize("length", [timedelta(days=300), timedelta(days=301, hours=5), timedelta(days=2500)])
def test_a_pause_across_both_changes(key, length):
    zone = ZoneInfo(key)
    paused_at = datetime(2025, 2, 20, 12, tzinfo=UTC)
    items = [Item(n, "x", paused_at + n * timedelta(hours=5)) for n in range(2000)]
    result = plan(items=items, pause=Pause(paused_at, paused_at + length, zone), strategy="shift_weekday")
    check_wall_clock(result, zone)
    assert len(moved(result)) == len(items)
    assert {ClockNote.KEPT, None} <= {step.note for step in moved(result)}


def test_every_zone_over_the_changes_of_a_year():
    for key in ZONES:
        zone = ZoneInfo(key)
        for day in changes(key, 2026) or [datetime(2026, 1, 10, tzinfo=UTC)]:
            items = [Item(n, "x", day - 8 * DAY + n * timedelta(minutes=15)) for n in range(96)]
            pause = Pause(items[0].scheduled_at, items[0].scheduled_at + timedelta(days=6), zone)
            result = plan(items=items, pause=pause, strategy="shift_weekday")
            assert [step.item for step in moved(result)] == items, key
            check_wall_clock(result, zone)
