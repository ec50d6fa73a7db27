"""Resuming a paused campaign at the native door, for real and dry, and taking it back."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from campaigns import changes
from campaigns.creation import create_campaign
from campaigns.models import Campaign, ContentItem, EditRun
from core.tenancy import company_scope

pytestmark = pytest.mark.django_db

# A Monday; Oslo is an hour ahead of UTC until the last Sunday of March.
PAUSED = datetime(2027, 3, 1, 12, tzinfo=UTC)
NOW = PAUSED + timedelta(days=10)
END = datetime(2027, 4, 30, 22, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def campaign(company, scope) -> Campaign:
    made = create_campaign(company_id=company.pk, name="Sale", ends_at=END)
    item(made, PAUSED + timedelta(days=2, hours=-4), platform="linkedin")
    item(made, PAUSED + timedelta(days=20, hours=-4), platform="x")
    item(made, None)
    Campaign.objects.update(status="PAUSED", paused_at=PAUSED)
    made.refresh_from_db()
    return made


def item(campaign: Campaign, at: datetime | None, platform: str = "linkedin") -> ContentItem:
    status = "SCHEDULED" if at else "DRAFT"
    fields = {"type": "social", "body": "Text", "status": status, "scheduled_at": at, "platform": platform}
    return ContentItem.objects.create(company_id=campaign.company_id, campaign=campaign, **fields)


def resume(caller, campaign, **body):
    return caller.post(f"/api/campaigns/{campaign.uuid}/resume", body)


def state(campaign: Campaign) -> list[tuple]:
    rows = ContentItem.objects.filter(campaign=campaign).order_by("pk")
    return [(row.status, row.scheduled_at, row.missed_at) for row in rows]


def test_by_weeks_the_weekday_and_the_hour_stay(owner, campaign):
    answer = resume(owner, campaign, strategy="shift_weekday")
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["status"], shown["resumedAt"], shown["endsAt"]) == (
        "ACTIVE",
        "2027-03-11T12:00:00Z",
        "2027-04-30T22:00:00Z",
    )
    # Two weeks on; the second one crosses the change to summer time, so that it is an hour earlier in UTC.
    assert state(campaign) == [
        ("SCHEDULED", datetime(2027, 3, 17, 8, tzinfo=UTC), None),
        ("SCHEDULED", datetime(2027, 4, 4, 7, tzinfo=UTC), None),
        ("DRAFT", None, None),
    ]


def test_by_the_calendar_dates_move_by_the_paused_time(owner, campaign):
    resume(owner, campaign, strategy="shift_calendar")
    assert [row[1] for row in state(campaign)[:2]] == [
        datetime(2027, 3, 13, 8, tzinfo=UTC),
        datetime(2027, 3, 31, 7, tzinfo=UTC),
    ]


def test_kept_dates_that_are_past_are_missed(owner, campaign):
    before = state(campaign)
    resume(owner, campaign, strategy="keep_original")
    assert state(campaign) == [("SCHEDULED", before[0][1], NOW), before[1], before[2]]


def test_cancelling_gives_up_what_was_scheduled(owner, campaign):
    resume(owner, campaign, strategy="cancel")
    assert [row[0] for row in state(campaign)] == ["CANCELLED", "CANCELLED", "DRAFT"]


def test_a_plain_move_to_active_keeps_the_dates_and_marks_what_is_past(owner, campaign):
    before = state(campaign)
    assert owner.put(f"/api/campaigns/{campaign.uuid}", {"status": "ACTIVE"}).json()["status"] == "ACTIVE"
    assert state(campaign) == [("SCHEDULED", before[0][1], NOW), before[1], before[2]]


@pytest.mark.parametrize(
    ("body", "end"),
    [
        ({}, "2027-04-30T22:00:00Z"),
        ({"endDateAction": "keep"}, "2027-04-30T22:00:00Z"),
        ({"endDateAction": "extend"}, "2027-05-14T22:00:00Z"),
        ({"endDateAction": "extend", "newEndDate": "2027-06-01T00:00:00Z"}, "2027-06-01T00:00:00Z"),
        ({"endDateAction": "set", "newEndDate": "2027-03-31T00:00:00Z"}, "2027-03-31T00:00:00Z"),
    ],
)
def test_the_end_moves_as_it_was_asked(owner, campaign, body, end):
    assert resume(owner, campaign, strategy="shift_weekday", **body).json()["endsAt"] == end


@pytest.mark.parametrize(
    "body",
    [
        {"strategy": "shift_weekday", "endDateAction": "set"},
        {"strategy": "shift_weekday", "endDateAction": "set", "newEndDate": "2027-03-01T00:00:00Z"},
        {"strategy": "shift_weekday", "endDateAction": "extend", "newEndDate": "2027-04-01T00:00:00Z"},
    ],
)
def test_an_end_that_does_not_do_is_refused_and_nothing_moves(owner, campaign, body):
    before = state(campaign)
    answer = resume(owner, campaign, **body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["newEndDate"])
    campaign.refresh_from_db()
    assert (state(campaign), campaign.status, EditRun.objects.count()) == (before, "PAUSED", 0)


@pytest.mark.parametrize("body", [{}, {"strategy": "jump"}, {"strategy": None}])
def test_an_unknown_strategy_is_refused(owner, campaign, body):
    answer = resume(owner, campaign, **body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["strategy"])


@pytest.mark.parametrize("status", ["DRAFT", "ACTIVE", "COMPLETED"])
def test_only_a_paused_campaign_is_resumed(owner, campaign, status):
    Campaign.objects.update(status=status)
    for dry_run in (True, False):
        answer = resume(owner, campaign, strategy="cancel", dryRun=dry_run)
        assert answer.status_code == 409
        assert answer.json()["currentStatus"] == status
    assert [row[0] for row in state(campaign)] == ["SCHEDULED", "SCHEDULED", "DRAFT"]


def test_a_dry_run_shows_every_date_and_changes_nothing(owner, campaign, company):
    before = state(campaign)
    library = create_campaign(company_id=company.pk, name="Other")
    item(library, datetime(2027, 3, 17, 8, tzinfo=UTC))
    shown = resume(owner, campaign, strategy="shift_weekday", endDateAction="extend", dryRun=True).json()
    first, second = shown["items"]
    assert (first["from"], first["to"], first["outcome"], first["clashes"]) == (
        "2027-03-03T08:00:00Z",
        "2027-03-17T08:00:00Z",
        "moved",
        True,
    )
    assert (second["fromLocal"], second["toLocal"], second["clockChange"]) == (
        "2027-03-21T09:00:00+01:00",
        "2027-04-04T09:00:00+02:00",
        "wall_clock_kept",
    )
    assert (shown["timeZone"], shown["endsAt"]) == (
        "Europe/Oslo",
        {"from": "2027-04-30T22:00:00Z", "to": "2027-05-14T22:00:00Z"},
    )
    assert shown["clashes"] == [
        {
            "platform": "linkedin",
            "at": "2027-03-17T08:00:00Z",
            "contentIds": [first["contentId"]],
            "withOtherCampaigns": 1,
        }
    ]
    campaign.refresh_from_db()
    assert (state(campaign), campaign.status) == (before, "PAUSED")


@pytest.mark.parametrize("strategy", ["shift_weekday", "shift_calendar", "keep_original", "cancel"])
def test_an_undo_puts_everything_back(owner, campaign, strategy):
    before = state(campaign)
    edit = resume(owner, campaign, strategy=strategy, endDateAction="extend").json()["editId"]
    assert owner.post(f"/api/campaigns/{campaign.uuid}/edits/{edit}/undo").status_code == 200
    campaign.refresh_from_db()
    assert state(campaign) == before
    assert (campaign.status, campaign.paused_at, campaign.resumed_at, campaign.ends_at) == ("PAUSED", PAUSED, None, END)


def test_an_undo_is_refused_once_a_moved_item_is_out(owner, campaign):
    edit = resume(owner, campaign, strategy="shift_weekday").json()["editId"]
    ContentItem.objects.filter(platform="linkedin", status="SCHEDULED").update(status="PUBLISHED")
    answer = owner.post(f"/api/campaigns/{campaign.uuid}/edits/{edit}/undo")
    assert (answer.status_code, answer.json()["error"]) == (409, "EDIT_PUBLISHED")
    campaign.refresh_from_db()
    assert campaign.status == "ACTIVE"


def test_an_undo_is_refused_once_the_campaign_went_on(owner, campaign):
    edit = resume(owner, campaign, strategy="shift_weekday").json()["editId"]
    changes.move_campaign(campaign=Campaign.objects.get(pk=campaign.pk), target="COMPLETED")
    answer = owner.post(f"/api/campaigns/{campaign.uuid}/edits/{edit}/undo")
    assert (answer.status_code, answer.json()["error"]) == (409, "EDIT_OUTDATED")


def test_a_campaign_without_content_is_resumed(owner, company, scope):
    made = create_campaign(company_id=company.pk, name="Empty")
    Campaign.objects.update(status="PAUSED", paused_at=PAUSED)
    assert resume(owner, made, strategy="shift_weekday", endDateAction="extend").json()["status"] == "ACTIVE"


def test_colleagues_may_not_and_strangers_find_nothing(colleague, stranger, campaign):
    before = state(campaign)
    assert resume(colleague, campaign, strategy="cancel").status_code == 403
    assert resume(stranger, campaign, strategy="cancel").status_code == 404
    assert state(campaign) == before


@pytest.mark.django_db(transaction=True)
def test_of_two_resumes_at_once_one_moves_the_dates(owner, campaign, company):
    codes = []

    def call():
        codes.append(resume(owner, campaign, strategy="shift_weekday").status_code)
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with company_scope(company.pk):
        assert sorted(codes) == [200, 409]
        assert state(campaign)[0][1] == datetime(2027, 3, 17, 8, tzinfo=UTC)
        assert EditRun.objects.count() == 1


def test_a_resume_is_taken_back_once(owner, campaign):
    edit = resume(owner, campaign, strategy="cancel").json()["editId"]
    path = f"/api/campaigns/{campaign.uuid}/edits/{edit}/undo"
    assert owner.post(path).status_code == 200
    again = owner.post(path)
    assert (again.status_code, again.json()["error"]) == (409, "EDIT_UNDONE")
