"""One planned time of a series is skipped or moved, and put back; it comes once all the same."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.errors import ConflictError, InvalidError
from core.models import AuditEntry
from core.tenancy import company_scope
from delivery import occurrences, planned_times, scheduling
from delivery.models import Broadcast, Occurrence, Run
from tests.delivery.conftest import make_broadcast, make_group, make_people, make_version
from tests.racing import at_once

NOW = datetime(2027, 5, 3, 7, 0, tzinfo=UTC)  # a Monday, nine o'clock in Oslo
FIRST = datetime(2027, 5, 3, 8, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)
TUESDAY = FIRST + timedelta(days=1, hours=2)

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(company, scope, time_machine):
    """Mondays at ten, Oslo's clock."""
    time_machine.move_to(NOW, tick=False)
    group = make_group(company, make_people(company, 3))
    broadcast = make_broadcast(company, make_version(company), list_ids=[group.pk])
    return scheduling.schedule_recurring(broadcast=broadcast, days={"monday": ["10:00"]}, start=NOW)


@pytest.fixture
def run_at(time_machine):
    """The scheduler's round at a time."""

    def run_at(instant):
        time_machine.move_to(instant, tick=False)
        return scheduling.run_due()

    return run_at


def again(broadcast):
    return Broadcast.objects.select_related("campaign", "company").get(pk=broadcast.pk)


def times(broadcast, count=3):
    return [f"{one.at:%d %H:%M}" for one in planned_times.upcoming(again(broadcast), count=count)]


def states(broadcast):
    rows = Occurrence.objects.filter(broadcast=broadcast).order_by("planned_for")
    return [(f"{row.planned_for.astimezone(UTC):%d %H:%M}", row.state) for row in rows]


def test_one_is_moved_and_the_rest_stays(weekly):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    assert times(weekly) == ["04 10:00", "10 08:00", "17 08:00"]
    assert again(weekly).next_run_at == TUESDAY
    assert AuditEntry.objects.get(action="occurrence moved").changes == {
        "planned for": [FIRST.isoformat(), TUESDAY.isoformat()]
    }


def test_it_runs_at_the_new_time_only(weekly, run_at):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    assert run_at(FIRST + timedelta(seconds=5)) == 0
    assert (run_at(TUESDAY + timedelta(seconds=5)), scheduling.run_due()) == (1, 0)
    assert (states(weekly), Run.objects.count()) == ([("03 08:00", "run")], 1)
    assert Run.objects.get().occurrence.moved_to == TUESDAY
    assert run_at(FIRST + WEEK) == 1
    assert (states(weekly), Run.objects.count()) == ([("03 08:00", "run"), ("10 08:00", "run")], 2)


def test_one_that_is_moved_forward_does_not_come_again_at_its_own_time(weekly, run_at):
    occurrences.move(broadcast=weekly, planned_for=FIRST + WEEK, to=TUESDAY)
    run_at(FIRST)
    run_at(TUESDAY)
    assert (run_at(FIRST + WEEK), times(weekly)) == (0, ["17 08:00", "24 08:00", "31 08:00"])
    assert states(weekly) == [("03 08:00", "run"), ("10 08:00", "run")]


def test_one_is_moved_behind_a_later_one(weekly, run_at):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=FIRST + WEEK + timedelta(hours=1))
    assert times(weekly) == ["10 08:00", "10 09:00", "17 08:00"]
    assert [run_at(FIRST + WEEK), run_at(FIRST + WEEK + timedelta(hours=1))] == [1, 1]
    assert (states(weekly), Run.objects.count()) == ([("03 08:00", "run"), ("10 08:00", "run")], 2)


def test_one_can_be_moved_again_and_put_back(weekly):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY + timedelta(hours=1))
    assert times(weekly, 1) == ["04 11:00"]
    occurrences.undo(broadcast=weekly, planned_for=FIRST)
    assert (times(weekly, 2), Occurrence.objects.count()) == (["03 08:00", "10 08:00"], 0)
    assert again(weekly).next_run_at == FIRST


def test_a_skipped_one_is_put_back(weekly):
    occurrences.skip(broadcast=weekly, planned_for=FIRST)
    assert again(weekly).next_run_at == FIRST + WEEK
    assert planned_times.planned(again(weekly), count=1)[0].is_skipped
    occurrences.undo(broadcast=weekly, planned_for=FIRST)
    assert (times(weekly, 1), again(weekly).next_run_at) == (["03 08:00"], FIRST)


def test_a_moved_one_can_be_skipped(weekly, run_at):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    occurrences.skip(broadcast=weekly, planned_for=FIRST)
    assert (run_at(TUESDAY), states(weekly), times(weekly, 1)) == (0, [("03 08:00", "skipped")], ["10 08:00"])


