"""Which content did best, and when it is best published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from analytics.metrics import METRICS, Metric, Numbers, Unit
from analytics.models import Kind
from analytics.periods import Period
from analytics.queries.campaigns import numbers_of
from analytics.queries.sums import Cut, conditions, rows
from core.errors import Fault, InvalidError
from core.tenancy import scoped_company_id

# A rate of hardly anything says nothing: below this many a rate does not rank.
ENOUGH = 100
RANKING = tuple(name for name, metric in METRICS.items() if metric.unit in (Unit.COUNT, Unit.PERCENT))


class Ranked(NamedTuple):
    """A content item and its numbers in a period."""

    pk: int
    uuid: UUID
    type: str
    platform: str
    title: str
    body: str
    published_at: datetime | None
    campaign: UUID | None
    campaign_name: str
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour of the week, and how what was published in it did.

    Args:
        weekday: 0 is Monday.
        hour: 0 to 23, in the company's zone.
        items: how many items were published in it.
        numbers: theirs, of all time.
    """

    weekday: int
    hour: int
    items: int
    numbers: Numbers


# First the items are ranked by what ranks them; only the winners' other numbers are summed.
_TOP = """
WITH ranked AS (
    SELECT content_id, {rank} AS rank FROM analytics_dailymetric AS sums
    WHERE {where} AND content_id > 0 AND rule = '' AND kind = ANY(%(kinds)s)
    GROUP BY content_id HAVING {enough}
    ORDER BY rank DESC, content_id DESC LIMIT %(limit)s
)
SELECT item.id, item.uuid, item.type, item.platform, item.title, left(item.body, 200), item.published_at,
    campaign.uuid, coalesce(campaign.name, ''), coalesce(found.sums, '[]')
FROM ranked JOIN campaigns_contentitem item ON item.id = ranked.content_id
LEFT JOIN campaigns_campaign campaign ON campaign.id = item.campaign_id
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(kind, rule, currency, count, value::text)) AS sums FROM (
        SELECT kind, rule, currency, sum(count)::bigint AS count, sum(value) AS value FROM analytics_dailymetric AS sums
        WHERE {where} AND sums.campaign_id = coalesce(item.campaign_id, 0) AND content_id = item.id GROUP BY 1, 2, 3
    ) AS summed
) AS found ON true
WHERE item.company_id = %(company)s
ORDER BY ranked.rank DESC, item.id DESC
"""


def top_content(cut: Cut, *, metric: str, limit: int) -> list[Ranked]:
    """The items that did best in a cut; those that were deleted are left out.

    Args:
        metric: one of `RANKING`. By a rate only items with `ENOUGH` to divide by are ranked.
        limit: items at most.

    Raises:
        InvalidError: nothing can be ranked by this metric.
    """
    if metric not in RANKING:
        message = f"metric must be one of {', '.join(RANKING)}."
        raise InvalidError(message, faults=[Fault(["metric"], message)])
    rank, enough = _ranking(METRICS[metric])
    where, named = conditions(cut)
    kinds = [*METRICS[metric].of, *METRICS[metric].per]
    statement = _TOP.format(rank=rank, enough=enough, where=where)
    found = rows(statement, {**named, "kinds": kinds, "limit": limit})
    return [Ranked._make((*columns, numbers_of(sums))) for *columns, sums in found]


def _ranking(metric: Metric) -> tuple[str, str]:
    """The expression that ranks, and the condition that there is enough to rank by."""
    part = _summed(metric.of)
    if not metric.per:
        return part, f"{part} > 0"
    whole = _summed(metric.per)
    return f"{part}::numeric / nullif({whole}, 0)", f"{whole} >= {ENOUGH} AND {part} > 0"


def _summed(kinds: Iterable[Kind]) -> str:
    """A sum of counts; kinds are our own words."""
    wanted = ", ".join(f"'{kind.value}'" for kind in kinds)
    return f"coalesce(sum(count) FILTER (WHERE kind IN ({wanted})), 0)"


_TIMES = """
WITH published AS (
    SELECT id, campaign_id, extract(isodow FROM published_at AT TIME ZONE %(zone)s)::int - 1 AS weekday,
        extract(hour FROM published_at AT TIME ZONE %(zone)s)::int AS hour
    FROM campaigns_contentitem item
    WHERE company_id = %(company)s AND status = 'PUBLISHED'
        AND (published_at AT TIME ZONE %(zone)s)::date BETWEEN %(start)s AND %(end)s
        AND (%(platform)s = '' OR platform = %(platform)s)
),
summed AS (
    SELECT weekday, hour, kind, sum(sums.count)::bigint AS count
    FROM published JOIN analytics_totalmetric AS sums
        ON sums.company_id = %(company)s AND sums.campaign_id = coalesce(published.campaign_id, 0)
        AND sums.content_id = published.id AND sums.rule = ''
    GROUP BY weekday, hour, kind
)
SELECT weekday, hour, 'items', count(*) FROM published GROUP BY weekday, hour
UNION ALL SELECT weekday, hour, kind, count FROM summed
"""


def best_times(period: Period, *, zone: str, platform: str = "") -> list[Slot]:
    """How what was published did, by the hour of the week at which it was; the most engaging hours first.

    Args:
        period: the days of publication.
        zone: the company's, as its IANA name.
        platform: only this one's, by its canonical name.
    """
    named: dict[str, Any] = {"company": scoped_company_id(), "zone": zone, "platform": platform}
    counts: dict[tuple[int, int], dict[str, int]] = {}
    for weekday, hour, kind, count in rows(_TIMES, {**named, "start": period.start, "end": period.end}):
        counts.setdefault((weekday, hour), {})[kind] = count
    slots = [Slot(*when, found.pop("items"), Numbers(found)) for when, found in counts.items()]
    return sorted(slots, key=lambda slot: (-_rate(slot), slot.weekday, slot.hour))


def _rate(slot: Slot) -> float:
    return float(METRICS["engagementRate"].of_numbers(slot.numbers))  # type: ignore[arg-type]  # a rate is a number
