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
_TOTAL = "campaign_id, content_id, platform, kind, rule, currency"
_COMPANY = "day, family, platform, kind, rule, currency"

# What moved with its content belongs to where it moved; the event keeps what it said. Events of a day more on either
# side are counted, too, and left out afterwards: that is cheaper than to ask for each event's day twice.
_DIFFERING = f"""
CREATE TEMPORARY TABLE analytics_differing ON COMMIT DROP AS
WITH counted AS MATERIALIZED (
    SELECT coalesce(move.campaign_id, event.campaign_id) AS campaign_id,
        (event.occurred_at AT TIME ZONE %(zone)s)::date AS day, event.content_id, event.platform, event.kind,
        event.rule, event.currency, max(coalesce(move.family, event.family)) AS family,
        sum(event.count)::bigint AS count, sum(event.value) AS value
    FROM analytics_event AS event
    LEFT JOIN analytics_contentmove AS move
        ON move.company_id = event.company_id AND move.content_id = event.content_id
    WHERE event.company_id = %(company)s AND event.month BETWEEN %(first_month)s AND %(last_month)s
        AND event.occurred_at >= %(start)s::date - interval '1 day'
        AND event.occurred_at < %(end)s::date + interval '2 days'
    GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT {_DAILY}, counted.family, counted.count, counted.value, kept.place
FROM (SELECT * FROM counted WHERE day BETWEEN %(start)s AND %(end)s) AS counted
FULL JOIN (
    SELECT {_DAILY}, family, count, value, ctid AS place FROM analytics_dailymetric
    WHERE company_id = %(company)s AND day BETWEEN %(start)s AND %(end)s
) AS kept USING ({_DAILY})
WHERE (counted.family, counted.count, counted.value) IS DISTINCT FROM (kept.family, kept.count, kept.value)
"""  # noqa: S608 - our own words

# Where a row lies is known from the look at it, and nobody else moves rows of this company meanwhile.
_MEND = (
    """DELETE FROM analytics_dailymetric
        WHERE company_id = %(company)s AND ctid IN (SELECT place FROM analytics_differing)""",
    f"""INSERT INTO analytics_dailymetric (company_id, {_DAILY}, family, count, value)
        SELECT %(company)s, {_DAILY}, family, count, value FROM analytics_differing WHERE count IS NOT NULL
        ORDER BY {_DAILY}""",  # noqa: S608
)

# The totals of all days, and the company's own sums, follow from the days.
_FOLLOWING = (
    "DELETE FROM analytics_totalmetric WHERE company_id = %(company)s",
    f"""INSERT INTO analytics_totalmetric (company_id, {_TOTAL}, count, value)
        SELECT %(company)s, {_TOTAL}, sum(count)::bigint, sum(value)
        FROM analytics_dailymetric WHERE company_id = %(company)s GROUP BY {_TOTAL}""",  # noqa: S608
    "DELETE FROM analytics_companymetric WHERE company_id = %(company)s",
    f"""INSERT INTO analytics_companymetric (company_id, {_COMPANY}, slot, count, value)
        SELECT %(company)s, {_COMPANY}, 0, sum(count)::bigint, sum(value)
        FROM analytics_dailymetric WHERE company_id = %(company)s GROUP BY {_COMPANY}""",  # noqa: S608
)

# A sum of nothing is as good as none: what moved to another family leaves some.
_FOLLOWING_DIFFERENCES = """
SELECT count(*) FROM (
    SELECT {key}, sum(count) AS count, sum(value) AS value FROM analytics_dailymetric
    WHERE company_id = %(company)s GROUP BY {key}
) AS counted
FULL JOIN (
    SELECT {key}, sum(count) AS count, sum(value) AS value FROM {table} WHERE company_id = %(company)s GROUP BY {key}
) AS kept USING ({key})
WHERE coalesce(counted.count, 0) <> coalesce(kept.count, 0) OR coalesce(counted.value, 0) <> coalesce(kept.value, 0)
"""
_FOLLOWERS = (("analytics_totalmetric", _TOTAL), ("analytics_companymetric", _COMPANY))

# A month's sums fit into this, so that they are neither sorted nor written to disk on the way.
_UNHURRIED = ("SET LOCAL statement_timeout = 0", "SET LOCAL work_mem = '64MB'")


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
        _execute(cursor, (*_UNHURRIED, _DIFFERING), named)
        cursor.execute("SELECT count(*) FROM analytics_differing")
        differing: int = cursor.fetchone()[0]
        if differing and not check_only:
            _execute(cursor, _MEND, named)
        cursor.execute("DROP TABLE analytics_differing")
    return differing


@transaction.atomic
def _follow(company: Company, check_only: bool) -> int:
    """Sum up the days.

    Returns:
        How many of these sums differed.
    """
    locks.have_alone(company.pk)
    with connection.cursor() as cursor:
        named, differing = {"company": company.pk}, 0
        _execute(cursor, _UNHURRIED, named)
        for table, key in _FOLLOWERS:
            cursor.execute(_FOLLOWING_DIFFERENCES.format(table=table, key=key), named)
            differing += cursor.fetchone()[0]
        if differing and not check_only:
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