def test_what_has_run_is_not_put_back(weekly, run_at):
    occurrences.move(broadcast=weekly, planned_for=FIRST + WEEK, to=TUESDAY)
    run_at(TUESDAY)
    with pytest.raises(ConflictError, match="has run already"):
        occurrences.undo(broadcast=weekly, planned_for=FIRST + WEEK)
    assert ("10 08:00", "run") in states(weekly)


def test_what_lies_behind_is_not_put_back(weekly, time_machine):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    time_machine.move_to(FIRST + timedelta(minutes=1), tick=False)
    with pytest.raises(ConflictError, match="Its own time has passed"):
        occurrences.undo(broadcast=weekly, planned_for=FIRST)
    assert times(weekly, 1) == ["04 10:00"]


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (NOW, "has passed"),
        (FIRST, "its own time"),
        (FIRST + WEEK, "runs at that time already"),
        (FIRST + 2 * WEEK, "runs at that time already"),  # skipped, and may be put back
        (TUESDAY, "runs at that time already"),  # another was moved there
        (datetime(2027, 6, 30, 22, 0, tzinfo=UTC), "The last day of the series is 30 June 2027"),  # July in Oslo
    ],
)
def test_where_none_can_be_moved_to(weekly, to, words):
    scheduling.schedule_recurring(broadcast=weekly, days={"monday": ["10:00"]}, start=NOW, last_day=date(2027, 6, 30))
    occurrences.skip(broadcast=weekly, planned_for=FIRST + 2 * WEEK)
    occurrences.move(broadcast=weekly, planned_for=FIRST + 3 * WEEK, to=TUESDAY)
    before = states(weekly)
    with pytest.raises(InvalidError, match=words):
        occurrences.move(broadcast=weekly, planned_for=FIRST, to=to)
    assert (states(weekly), times(weekly, 1)) == (before, ["03 08:00"])


def test_on_the_last_day_it_still_runs(weekly, run_at):
    scheduling.schedule_recurring(broadcast=weekly, days={"monday": ["10:00"]}, start=NOW, last_day=date(2027, 5, 9))
    late = datetime(2027, 5, 9, 21, 59, tzinfo=UTC)
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=late)
    assert (run_at(late), Run.objects.count(), again(weekly).next_run_at) == (1, 1, None)


def test_not_after_the_campaign_has_ended(weekly):
    weekly.campaign.ends_at = TUESDAY
    weekly.campaign.save(update_fields=["ends_at"])
    with pytest.raises(InvalidError, match="campaign has ended"):
        occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    assert states(weekly) == []


def test_nothing_is_moved_that_is_not_planned(weekly):
    with pytest.raises(ConflictError, match="Nothing is planned"):
        occurrences.move(broadcast=weekly, planned_for=TUESDAY, to=TUESDAY + WEEK)
    assert states(weekly) == []


def test_what_runs_once_is_not_moved(weekly):
    scheduling.schedule_once(broadcast=weekly, at=TUESDAY)
    with pytest.raises(ConflictError, match="Change its schedule"):
        occurrences.move(broadcast=weekly, planned_for=TUESDAY, to=TUESDAY + WEEK)
    assert again(weekly).next_run_at == TUESDAY


# -- Missed, and counted


def test_a_moved_one_is_missed_by_its_new_time(weekly, run_at):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    run_at(TUESDAY + timedelta(minutes=61))
    assert (states(weekly), Run.objects.count()) == ([("03 08:00", "missed")], 0)


def test_of_a_moved_one_and_a_later_one_the_later_runs(weekly, run_at):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=FIRST + WEEK - timedelta(minutes=20))
    run_at(FIRST + WEEK + timedelta(minutes=10))
    assert (states(weekly), Run.objects.count()) == ([("03 08:00", "missed"), ("10 08:00", "run")], 1)


def test_a_skipped_one_does_not_keep_an_earlier_one_from_running(weekly, run_at):
    scheduling.schedule_recurring(broadcast=weekly, days={"monday": ["10:00", "10:30"]}, start=NOW)
    occurrences.skip(broadcast=weekly, planned_for=FIRST + timedelta(minutes=30))
    run_at(FIRST + timedelta(minutes=40))
    assert states(weekly) == [("03 08:00", "run"), ("03 08:30", "skipped")]


def test_a_moved_one_counts_once(weekly, run_at):
    scheduling.schedule_recurring(broadcast=weekly, days={"monday": ["10:00"]}, start=NOW, max_runs=2)
    later = FIRST + 3 * WEEK + timedelta(hours=1)
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=later)
    assert times(weekly) == ["10 08:00", "24 09:00"]
    for instant in (FIRST, FIRST + WEEK, FIRST + 2 * WEEK, FIRST + 3 * WEEK, later, FIRST + 4 * WEEK):
        run_at(instant)
    assert (states(weekly), Run.objects.count()) == ([("03 08:00", "run"), ("10 08:00", "run")], 2)
    assert again(weekly).next_run_at is None


