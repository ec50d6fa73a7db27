"""Reports over ten million events: beside the raw events, beside a cold campaign, and in milliseconds."""

import statistics
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection

from analytics import queries
from analytics.periods import Step, latest
from analytics.queries import Cut
from bench.data import request
from bench.event_data import Millions, millions
from bench.rounds import compare, over_http, seconds_of
from bench.stand import Stand
from bench.table import Line, cpu_line
from bench.web import served
from campaigns.models import Campaign
from core.tenancy import company_scope

ROUNDS = 7
SECONDS = 2.0

# What a report would ask where there were no sums, with an index made for it.
_RAW = """
SELECT platform, kind, sum(count)::bigint FROM analytics_event
WHERE company_id = %s AND campaign_id = %s AND rule = '' GROUP BY platform, kind
"""
_SIZE = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname LIKE %s AND relkind = 'r'"


def run(stand: Stand) -> list[Line]:
    """All lines of reports."""
    found = millions()
    with company_scope(found.tenant.id):
        lines = [_raw(stand, found), *_times(found)]
    return [*lines, _hot_and_cold(stand, found), *_sizes()]


def _raw(stand: Stand, found: Millions) -> Line:
    """The hot campaign from its million events, and from its sums; both find the same."""

    def raw() -> dict[str, int]:
        counts: dict[str, int] = {}
        with connection.cursor() as cursor:
            cursor.execute(_RAW, [found.tenant.id, found.hot.pk])
            for _, kind, count in cursor.fetchall():
                counts[kind] = counts.get(kind, 0) + count
        return counts

    def ours() -> dict[str, int]:
        return queries.of_campaign(found.hot).whole.numbers.counts

    if raw() != ours():
        raise RuntimeError("The sums are not those of the events.")
    scanned = _median(raw)
    stand.sql("CREATE INDEX bench_campaign ON analytics_event (campaign_id)", "ANALYZE analytics_event")
    indexed, summed = _median(raw), _median(ours)
    stand.sql("DROP INDEX bench_campaign")
    name = f"hot campaign of a million events (raw without an index: {scanned:.0f} ms)"
    return Line(name, f"{indexed:.1f} ms", f"{summed:.2f} ms", indexed / summed, 200)


def _times(found: Millions) -> list[Line]:
    """What the pages of reports ask."""
    today = datetime.now(UTC).date()
    quarter, month = latest(today, 90), latest(today, 30)
    of_hot = Cut(quarter, campaigns=[found.hot.pk])
    works: dict[str, Callable[[], object]] = {
        "20 campaigns with their numbers": lambda: queries.page_of_campaigns(limit=20),
        "20 campaigns with those of 30 days": lambda: queries.page_of_campaigns(limit=20, period=month),
        "overview of 90 days": lambda: (queries.total(Cut(quarter)), queries.by_platform(Cut(quarter))),
        "90 days, day by day": lambda: queries.series(Cut(quarter), Step.DAY),
        "90 days of the hot campaign": lambda: queries.series(of_hot, Step.DAY),
        "top 10 of 30 days": lambda: queries.top_content(Cut(month), metric="engagement", limit=10),
    }
    return [_told(name, _median(work), "ms") for name, work in works.items()]


def _median(work: Callable[[], object]) -> float:
    """Milliseconds, warm."""
    work()
    return statistics.median(seconds_of(work) for _ in range(ROUNDS)) * 1000


def _told(name: str, figure: float, unit: str) -> Line:
    return Line(name, "", f"{figure:.1f} {unit}", figure)


def _hot_and_cold(stand: Stand, found: Millions) -> Line:
    """Both over HTTP."""
    log = stand.folder / "web.log"

    def calls(campaign: Campaign) -> Callable[[int], list[bytes]]:
        return lambda _: [request("GET", f"/api/campaigns/{campaign.uuid}/analytics", found.tenant.person)]

    with served("config.wsgi:application", log=log) as web:
        visits = {
            "cold": over_http(stand, web, calls(found.cold), seconds=SECONDS),
            "hot": over_http(stand, web, calls(found.hot), seconds=SECONDS),
        }
        measured = compare(visits)
    name, ratio = "hot campaign against a cold one, over HTTP: CPU", measured.cpu_ratio("hot", "cold")
    return cpu_line(name, measured, "cold", "hot", ratio, 2, most=True)


def _sizes() -> list[Line]:
    """Bytes a row, indexes included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM analytics_dailymetric")
        sums = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM analytics_event")
        events = cursor.fetchone()[0]
        lines = [Line("events for each sum of a day", f"{events:,}", f"{sums:,}", events / sums)]
        for name, pattern, rows in (
            ("an event", "analytics\\_event\\_2%", events),
            ("a sum of a day", "analytics\\_dailymetric", sums),
        ):
            cursor.execute(_SIZE, [pattern])
            lines.append(_told(f"{name}, with its indexes", float(cursor.fetchone()[0]) / rows, "bytes"))
    return lines
