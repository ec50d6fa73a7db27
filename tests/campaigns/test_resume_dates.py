"""The dates of a resume, case by case; `test_resume_dates_everywhere` has what holds for every zone and every pause."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaigns.resume_dates import (
    END_DATE_ACTIONS,
    STRATEGIES,
    CautionCode,
    Clash,
    ClockNote,
    Item,
    Outcome,
    Pause,
    Shift,
    plan,
)
from core.errors import InvalidError

OSLO, NEW_YORK, UTC_ZONE = ZoneInfo("Europe/Oslo"), ZoneInfo("America/New_York"), ZoneInfo("UTC")
SHIFTS = ("shift_weekday", "shift_calendar")
PAUSED, NOW = datetime(2025, 1, 6, 12, tzinfo=UTC), datetime(2025, 1, 16, 13, 30, tzinfo=UTC)
TEN_DAYS = Pause(PAUSED, NOW, OSLO)  # and an hour and a half; no clock changes
DURING, AFTER, BEFORE = PAUSED + timedelta(days=2), NOW + timedelta(days=2), PAUSED - timedelta(minutes=1)
END = datetime(2025, 3, 1, tzinfo=UTC)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def planned(*instants, pause=TEN_DAYS, strategy="shift_weekday", **more):
    return plan(
        items=[Item(number, "linkedin", at) for number, at in enumerate(instants)],
        pause=pause,
        strategy=strategy,
        **more,
    )


def only(at, **more):
    [item] = planned(at, **more).items
    return item


def codes(result):
    return [caution.code for caution in result.cautions]


def refused(**more):
    with pytest.raises(InvalidError) as refusal:
        planned(AFTER, **{"ends_at": END, **more})
    return [(fault.name, fault.message) for fault in refusal.value.faults]


# By how much


@pytest.mark.parametrize(
    ("length", "weeks"),
    [
        (timedelta(), 0),
        (timedelta(microseconds=1), 1),
        (timedelta(hours=1), 1),
        (timedelta(days=7) - timedelta(microseconds=1), 1),
        (timedelta(days=7), 1),
        (timedelta(days=7, microseconds=1), 2),
        (timedelta(days=10), 2),
        (timedelta(days=14), 2),
        (timedelta(days=1500), 215),
    ],
)
def test_weekday_rounds_up_to_whole_weeks(length, weeks):
    pause = Pause(PAUSED, PAUSED + length, OSLO)
    assert planned(PAUSED, pause=pause).shift == Shift(weeks=weeks)


@pytest.mark.parametrize("at", [PAUSED, PAUSED + timedelta(minutes=30), PAUSED + timedelta(minutes=59)])
def test_a_short_pause_that_an_item_fell_into_shifts_by_a_week(at):
    pause = Pause(PAUSED, PAUSED + timedelta(minutes=59), OSLO)
    item = only(at, pause=pause)
    assert (item.outcome, item.new) == (Outcome.MOVED, at + timedelta(days=7))


@pytest.mark.parametrize("distance", [timedelta(microseconds=1), timedelta(days=3)])
def test_a_short_pause_that_none_fell_into_shifts_by_none(distance):
    pause = Pause(PAUSED, PAUSED + timedelta(minutes=60) - timedelta(microseconds=1), OSLO)
    result = planned(pause.now + distance, pause=pause, ends_at=END, end_date_action="extend")
    assert (result.shift, result.ends_at) == (Shift(), END)
    assert [(item.outcome, item.new) for item in result.items] == [(Outcome.KEPT, pause.now + distance)]


def test_an_hour_is_not_short():
    pause = Pause(PAUSED, PAUSED + timedelta(hours=1), OSLO)
    assert planned(AFTER, pause=pause).shift == Shift(weeks=1)


def test_one_item_in_a_short_pause_shifts_all():
    pause = Pause(PAUSED, PAUSED + timedelta(minutes=10), OSLO)
    result = planned(PAUSED + timedelta(minutes=5), AFTER, pause=pause)
    assert [item.new for item in result.items] == [PAUSED + timedelta(days=7, minutes=5), AFTER + timedelta(days=7)]


@pytest.mark.parametrize(
    ("length", "shift"),
    [
        (timedelta(), Shift()),
        (timedelta(seconds=5), Shift(exact=timedelta(seconds=5))),
        (timedelta(days=1), Shift(days=1)),
        (timedelta(days=14), Shift(days=14)),
        (timedelta(days=14, seconds=1), Shift(exact=timedelta(days=14, seconds=1))),
    ],
)
def test_calendar_shifts_by_the_paused_time(length, shift):
    result = planned(AFTER, pause=Pause(PAUSED, PAUSED + length, OSLO), strategy="shift_calendar")
    assert (result.shift, result.items[0].new) == (shift, AFTER + length)


def test_a_pause_is_measured_in_real_time():
    local = [at.astimezone(OSLO) for at in (utc("2025-03-29T12:00"), utc("2025-03-30T12:00"))]
    assert Pause(*local, OSLO).length == timedelta(hours=24)


def test_a_pause_that_begins_after_now_is_none():
    pause = Pause(NOW + timedelta(seconds=2), NOW, OSLO)
    result = planned(NOW - timedelta(seconds=1), NOW + timedelta(seconds=1), pause=pause)
    assert result.shift == Shift()
    assert [item.outcome for item in result.items] == [Outcome.MISSED, Outcome.KEPT]


# What happens to an item


@pytest.mark.parametrize(
    ("strategy", "at", "outcome", "new"),
    [
        ("shift_weekday", BEFORE, Outcome.MISSED, BEFORE),
        ("shift_weekday", PAUSED, Outcome.MOVED, PAUSED + timedelta(days=14)),
        ("shift_weekday", DURING, Outcome.MOVED, DURING + timedelta(days=14)),
        ("shift_weekday", AFTER, Outcome.MOVED, AFTER + timedelta(days=14)),
        ("shift_calendar", BEFORE, Outcome.MISSED, BEFORE),
        ("shift_calendar", PAUSED, Outcome.MOVED, NOW),
        ("shift_calendar", DURING, Outcome.MOVED, DURING + (NOW - PAUSED)),
        ("shift_calendar", AFTER, Outcome.MOVED, AFTER + (NOW - PAUSED)),
        ("keep_original", BEFORE, Outcome.MISSED, BEFORE),
        ("keep_original", DURING, Outcome.MISSED, DURING),
        ("keep_original", NOW - timedelta(microseconds=1), Outcome.MISSED, NOW - timedelta(microseconds=1)),
        ("keep_original", NOW, Outcome.KEPT, NOW),
        ("keep_original", AFTER, Outcome.KEPT, AFTER),
        ("cancel", BEFORE, Outcome.CANCELLED, None),
        ("cancel", DURING, Outcome.CANCELLED, None),
        ("cancel", AFTER, Outcome.CANCELLED, None),
    ],
)
def test_every_strategy(strategy, at, outcome, new):
    item = only(at, strategy=strategy)
    assert (item.item.scheduled_at, item.outcome, item.new) == (at, outcome, new)
    assert item.runs_at == (new if outcome in (Outcome.MOVED, Outcome.KEPT) else None)


@pytest.mark.parametrize("strategy", ["shift_weekday", "shift_calendar", "keep_original"])
def test_what_was_due_before_the_pause_is_named(strategy):
    [caution] = planned(BEFORE, AFTER, strategy=strategy).cautions
    assert (caution.code, caution.ids) == (CautionCode.DUE_BEFORE_PAUSE, (0,))


def test_keeping_and_missing_what_the_pause_held_is_nothing_odd():
    assert planned(DURING, AFTER, strategy="keep_original").cautions == ()


def test_items_come_in_the_order_of_their_old_instants():
    assert [step.item.id for step in planned(AFTER, BEFORE, DURING, BEFORE).items] == [1, 3, 2, 0]


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("action", END_DATE_ACTIONS)
def test_an_empty_campaign(strategy, action):
    result = planned(strategy=strategy, end_date_action=action, ends_at=END, new_end=END if action == "set" else None)
    assert (result.items, result.clashes, result.cautions) == ((), (), ())


# The clock


@pytest.mark.parametrize(
    ("zone", "paused", "now", "old", "new", "note"),
    [
        # Tuesday 09:00 in Oslo: winter to winter over both changes, winter to summer, summer to winter.
        (OSLO, "2025-03-20T12:00", "2025-11-10T12:00", "2025-03-25T08:00", "2025-11-18T08:00", None),
        (OSLO, "2025-03-20T12:00", "2025-04-01T12:00", "2025-03-25T08:00", "2025-04-08T07:00", ClockNote.KEPT),
        (OSLO, "2025-10-20T12:00", "2025-10-24T12:00", "2025-10-21T07:00", "2025-10-28T08:00", ClockNote.KEPT),
        # The same in New York.
        (NEW_YORK, "2025-03-01T12:00", "2025-11-10T12:00", "2025-03-04T14:00", "2025-11-18T14:00", None),
        (NEW_YORK, "2025-03-01T12:00", "2025-03-08T12:00", "2025-03-04T14:00", "2025-03-11T13:00", ClockNote.KEPT),
        (NEW_YORK, "2025-10-28T12:00", "2025-11-03T12:00", "2025-10-28T13:00", "2025-11-04T14:00", ClockNote.KEPT),
        # 02:30 and 02:00 do not exist on the Sunday, 03:00 does.
        (OSLO, "2025-03-20T12:00", "2025-03-24T12:00", "2025-03-23T01:30", "2025-03-30T01:00", ClockNote.SKIPPED),
        (OSLO, "2025-03-20T12:00", "2025-03-24T12:00", "2025-03-23T01:00", "2025-03-30T01:00", ClockNote.SKIPPED),
        (OSLO, "2025-03-20T12:00", "2025-03-24T12:00", "2025-03-23T02:00", "2025-03-30T01:00", ClockNote.KEPT),
        # 02:30 comes twice, 03:00 once.
        (OSLO, "2025-10-15T12:00", "2025-10-20T12:00", "2025-10-19T00:30", "2025-10-26T00:30", ClockNote.REPEATED),
        (OSLO, "2025-10-15T12:00", "2025-10-20T12:00", "2025-10-19T01:00", "2025-10-26T02:00", ClockNote.KEPT),
        # From the second 02:30.
        (OSLO, "2025-10-25T12:00", "2025-10-30T12:00", "2025-10-26T01:30", "2025-11-02T01:30", None),
        # Never a change.
        (ZoneInfo("Asia/Kathmandu"), "2025-01-01T12:00", "2025-07-01T12:00",
         "2025-01-06T03:15", "2025-07-07T03:15", None),
        # Half an hour: 02:15 is skipped on 5 October, comes twice on 6 April at 01:45.
        (ZoneInfo("Australia/Lord_Howe"), "2025-09-26T12:00", "2025-09-29T12:00",
         "2025-09-27T15:45", "2025-10-04T15:30", ClockNote.SKIPPED),
        (ZoneInfo("Australia/Lord_Howe"), "2025-03-28T12:00", "2025-03-31T12:00",
         "2025-03-29T14:45", "2025-04-05T14:45", ClockNote.REPEATED),
        (ZoneInfo("Australia/Lord_Howe"), "2025-09-26T12:00", "2025-09-29T12:00",
         "2025-09-28T22:30", "2025-10-05T22:00", ClockNote.KEPT),
        # Friday 30 December 2011 never came: midnight of the Saturday.
        (ZoneInfo("Pacific/Apia"), "2011-12-20T12:00", "2011-12-25T12:00",
         "2011-12-23T20:00", "2011-12-30T10:00", ClockNote.SKIPPED),
        (ZoneInfo("Pacific/Apia"), "2011-12-20T12:00", "2011-12-25T12:00",
         "2011-12-24T20:00", "2011-12-30T20:00", ClockNote.KEPT),
    ],
)  # fmt: skip
def test_weekday_keeps_the_wall_clock(zone, paused, now, old, new, note):
    item = only(utc(old), pause=Pause(utc(paused), utc(now), zone))
    assert (item.outcome, item.new, item.note) == (Outcome.MOVED, utc(new), note)


@pytest.mark.parametrize(
    ("now", "new", "note"),
    [
        ("2025-03-30T12:00", "2025-03-31T07:00", ClockNote.KEPT),
        ("2025-03-30T12:01", "2025-03-31T08:01", ClockNote.CHANGED),
    ],
)
def test_calendar_keeps_the_wall_clock_when_the_shift_is_whole_days(now, new, note):
    item = only(
        utc("2025-03-29T08:00"), pause=Pause(utc("2025-03-28T12:00"), utc(now), OSLO), strategy="shift_calendar"
    )
    assert (item.new, item.note) == (utc(new), note)


def test_seconds_are_kept_and_skipped_ones_are_not():
    pause = Pause(utc("2025-03-20T12:00"), utc("2025-03-24T12:00"), OSLO)
    result = planned(utc("2025-03-22T08:00:07.25"), utc("2025-03-23T01:59:59.999999"), pause=pause)
    assert [item.new for item in result.items] == [utc("2025-03-29T08:00:07.25"), utc("2025-03-30T01:00")]


def test_an_item_that_a_clock_change_leaves_in_the_past_is_missed():
    # Ten minutes into the pause, a week of the wall clock later, is 50 minutes before its end.
    pause = Pause(utc("2025-03-27T12:00"), utc("2025-04-03T12:00"), OSLO)
    result = planned(utc("2025-03-27T12:10"), utc("2025-03-27T13:00"), pause=pause)
    assert [(item.outcome, item.new) for item in result.items] == [
        (Outcome.MISSED, utc("2025-03-27T12:10")),
        (Outcome.MOVED, utc("2025-04-03T12:00")),
    ]
    [caution] = result.cautions
    assert (caution.code, caution.ids) == (CautionCode.LEFT_IN_PAST, (0,))


def test_items_of_a_repeated_hour_may_change_their_order_and_it_is_said():
    # 02:50 the first time, 02:10 the second: the wall clock is kept, so a week later 02:10 comes first.
    pause = Pause(utc("2025-10-25T12:00"), utc("2025-10-28T12:00"), OSLO)
    result = planned(utc("2025-10-26T00:50"), utc("2025-10-26T01:10"), pause=pause)
    assert [item.new for item in result.items] == [utc("2025-11-02T01:50"), utc("2025-11-02T01:10")]
    [caution] = result.cautions
    assert (caution.code, caution.ids) == (CautionCode.ORDER_CHANGED, (1,))


# The end


@pytest.mark.parametrize(
    ("strategy", "ends_at"),
    [
        ("shift_weekday", END + timedelta(days=14)),
        ("shift_calendar", END + (NOW - PAUSED)),
        ("keep_original", END + (NOW - PAUSED)),
        ("cancel", END + (NOW - PAUSED)),
    ],
)
def test_extend_by_the_same_shift_or_the_paused_time(strategy, ends_at):
    result = planned(strategy=strategy, end_date_action="extend", ends_at=END)
    assert (result.ends_at, result.end_shift.length) == (ends_at, ends_at - END)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_end_keeps_its_wall_clock(strategy):
    pause = Pause(utc("2025-03-20T12:00"), utc("2025-04-03T12:00"), OSLO)
    result = planned(strategy=strategy, pause=pause, end_date_action="extend", ends_at=utc("2025-03-27T23:00"))
    assert result.ends_at == utc("2025-04-10T22:00")


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("action", ["extend", "set"])
def test_a_named_end(strategy, action):
    new_end = END + timedelta(days=1)
    result = planned(strategy=strategy, end_date_action=action, ends_at=END, new_end=new_end)
    assert (result.ends_at, result.end_shift) == (new_end, Shift())


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("ends_at", [END, None])
def test_keep(strategy, ends_at):
    result = planned(strategy=strategy, ends_at=ends_at)
    assert (result.ends_at, result.end_shift, result.cautions) == (ends_at, Shift(), ())


def test_set_may_come_before_the_present_end():
    assert planned(end_date_action="set", ends_at=END, new_end=NOW + timedelta(seconds=1)).ends_at < END


@pytest.mark.parametrize("evergreen", [False, True])
def test_an_open_end_stays_open(evergreen):
    result = planned(AFTER, end_date_action="extend", evergreen=evergreen)
    assert (result.ends_at, result.end_shift, codes(result)) == (None, Shift(), [CautionCode.NO_END_TO_EXTEND])


def test_extending_an_open_end_to_a_date_sets_it():
    assert planned(end_date_action="extend", new_end=END).ends_at == END
    assert refused(end_date_action="extend", ends_at=None, new_end=NOW) == [("newEndDate", "Must lie in the future.")]


@pytest.mark.parametrize("new_end", [END, END - timedelta(seconds=1)])
def test_extend_to_no_later_date_is_refused(new_end):
    assert refused(end_date_action="extend", new_end=new_end) == [("newEndDate", "Must be later than the present end.")]


@pytest.mark.parametrize("new_end", [NOW, PAUSED])
def test_set_to_the_past_is_refused(new_end):
    assert refused(end_date_action="set", new_end=new_end) == [("newEndDate", "Must lie in the future.")]


def test_set_without_a_date_is_refused():
    with pytest.raises(InvalidError) as refusal:
        planned(end_date_action="set", ends_at=END)
    assert [(fault.name, fault.missing) for fault in refusal.value.faults] == [("newEndDate", True)]


def test_a_date_with_keep_is_refused():
    assert refused(new_end=END) == [("newEndDate", "A new end date goes with extend or set, not with keep.")]


def test_an_end_before_the_start_is_refused():
    start = NOW + timedelta(days=9)
    assert refused(end_date_action="set", starts_at=start, new_end=start - timedelta(seconds=1)) == [
        ("newEndDate", "The end lies before the start.")
    ]
    assert planned(end_date_action="set", starts_at=start, new_end=start).ends_at == start


@pytest.mark.parametrize(
    ("action", "new_end", "path"),
    [("set", None, "endDateAction"), ("set", END, "newEndDate"), ("extend", END, "newEndDate")],
)
def test_an_evergreen_takes_no_end(action, new_end, path):
    faults = refused(end_date_action=action, new_end=new_end, ends_at=None, evergreen=True)
    assert faults == [(path, "An evergreen campaign has no end.")]


def test_unknown_words_are_refused_together():
    assert refused(strategy="skip", end_date_action="drop") == [
        ("strategy", "Must be one of shift_weekday, shift_calendar, keep_original, cancel."),
        ("endDateAction", "Must be one of extend, set, keep."),
    ]


def test_nothing_passes_the_year_9999():
    last = datetime.max.replace(tzinfo=UTC)
    for strategy in SHIFTS:
        with pytest.raises(InvalidError) as refusal:
            planned(last, strategy=strategy)
        assert [fault.name for fault in refusal.value.faults] == ["strategy"]
    assert refused(end_date_action="extend", ends_at=last) == [("endDateAction", "A date would pass the year 9999.")]
    beyond = datetime.max.replace(tzinfo=NEW_YORK)
    assert refused(end_date_action="set", new_end=beyond) == [("newEndDate", "A date would pass the year 9999.")]
    assert only(last, strategy="keep_original", ends_at=last).new == last


@pytest.mark.parametrize("ends_at", [NOW, DURING])
def test_an_end_that_has_passed_is_named(ends_at):
    result = planned(DURING, ends_at=ends_at)
    assert codes(result) == [CautionCode.AFTER_END, CautionCode.END_HAS_PASSED]


@pytest.mark.parametrize("strategy", ["shift_weekday", "shift_calendar", "keep_original"])
def test_items_at_or_after_the_end_are_marked(strategy):
    runs_at = only(AFTER, strategy=strategy).runs_at
    assert only(AFTER, strategy=strategy, ends_at=runs_at + timedelta(seconds=1)).after_end is False
    result = planned(AFTER, strategy=strategy, ends_at=runs_at)
    assert result.items[0].after_end is True
    assert [(caution.code, caution.ids) for caution in result.cautions] == [(CautionCode.AFTER_END, (0,))]


def test_the_end_that_counts_is_the_planned_one():
    runs_at = only(AFTER).runs_at
    assert only(AFTER, ends_at=END, end_date_action="set", new_end=runs_at).after_end is True
    assert only(AFTER, ends_at=AFTER + timedelta(days=1), end_date_action="extend").after_end is False


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_what_does_not_run_is_not_after_the_end(strategy):
    assert only(BEFORE, strategy=strategy, ends_at=NOW - timedelta(days=99)).after_end is False


# Clashes


def test_a_clash_is_one_platform_and_one_minute():
    minute = AFTER.replace(second=0, microsecond=0)
    items = [
        Item(5, "linkedin", minute + timedelta(seconds=59)),
        Item(2, "linkedin", minute),
        Item(3, "x", minute),
        Item(4, "linkedin", minute + timedelta(seconds=60)),
        Item(6, "", minute),
        Item(7, "", minute),
    ]
    result = plan(items=items, pause=TEN_DAYS, strategy="shift_weekday")
    clash = Clash("linkedin", minute + timedelta(days=14), (2, 5))
    assert result.clashes == (clash,)
    assert {step.item.id: step.clash for step in result.items if step.clash} == {2: clash, 5: clash}
    assert [(caution.code, caution.ids) for caution in result.cautions] == [(CautionCode.CLASHES, (2, 5))]


def test_a_clash_with_another_campaign():
    there = AFTER + timedelta(days=14)
    others = [Item(8, "linkedin", there), Item(9, "linkedin", AFTER), Item(10, "x", there), Item(11, "x", there)]
    result = planned(AFTER, others=others)
    assert result.clashes == (Clash("linkedin", there, (0, 8)),)
    assert [step.item.id for step in result.items] == [0]


def test_items_that_a_skipped_hour_pushes_together_clash():
    pause = Pause(utc("2025-03-20T12:00"), utc("2025-03-24T12:00"), OSLO)
    result = planned(utc("2025-03-23T01:00"), utc("2025-03-23T01:30"), utc("2025-03-23T02:00"), pause=pause)
    assert result.clashes == (Clash("linkedin", utc("2025-03-30T01:00"), (0, 1, 2)),)


@pytest.mark.parametrize("strategy", ["keep_original", "cancel"])
def test_what_does_not_run_does_not_clash(strategy):
    assert planned(DURING, DURING, strategy=strategy).clashes == ()
