"""Planned times of broadcasts on the calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns import calendar
from campaigns.changes import archive_campaign, move_campaign
from campaigns.models import Campaign
from core.tenancy import company_scope
from delivery import occurrences, on_calendar, scheduling
from delivery.models import Broadcast, Occurrence
from tests.delivery.conftest import make_broadcast

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 5, 2, 11, tzinfo=UTC)  # a Sunday
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _at_a_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def weekly(broadcast):
    """Mondays at ten, Oslo's clock."""
    return scheduling.schedule_recurring(broadcast=broadcast, days={"monday": ["10:00"]}, start=NOW)


def times(start=NOW, end=NOW + 3 * WEEK):
    return [f"{entry.starts_at:%m-%d %H:%M} {entry.status}" for entry in on_calendar.entries(start, end)]


def test_an_entry_says_what_and_when(broadcast):
    at = NOW + timedelta(hours=2)
    scheduling.schedule_once(broadcast=broadcast, at=at)
    uuid = str(broadcast.campaign.uuid)
    assert on_calendar.entries(NOW, NOW + WEEK) == [
        calendar.Entry("broadcast", f"{uuid}-20270502T1300", "Spring", "planned", at, None, uuid, "email")
    ]


def test_every_occurrence_in_the_window_is_there(weekly):
    assert times() == ["05-03 08:00 planned", "05-10 08:00 planned", "05-17 08:00 planned"]
    assert times(NOW + WEEK, NOW + 2 * WEEK) == ["05-10 08:00 planned"]


def test_the_window_begins_with_its_first_instant_and_ends_before_its_last(weekly):
    monday = datetime(2027, 5, 3, 8, tzinfo=UTC)
    assert times(monday, monday + WEEK) == ["05-03 08:00 planned"]
    assert times(NOW, monday) == []


def test_as_many_as_are_left(weekly):
    Broadcast.objects.update(max_runs=2)
    assert times() == ["05-03 08:00 planned", "05-10 08:00 planned"]
    assert times(NOW + 2 * WEEK, NOW + 3 * WEEK) == []


def test_what_was_skipped_or_has_come_says_so(weekly, company):
    occurrences.skip(broadcast=weekly, planned_for=datetime(2027, 5, 10, 8, tzinfo=UTC))
    Occurrence.objects.create(company=company, broadcast=weekly, planned_for=NOW - WEEK, state="missed")
    assert sorted(times(NOW - 2 * WEEK, NOW + 2 * WEEK)) == [
        "04-25 11:00 missed", "05-03 08:00 planned", "05-10 08:00 skipped",
    ]  # fmt: skip


def test_what_is_suspended_is_still_planned_and_what_is_over_or_archived_is_not(weekly):
    move_campaign(campaign=Campaign.objects.get(), target="PAUSED")
    assert len(times()) == 3
    archive_campaign(campaign=Campaign.objects.get(), archive=True)
    assert times() == []
    archive_campaign(campaign=Campaign.objects.get(), archive=False)
    move_campaign(campaign=Campaign.objects.get(), target="COMPLETED")
    assert times() == []


def test_it_stands_on_the_native_calendar(owner, weekly, monkeypatch):
    monkeypatch.setattr(calendar, "_sources", [on_calendar.entries])
    found = owner.get("/api/calendar?from=2027-05-02T00:00:00Z&to=2027-05-09T00:00:00Z").json()
    assert [(entry["kind"], entry["startsAt"]) for entry in found] == [("broadcast", "2027-05-03T08:00:00Z")]


def test_another_companys_are_not_there(weekly, other_company):
    with company_scope(other_company.pk):
        assert on_calendar.entries(NOW, NOW + WEEK) == []


def test_many_cost_what_a_few_do(weekly, company, version):
    for _ in range(5):
        made = make_broadcast(company, version)
        scheduling.schedule_recurring(broadcast=made, days={"monday": ["10:00"]}, start=NOW)
    with CaptureQueriesContext(connection) as queries:
        assert len(times()) == 18
    assert len(queries) == 3


def test_a_moved_one_stands_where_it_was_moved_to(weekly):
    monday = datetime(2027, 5, 3, 8, tzinfo=UTC)
    occurrences.move(broadcast=weekly, planned_for=monday, to=monday + timedelta(days=15))
    assert times() == ["05-18 08:00 planned", "05-10 08:00 planned", "05-17 08:00 planned"]
    assert times(NOW, NOW + WEEK) == []
