"""Counting anew: the sums of some days from the events that are still kept, and the totals from the sums of all days.

Each month's sums are exchanged in one transaction: who reads meanwhile sees the old ones, who reports waits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from analytics import locks, partitions
from analytics.models import DroppedMonths
from companies.models import Company

_DAILY = "campaign_id, day, content_id, platform, kind, rule, currency"

# What moved with its content belongs to where it moved; the event keeps what it said.
_COUNTED = f"""
CREATE TEMPORARY TABLE analytics_counted ON COMMIT DROP AS
SELECT {_DAILY}, max(family) AS family, sum(count)::bigint AS count, sum(value) AS value
FROM (
    SELECT coalesce(move.campaign_id, event.campaign_id) AS campaign_id,
        (event.occurred_at AT TIME ZONE %(zone)s)::date AS day, event.content_id, event.platform, event.kind,
        event.rule, event.currency, coalesce(move.family, event.family) AS family, event.count, event.value
    FROM analytics_event AS event
    LEFT JOIN analytics_contentmove AS move
        ON move.company_id = event.company_id AND move.content_id = event.content_id
    WHERE event.company_id = %(company)s AND event.month BETWEEN %(first_month)s AND %(last_month)s
) AS dated
WHERE day BETWEEN %(start)s AND %(end)s
GROUP BY {_DAILY}
"""  # noqa: S608 - our own words

_DIFFERENCES = f"""
SELECT count(*) FROM (
    (SELECT {_DAILY}, family, count, value FROM analytics_counted
     EXCEPT SELECT {_DAILY}, family, count, value FROM analytics_dailymetric
     WHERE company_id = %(company)s AND day BETWEEN %(start)s AND %(end)s)
    UNION ALL
    (SELECT {_DAILY}, family, count, value FROM analytics_dailymetric
     WHERE company_id = %(company)s AND day BETWEEN %(start)s AND %(end)s
     EXCEPT SELECT {_DAILY}, family, count, value FROM analytics_counted)
) AS differing
"""  # noqa: S608

_EXCHANGE = (
    "DELETE FROM analytics_dailymetric WHERE company_id = %(company)s AND day BETWEEN %(start)s AND %(end)s",
    f"""INSERT INTO analytics_dailymetric (company_id, {_DAILY}, family, count, value)
        SELECT %(company)s, {_DAILY}, family, count, value FROM analytics_counted""",  # noqa: S608
)

# The totals of all days, and the company's own sums, follow from the days.
_FOLLOWING = (
    "DELETE FROM analytics_totalmetric WHERE company_id = %(company)s",
    """INSERT INTO analytics_totalmetric (company_id, campaign_id, content_id, platform, kind, rule, currency, count,
            value)
        SELECT company_id, campaign_id, content_id, platform, kind, rule, currency, sum(count)::bigint, sum(value)
        FROM analytics_dailymetric WHERE company_id = %(company)s
        GROUP BY company_id, campaign_id, content_id, platform, kind, rule, currency""",
    "DELETE FROM analytics_companymetric WHERE company_id = %(company)s",
    """INSERT INTO analytics_companymetric (company_id, day, family, platform, kind, rule, currency, slot, count, value)
        SELECT company_id, day, family, platform, kind, rule, currency, 0, sum(count)::bigint, sum(value)
        FROM analytics_dailymetric WHERE company_id = %(company)s
        GROUP BY company_id, day, family, platform, kind, rule, currency""",
)


_FOLLOWING_DIFFERENCES = """
WITH days AS MATERIALIZED (SELECT * FROM analytics_dailymetric WHERE company_id = %(company)s),
totals AS (
    SELECT campaign_id, content_id, platform, kind, rule, currency, sum(count) AS count, sum(value) AS value FROM (
        SELECT campaign_id, content_id, platform, kind, rule, currency, count, value FROM days
        UNION ALL SELECT campaign_id, content_id, platform, kind, rule, currency, -count, -value
        FROM analytics_totalmetric WHERE company_id = %(company)s
    ) AS both_ways GROUP BY 1, 2, 3, 4, 5, 6
),
companys AS (
    SELECT day, family, platform, kind, rule, currency, sum(count) AS count, sum(value) AS value FROM (
        SELECT day, family, platform, kind, rule, currency, count, value FROM days
        UNION ALL SELECT day, family, platform, kind, rule, currency, -count, -value
        FROM analytics_companymetric WHERE company_id = %(company)s
    ) AS both_ways GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT (SELECT count(*) FROM totals WHERE count <> 0 OR value <> 0)
    + (SELECT count(*) FROM companys WHERE count <> 0 OR value <> 0)
"""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What counting anew found.

    Args:
        months: how many months were counted.
        differing: sums that were not as they should be.
    """

    months: int
    differing: int


def rebuild(*, company: Company, check_only: bool = False) -> Rebuilt:
    """Count a company's kept events anew, and put the result in place of its sums.

    Days whose events are kept no longer stay as they are.

    Args:
        check_only: whether to compare and change nothing.
    """
    spans = list(_spans())
    differing = sum(_count(company, start, end, check_only) for start, end in spans)
    differing += _follow(company, check_only)
    return Rebuilt(len(spans), differing)


@transaction.atomic
def _count(company: Company, start: date, end: date, check_only: bool) -> int:
    """Exchange some days' sums.

    Returns:
        How many differed.
    """
    locks.have_alone(company.pk)
    named: dict[str, Any] = {
        "company": company.pk,
        "zone": company.time_zone,
        "start": start,
        "end": end,
        # In its own zone a day may lie in two months.
        "first_month": (start - timedelta(days=1)).replace(day=1),
        "last_month": (end + timedelta(days=1)).replace(day=1),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_COUNTED, named)
        cursor.execute(_DIFFERENCES, named)
        differing: int = cursor.fetchone()[0]
        if differing and not check_only:
            _execute(cursor, _EXCHANGE, named)
        cursor.execute("DROP TABLE analytics_counted")
    return differing


@transaction.atomic
def _follow(company: Company, check_only: bool) -> int:
    """Sum up the days.

    Returns:
        How many of these sums differed.
    """
    locks.have_alone(company.pk)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        named = {"company": company.pk}
        cursor.execute(_FOLLOWING_DIFFERENCES, named)
        differing: int = cursor.fetchone()[0]
        if not check_only:
            _execute(cursor, _FOLLOWING, named)
    return differing


def _execute(cursor: Any, statements: Sequence[str], named: dict[str, Any]) -> None:
    for statement in statements:
        cursor.execute(statement, named)


def _spans() -> Iterator[tuple[date, date]]:
    """Every month whose events are kept whole, as its first and last day; the outermost ones reach a day further.

    An event at a month's edge may lie in the next month, or the one before, by the company's own clock.
    """
    months = partitions.existing()
    if not months:
        return
    dropped: date | None = DroppedMonths.objects.values_list("month", flat=True).order_by("-month").first()
    start = months[0] - timedelta(days=1)
    if dropped is not None:
        # The first day after what was dropped is whole only where the clock is not ahead of UTC.
        start = max(start, partitions.months_later(dropped, 1) + timedelta(days=1))
    end = partitions.months_later(months[-1], 1)
    while start <= end:
        last = min(end, partitions.months_later(start.replace(day=1), 1) - timedelta(days=1))
        yield start, last
        start = last + timedelta(days=1)
