"""Counting anew gives the running sums, whatever happened; and mends sums that are wrong."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import partitions
from analytics.models import CompanyMetric, DailyMetric, Event, Kind, TotalMetric
from analytics.rebuilding import rebuild
from campaigns.content import find, update_item
from campaigns.deletion import delete_campaign
from companies.profile import update_company
from core.jobs import runner
from core.models import Job
from tests.analytics.conftest import ADDRESS, event, make_work

pytestmark = pytest.mark.django_db

KEYS = ("campaign_id", "content_id", "platform", "kind", "rule", "currency", "count", "value")
FIRST = datetime(2027, 2, 27, tzinfo=UTC)


def kept():
    """All sums, whatever slots they stand in."""
    days = sorted(DailyMetric.objects.values_list("day", "family", *KEYS))
    totals = sorted(TotalMetric.objects.values_list(*KEYS))
    company = {}
    for row in CompanyMetric.objects.all():
        key = (row.day, row.family, row.platform, row.kind, row.rule, row.currency)
        count, value = company.get(key, (0, 0))
        company[key] = (count + row.count, value + row.value)
    return days, totals, {key: found for key, found in company.items() if found != (0, 0)}


EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(Kind.values),
            "where": st.sampled_from(["campaign", "post", "article", "script"]),
            "count": st.integers(0, 50),
            "machine": st.booleans(),
            "hours": st.integers(0, 24 * 60),
        }
    ),
    min_size=1,
    max_size=40,
)


def made(work, drawn):
    about = {"campaignId": work.id} if drawn["where"] == "campaign" else {"contentId": work.item(drawn["where"])}
    priced = {"value": "1.5"} if drawn["kind"] in ("spend", "conversion") else {}
    instant = (FIRST + timedelta(hours=drawn["hours"])).isoformat()
    return event(drawn["kind"], count=drawn["count"], machine=drawn["machine"], occurredAt=instant, **about, **priced)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=EVENTS, second=EVENTS, moved=st.sampled_from(["post", "article"]), is_deleted=st.booleans())
def test_counting_anew_gives_the_running_sums(owner, company, scope, first, second, moved, is_deleted):
    work, other = make_work(company), make_work(company, "Other")
    owner.post(ADDRESS, {"events": [made(work, drawn) for drawn in first]})
    update_item(item=find(work.item(moved)), fields={"campaign": other.campaign})
    owner.post(ADDRESS, {"events": [made(other, drawn) for drawn in second]})
    if is_deleted:
        delete_campaign(campaign=work.campaign, action="move_content", move_to=other.id)
        owner.post(ADDRESS, {"events": [made(other, drawn) for drawn in second[:5]]})
    running = kept()
    assert rebuild(company=company).differing == 0
    assert kept() == running


def test_a_wrong_sum_is_found_and_mended(owner, company, work):
    owner.post(ADDRESS, {"events": [event(campaignId=work.id, count=5)]})
    running = kept()
    DailyMetric.objects.update(count=6)
    assert rebuild(company=company, check_only=True).differing > 0
    assert DailyMetric.objects.get().count == 6
    rebuild(company=company)
    assert kept() == running


def test_the_command_tells_what_it_mended(owner, company, work):
    owner.post(ADDRESS, {"events": [event(campaignId=work.id, count=5)]})
    TotalMetric.objects.update(count=6)
    with pytest.raises(CommandError, match="1 sums are not as they should be"):
        call_command("rebuild_metrics", company="storhaug", check=True, stdout=StringIO())
    printed = StringIO()
    call_command("rebuild_metrics", stdout=printed)
    assert "storhaug: " in printed.getvalue()
    assert TotalMetric.objects.get().count == 5


def test_another_clock_makes_other_days(owner, company, work):
    late = "2027-04-30T22:30:00Z"
    owner.post(ADDRESS, {"events": [event(campaignId=work.id, occurredAt=late)]})
    assert str(DailyMetric.objects.get().day) == "2027-05-01"
    update_company(company=company, fields={"time_zone": "America/New_York"})
    runner.run(Job.objects.get(kind="analytics.recount").pk)
    assert str(DailyMetric.objects.get().day) == "2027-04-30"
    assert str(CompanyMetric.objects.get().day) == "2027-04-30"


def test_months_are_dropped_when_they_have_been_kept_long_enough(owner, company, work, settings):
    for month in ("2027-02", "2027-05"):
        owner.post(ADDRESS, {"events": [event(campaignId=work.id, occurredAt=f"{month}-01T12:00:00+02:00")]})
    settings.ANALYTICS_RETENTION_MONTHS = 2
    present, dropped = partitions.keep()
    assert [str(month) for month in dropped] == ["2027-02-01"]
    assert [str(month) for month in present] == ["2027-05-01", "2027-06-01", "2027-07-01"]
    assert (Event.objects.count(), TotalMetric.objects.get().count) == (1, 2)
    rebuild(company=company)
    assert TotalMetric.objects.get().count == 2
    refused = owner.post(ADDRESS, {"events": [event(campaignId=work.id, occurredAt="2027-02-01T12:00:00Z")]})
    assert refused.json()["rejected"][0]["message"] == ("occurredAt lies before 2027-03-01: older events are not kept.")


def test_a_month_is_made_once(db):
    month = partitions.first_of_month(FIRST)
    partitions.make([month])
    partitions.make([month, month])
    assert partitions.existing() == [month]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname LIKE 'analytics_event_2027_02_bounds'")
        assert cursor.fetchone() == (0,)
