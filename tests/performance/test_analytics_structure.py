"""What taking events in and reading their sums takes in statements and rows, whatever the size: free of noise."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from analytics import partitions, queries
from analytics.models import DailyMetric
from analytics.periods import Period, Step
from analytics.queries import Cut
from analytics.rebuilding import rebuild
from companies.models import Company
from tests.analytics.conftest import ADDRESS, NOW, Work, event, make_work

pytestmark = pytest.mark.django_db
MONTH = Period(date(2027, 4, 3), date(2027, 5, 2))


@pytest.fixture(autouse=True)
def _at_a_day(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=True)


@pytest.fixture
def work(company: Company, scope: None) -> Work:
    """A campaign with content."""
    return make_work(company)


@contextmanager
def captured() -> Iterator[list[str]]:
    """The statements of a block, filled in when it ends."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as context:
        yield found
    found += [query["sql"] for query in context if "SAVEPOINT" not in query["sql"]]


def kinds_of(work: Work, count: int) -> list[dict[str, Any]]:
    """So many events of four kinds."""
    kinds = ("impression", "view", "click", "like")
    return [event(kinds[index % 4], campaignId=work.id, platform="linkedin") for index in range(count)]


def written(table: str) -> int:
    """Rows that this transaction has inserted into a table or updated in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid) FROM pg_class"
            " WHERE oid = %s::regclass",
            [table],
        )
        return int(cursor.fetchone()[0])


def test_many_events_take_as_many_statements_as_some(owner, work):
    partitions.keep()
    taken = []
    for count in (100, 5_000):
        batch = {"events": kinds_of(work, count)}
        with captured() as found:
            assert owner.post(ADDRESS, batch).json()["accepted"] == count
        taken.append(len(found))
    assert taken == [5, 5]  # who calls, the lock, the look-up, the staging table, the fold; COPY beside them


def test_few_events_take_four_statements(owner, work):
    partitions.keep()
    with captured() as found:
        owner.post(ADDRESS, {"events": kinds_of(work, 10)})
    assert len(found) == 4


def test_a_batch_writes_each_sum_once(owner, work):
    owner.post(ADDRESS, {"events": kinds_of(work, 40)})
    tables = ("analytics_dailymetric", "analytics_totalmetric", "analytics_companymetric")
    with transaction.atomic():
        before = [written(table) for table in tables]
        owner.post(ADDRESS, {"events": kinds_of(work, 400)})
        assert [written(table) - earlier for table, earlier in zip(tables, before, strict=True)] == [4, 4, 4]


def test_a_batch_that_was_there_writes_no_sum(owner, work):
    batch = {"events": kinds_of(work, 400)}
    owner.post(ADDRESS, batch)
    before = written("analytics_dailymetric")
    owner.post(ADDRESS, batch)
    assert written("analytics_dailymetric") == before


REPORTS = {
    "a campaign": lambda work: queries.of_campaign(work.campaign),
    "20 campaigns": lambda work: queries.page_of_campaigns(limit=20),
    "20 campaigns in a month": lambda work: queries.page_of_campaigns(limit=20, period=MONTH),
    "some side by side": lambda work: queries.compared(campaigns=[work.campaign.pk]),
    "totals": lambda work: queries.total(Cut(MONTH)),
    "by platform": lambda work: queries.by_platform(Cut(MONTH)),
    "by family": lambda work: queries.by_family(Cut(MONTH)),
    "days": lambda work: queries.series(Cut(MONTH), Step.DAY),
    "a campaign's days": lambda work: queries.series(Cut(MONTH, campaigns=[work.campaign.pk]), Step.DAY),
    "the best content": lambda work: queries.top_content(Cut(MONTH), metric="engagement", limit=10),
    "the best times": lambda work: queries.best_times(MONTH, zone="Europe/Oslo"),
}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("campaigns", [1, 25])
def test_a_report_is_one_statement_and_reads_no_events(owner, company, work, name, campaigns):
    for number in range(campaigns - 1):
        make_work(company, f"Campaign {number}")
    owner.post(ADDRESS, {"events": kinds_of(work, 40)})
    with captured() as found:
        REPORTS[name](work)
    assert len(found) == 1
    assert "analytics_event" not in found[0]


def test_a_campaigns_answer_takes_three_statements(owner, work):
    owner.post(ADDRESS, {"events": kinds_of(work, 40)})
    with captured() as found:
        assert owner.get(f"/api/campaigns/{work.id}/analytics").status_code == 200
    assert len(found) == 3  # who calls, the campaign, its numbers


def test_counting_anew_writes_nothing_where_nothing_is_wrong(owner, company, work):
    owner.post(ADDRESS, {"events": kinds_of(work, 40)})
    with captured() as found:
        rebuild(company=company)
    assert not [sql for sql in found if sql.lstrip().startswith(("INSERT", "DELETE", "UPDATE"))]


def test_counting_anew_writes_only_what_is_wrong(owner, company, work):
    owner.post(ADDRESS, {"events": kinds_of(work, 40)})
    right = sorted(DailyMetric.objects.values_list("kind", "count"))
    DailyMetric.objects.filter(kind="view").update(count=9)
    DailyMetric.objects.filter(kind="click").delete()
    with connection.cursor() as cursor:
        # A sum of something that never happened.
        cursor.execute(
            "INSERT INTO analytics_dailymetric (company_id, campaign_id, day, content_id, platform, kind, rule,"
            " currency, family, count, value) SELECT company_id, campaign_id, day, content_id, platform, 'share', '',"
            " '', family, 1, 0 FROM analytics_dailymetric WHERE kind = 'like'"
        )
    before = written("analytics_dailymetric")
    rebuild(company=company)
    assert written("analytics_dailymetric") - before == 2
    assert sorted(DailyMetric.objects.values_list("kind", "count")) == right
