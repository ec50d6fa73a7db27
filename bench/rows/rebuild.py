"""Counting ten million events anew, beside the bare GROUP BY over them: looked at only, nothing wrong, all wrong."""

from collections.abc import Callable

from django.db import connection

from analytics.rebuilding import rebuild
from bench.cpu import tree_microseconds
from bench.event_data import EVENTS, Millions, millions
from bench.rounds import Contender, Sample, compare, seconds_of
from bench.stand import Stand
from bench.table import Line
from core.tenancy import company_scope

ROUNDS = 3
# As much memory as the product asks for.
_BARE = """
SELECT count(*), max(family), sum(count), sum(value) FROM (
    SELECT campaign_id, (occurred_at AT TIME ZONE %s)::date AS day, content_id, platform, kind, rule, currency,
        max(family) AS family, sum(count)::bigint AS count, sum(value) AS value
    FROM analytics_event WHERE company_id = %s GROUP BY 1, 2, 3, 4, 5, 6, 7
) AS grouped
"""


def run(stand: Stand) -> list[Line]:
    """A line each."""
    found = millions()
    with company_scope(found.tenant.id):
        contenders = {
            "bare": _timed(stand, lambda: _bare(found)),
            "check": _timed(stand, lambda: rebuild(company=found.company, check_only=True)),
            "right": _timed(stand, lambda: rebuild(company=found.company)),
            "wrong": _timed(stand, lambda: rebuild(company=found.company), _spoil(found)),
        }
        measured = compare(contenders, rounds=ROUNDS)
    lines = []
    for name, contender in (("looked at only", "check"), ("nothing wrong", "right"), ("every sum wrong", "wrong")):
        bare, ours = (EVENTS / measured.rate(one) for one in ("bare", contender))
        ratio = measured.rate_ratio("bare", contender)
        lines.append(Line(f"count 10 million anew, {name}", f"{bare:.1f} s", f"{ours:.1f} s", ratio, 3, most=True))
    return [*lines, Line("count 10 million for the first time", "", f"{found.first_count:.1f} s", found.first_count)]


def _bare(found: Millions) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '64MB'")
        cursor.execute(_BARE, [found.company.time_zone, found.tenant.id])
        cursor.execute("RESET work_mem")


def _spoil(found: Millions) -> Callable[[], None]:
    """Every sum of a day one too high."""

    def spoil() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE analytics_dailymetric SET count = count + 1 WHERE company_id = %s", [found.tenant.id]
            )

    return spoil


def _timed(stand: Stand, work: Callable[[], object], before: Callable[[], None] = lambda: None) -> Contender:
    def visit(_: int) -> Sample:
        before()
        stand.sql("VACUUM ANALYZE analytics_dailymetric", "CHECKPOINT")
        used = tree_microseconds((stand.postgres,))
        seconds = seconds_of(work)
        return Sample(EVENTS / seconds, (tree_microseconds((stand.postgres,)) - used) / EVENTS)

    return visit
