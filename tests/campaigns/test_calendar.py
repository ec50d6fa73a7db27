"""The calendar and its feed."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from campaigns.creation import create_campaign
from campaigns.models import CalendarFeed, Campaign, ContentItem

pytestmark = pytest.mark.django_db

MARCH = "from=2027-03-01T00:00:00Z&to=2027-04-01T00:00:00Z"


def campaign(company, name, start, end=None) -> Campaign:
    instants = [value and datetime(*value, tzinfo=UTC) for value in (start, end)]
    return create_campaign(company_id=company.pk, name=name, starts_at=instants[0], ends_at=instants[1])


@pytest.fixture
def spring(company, scope) -> Campaign:
    made = campaign(company, "Spring, with “quotes”; and\\more", (2027, 3, 10), (2027, 3, 20))
    ContentItem.objects.create(
        company_id=company.pk,
        campaign=made,
        type="social",
        platform="x",
        body="Hello",
        status="SCHEDULED",
        scheduled_at=datetime(2027, 3, 12, 8, tzinfo=UTC),
    )
    return made


def test_campaigns_and_content_stand_in_order_of_time(owner, spring):
    found = owner.get(f"/api/calendar?{MARCH}").json()
    assert [(entry["kind"], entry["startsAt"], entry["endsAt"]) for entry in found] == [
        ("campaign", "2027-03-10T00:00:00Z", "2027-03-20T00:00:00Z"),
        ("content", "2027-03-12T08:00:00Z", None),
    ]
    assert {entry["campaignId"] for entry in found} == {str(spring.uuid)}
    assert (found[1]["title"], found[1]["detail"], found[1]["status"]) == ("Hello", "x", "SCHEDULED")


def test_a_campaign_stands_there_as_long_as_it_runs(owner, company, scope):
    for name, start, end in [
        ("before", (2027, 1, 1), (2027, 2, 1)),
        ("into", (2027, 2, 1), (2027, 3, 2)),
        ("across", (2027, 1, 1), (2027, 12, 1)),
        ("without end", (2026, 1, 1), None),
        ("after", (2027, 4, 1), None),
        ("without start", None, None),
    ]:
        campaign(company, name, start, end)
    campaign(company, "archived", (2027, 3, 1))
    Campaign.objects.filter(name="archived").update(is_archived=True)
    titles = [entry["title"] for entry in owner.get(f"/api/calendar?{MARCH}").json()]
    assert titles == ["without end", "across", "into"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "from"),
        ("from=2027-03-01T00:00:00Z", "to"),
        ("from=2027-03-01T00:00:00Z&to=2027-03-01T00:00:00Z", "to"),
        ("from=2027-03-01T00:00:00Z&to=2029-03-01T00:00:00Z", "to"),
        ("from=yesterday&to=2027-03-01T00:00:00Z", "from"),
        ("from=2027-03-01&to=2027-04-01", "from"),
    ],
)
def test_a_window_that_is_none_is_refused(owner, query, field):
    answer = owner.get(f"/api/calendar?{query}")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_a_stranger_sees_an_empty_calendar(stranger, spring):
    assert stranger.get(f"/api/calendar?{MARCH}").json() == []


def test_the_window_is_read_from_its_index(company, scope):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        query = Campaign.objects.running_between(datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC))
        assert "campaign_calendar" in query.explain()


@pytest.fixture
def address(owner) -> str:
    answer = owner.post("/api/calendar/feeds", {"name": "Phone"})
    assert answer.status_code == 201
    return answer.json()["url"].removeprefix("http://testserver")


def test_the_feed_needs_no_sign_in_but_its_address(nobody, spring, address):
    import time_machine as machine

    with machine.travel(datetime(2027, 3, 1, tzinfo=UTC)):
        answer = nobody.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    lines = answer.content.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:Spring\\, with “quotes”\\; and\\\\more" in lines
    assert "DTSTART:20270312T080000Z" in lines
    assert max(len(line.encode()) for line in lines) <= 75


def test_a_revoked_address_is_not_found(nobody, address, scope):
    from campaigns import feeds

    feeds.revoke_feed(feed=CalendarFeed.objects.get())
    assert nobody.get(address).status_code == 404


def test_the_token_is_not_kept(address, scope):
    assert CalendarFeed.objects.get().token_hash not in address


def test_only_who_manages_the_company_issues_addresses(colleague, scope):
    assert colleague.post("/api/calendar/feeds", {"name": "Phone"}).status_code == 403
    assert not CalendarFeed.objects.exists()