def test_the_last_one_is_skipped_and_put_back(weekly):
    scheduling.schedule_recurring(broadcast=weekly, days={"monday": ["10:00"]}, start=NOW, last_day=date(2027, 5, 9))
    occurrences.skip(broadcast=weekly, planned_for=FIRST)
    found = again(weekly)
    assert (found.next_run_at, found.campaign.status) == (None, "COMPLETED")
    occurrences.undo(broadcast=weekly, planned_for=FIRST)
    found = again(weekly)
    assert (found.next_run_at, found.campaign.status) == (FIRST, "ACTIVE")


# -- The clock


def test_the_own_time_keeps_the_wall_clock_across_a_change(weekly, run_at):
    autumn = datetime(2027, 11, 1, 9, tzinfo=UTC)  # ten in Oslo, in winter
    run_at(datetime(2027, 10, 25, 8, 0, 5, tzinfo=UTC))  # ten in Oslo, in summer
    occurrences.move(broadcast=weekly, planned_for=autumn, to=autumn - timedelta(days=1, hours=8))
    assert times(weekly, 2) == ["31 01:00", "08 09:00"]


# -- A later change of the series


def test_what_still_fits_stays_moved(weekly, run_at):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    occurrences.skip(broadcast=weekly, planned_for=FIRST + WEEK)
    days = {"monday": ["10:00"], "friday": ["10:00"]}
    scheduling.schedule_recurring(broadcast=weekly, days=days, start=NOW)
    assert times(weekly) == ["04 10:00", "07 08:00", "14 08:00"]
    assert states(weekly) == [("03 08:00", "moved"), ("10 08:00", "skipped")]


def test_one_whose_own_time_has_passed_stays_moved(weekly, time_machine):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    now = FIRST + timedelta(hours=1)
    time_machine.move_to(now, tick=False)
    scheduling.schedule_recurring(broadcast=again(weekly), days={"monday": ["10:00", "11:30"]}, start=now)
    assert times(weekly) == ["03 09:30", "04 10:00", "10 08:00"]


@pytest.mark.parametrize(
    "changed",
    [
        {"days": {"monday": ["10:30"]}},  # its own time is none any more
        {"days": {"monday": ["10:00"], "tuesday": ["12:00"]}},  # the series runs at the new time itself
        {"days": {"monday": ["10:00"]}, "last_day": date(2027, 5, 3)},  # the new time lies behind the end
        {"days": {"monday": ["10:00"]}, "start": TUESDAY + timedelta(hours=1)},  # or before the beginning
    ],
)
def test_what_does_not_fit_goes_with_the_old_rule(weekly, changed):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    scheduling.schedule_recurring(**{"broadcast": again(weekly), "start": NOW, **changed})
    assert Occurrence.objects.count() == 0
    assert AuditEntry.objects.filter(action="occurrence put back").count() == 1


def test_once_instead_forgets_what_was_moved(weekly):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    scheduling.schedule_once(broadcast=again(weekly), at=FIRST)
    assert (times(weekly), Occurrence.objects.count()) == (["03 08:00"], 0)


def test_the_end_of_the_schedule_is_the_end_of_what_was_moved(weekly, run_at):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    scheduling.unschedule(broadcast=weekly)
    assert (run_at(TUESDAY), Run.objects.count(), Occurrence.objects.count()) == (0, 0, 0)


def test_the_end_of_the_schedule_completes_a_campaign_that_has_nothing_left_to_do(weekly):
    scheduling.unschedule(broadcast=weekly)
    assert again(weekly).campaign.status == "COMPLETED"


def test_the_end_of_the_schedule_lets_a_run_go_on(weekly, run_at):
    assert run_at(FIRST) == 1
    scheduling.unschedule(broadcast=again(weekly))
    assert (again(weekly).campaign.status, Run.objects.get().state) == ("ACTIVE", "running")


# -- At once


@pytest.mark.django_db(transaction=True)
def test_eight_schedulers_at_once_run_a_moved_one_once(company, weekly, time_machine):
    occurrences.move(broadcast=weekly, planned_for=FIRST, to=TUESDAY)
    time_machine.move_to(TUESDAY + timedelta(seconds=3), tick=False)
    assert not [error for error in at_once(*[scheduling.run_due] * 8) if isinstance(error, Exception)]
    with company_scope(company.pk):
        assert (Run.objects.count(), states(weekly)) == (1, [("03 08:00", "run")])


@pytest.mark.django_db(transaction=True)
def test_two_are_moved_to_the_same_time_at_once(company, weekly):
    def move(planned_for):
        with company_scope(company.pk):
            return occurrences.move(broadcast=weekly, planned_for=planned_for, to=TUESDAY)

    found = at_once(lambda: move(FIRST), lambda: move(FIRST + WEEK))
    assert sorted(type(one).__name__ for one in found) == ["InvalidError", "Occurrence"]
    with company_scope(company.pk):
        assert Occurrence.objects.filter(moved_to=TUESDAY).count() == 1
