"""Planned times: each comes once, whoever looks; what was missed is told; one can be skipped."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.errors import ConflictError, InvalidError
from core.tenancy import company_scope
from delivery import occurrences, scheduling
from delivery.models import Broadcast, Occurrence, OccurrenceState, OutboxMessage, Run, RunState
from tests.delivery.conftest import make_broadcast, make_group, make_people, make_version
from tests.racing import at_once

NOW = datetime(2027, 5, 3, 7, 0, tzinfo=UTC)  # a Monday, nine o'clock in Oslo

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(company, scope, time_machine):
    time_machine.move_to(NOW, tick=False)
    group = make_group(company, make_people(company, 3))
    return make_broadcast(company, make_version(company), list_ids=[group.pk])


def states(broadcast):
    rows = Occurrence.objects.filter(broadcast=broadcast).order_by("planned_for")
    return [(row.planned_for.astimezone(UTC).strftime("%a %H:%M"), row.state) for row in rows]


def test_once_runs_once(planned, time_machine):
    scheduling.schedule_once(broadcast=planned, at=NOW + timedelta(hours=1))
    assert (scheduling.run_due(), Run.objects.count()) == (0, 0)
    time_machine.move_to(NOW + timedelta(hours=1, seconds=3), tick=False)
    assert (scheduling.run_due(), scheduling.run_due()) == (1, 0)
    assert (Run.objects.get().queued, Broadcast.objects.get().next_run_at) == (3, None)


def test_a_time_that_has_passed_is_refused(planned):
    with pytest.raises(InvalidError, match="has passed"):
        scheduling.schedule_once(broadcast=planned, at=NOW)


def test_weekdays_run_one_after_the_other(planned, time_machine, send):
    days = {"monday": ["10:00"], "wednesday": ["10:00"]}
    scheduling.schedule_recurring(broadcast=planned, days=days, start=NOW)
    for instant in ("2027-05-03T08:00:05+00:00", "2027-05-05T08:00:05+00:00", "2027-05-10T08:00:05+00:00"):
        time_machine.move_to(datetime.fromisoformat(instant), tick=False)
        assert scheduling.run_due() == 1
        send(Run.objects.latest("pk"))
    assert states(planned) == [("Mon 08:00", "run"), ("Wed 08:00", "run"), ("Mon 08:00", "run")]
    assert Run.objects.filter(state=RunState.SENT).count() == 3
    planned.campaign.refresh_from_db()
    assert planned.campaign.status == "ACTIVE"


def test_what_was_missed_for_long_is_told_and_not_run(planned, time_machine):
    scheduling.schedule_recurring(broadcast=planned, days={"monday": ["10:00", "11:00"]}, start=NOW)
    time_machine.move_to(NOW + timedelta(hours=9), tick=False)
    scheduling.run_due()
    assert states(planned) == [("Mon 08:00", "missed"), ("Mon 09:00", "missed")]
    assert Run.objects.count() == 0


def test_of_several_missed_within_the_hour_the_latest_runs(planned, time_machine):
    scheduling.schedule_recurring(broadcast=planned, days={"monday": ["10:00", "10:20", "10:40"]}, start=NOW)
    time_machine.move_to(NOW + timedelta(hours=1, minutes=50), tick=False)
    scheduling.run_due()
    assert states(planned) == [("Mon 08:00", "missed"), ("Mon 08:20", "missed"), ("Mon 08:40", "run")]
    assert Run.objects.count() == 1


def test_one_can_be_skipped(planned, time_machine):
    scheduling.schedule_recurring(broadcast=planned, days={"monday": ["10:00"]}, start=NOW)
    first = datetime(2027, 5, 3, 8, tzinfo=UTC)
    occurrences.skip(broadcast=planned, planned_for=first)
    with pytest.raises(ConflictError, match="Nothing is planned"):
        occurrences.skip(broadcast=planned, planned_for=first)
    time_machine.move_to(first + timedelta(seconds=5), tick=False)
    scheduling.run_due()
    assert (states(planned), Run.objects.count()) == ([("Mon 08:00", "skipped")], 0)
    planned.refresh_from_db()
    assert planned.next_run_at == datetime(2027, 5, 10, 8, tzinfo=UTC)


def test_it_ends_by_number(planned, time_machine):
    scheduling.schedule_recurring(broadcast=planned, days={"monday": ["10:00"]}, start=NOW, max_runs=2)
    for week in range(3):
        time_machine.move_to(datetime(2027, 5, 3, 8, 0, 5, tzinfo=UTC) + timedelta(weeks=week), tick=False)
        scheduling.run_due()
    planned.refresh_from_db()
    assert (Run.objects.count(), planned.next_run_at) == (2, None)


def test_it_ends_by_day(planned, time_machine):
    days = {"monday": ["10:00"]}
    scheduling.schedule_recurring(broadcast=planned, days=days, start=NOW, last_day=date(2027, 5, 9))
    time_machine.move_to(datetime(2027, 5, 3, 8, 0, 5, tzinfo=UTC), tick=False)
    scheduling.run_due()
    planned.refresh_from_db()
    assert (Run.objects.count(), planned.next_run_at) == (1, None)


def test_what_would_never_run_is_refused(planned):
    with pytest.raises(InvalidError, match="never run"):
        scheduling.schedule_recurring(
            broadcast=planned, days={"monday": ["10:00"]}, start=NOW, last_day=date(2027, 5, 2)
        )


def test_a_run_that_cannot_be_is_told(planned, time_machine):
    from templates_app import approval

    scheduling.schedule_once(broadcast=planned, at=NOW + timedelta(hours=1))
    approval.retire(template=planned.template)
    time_machine.move_to(NOW + timedelta(hours=1, seconds=3), tick=False)
    scheduling.run_due()
    row = Occurrence.objects.get()
    assert (row.state, row.reason) == (OccurrenceState.REFUSED, "The template “Offer” is not approved.")
    assert Run.objects.count() == 0


def test_a_paused_campaign_runs_nothing(planned, time_machine):
    scheduling.schedule_once(broadcast=planned, at=NOW + timedelta(hours=1))
    planned.campaign.refresh_from_db()
    planned.campaign.status = "PAUSED"
    planned.campaign.save(update_fields=["status"])
    time_machine.move_to(NOW + timedelta(hours=1, seconds=3), tick=False)
    assert scheduling.run_due() == 0


@pytest.mark.django_db(transaction=True)
def test_eight_schedulers_at_once_run_it_once(company, planned, time_machine):
    scheduling.schedule_recurring(broadcast=planned, days={"monday": ["10:00"]}, start=NOW)
    time_machine.move_to(NOW + timedelta(hours=1, seconds=3), tick=False)
    assert not [error for error in at_once(*[scheduling.run_due] * 8) if isinstance(error, Exception)]
    with company_scope(company.pk):
        assert (Run.objects.count(), Occurrence.objects.count()) == (1, 1)
        assert OutboxMessage.objects.count() == 0
