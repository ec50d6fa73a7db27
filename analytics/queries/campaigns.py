"""Campaigns and their numbers."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from analytics.metrics import Numbers
from analytics.periods import Period
from analytics.queries.sums import rows
from campaigns.models import Campaign
from core.tenancy import scoped_company_id

_OF_CAMPAIGN = """
SELECT '', coalesce(item.type, ''), sums.platform, sums.kind, sum(sums.count)::bigint, 0
FROM analytics_totalmetric AS sums LEFT JOIN campaigns_contentitem item ON item.id = sums.content_id
WHERE sums.company_id = %(company)s AND sums.campaign_id = %(campaign)s AND sums.rule = '' GROUP BY 1, 2, 3, 4
UNION ALL
SELECT 'items', type, platform, '', count(*), count(*) FILTER (WHERE status = 'PUBLISHED')
FROM campaigns_contentitem WHERE company_id = %(company)s AND campaign_id = %(campaign)s GROUP BY 1, 2, 3
"""


@dataclass(slots=True)
class Part:
    """A part of a campaign: how many items it has, and its numbers."""

    items: int = 0
    published: int = 0
    numbers: Numbers = field(default_factory=Numbers)


@dataclass(frozen=True, slots=True)
class OfCampaign:
    """All that was ever counted of a campaign: as a whole, by platform, and by type of content."""

    whole: Part
    by_platform: dict[str, Part]
    by_type: dict[str, Part]


def of_campaign(campaign: Campaign) -> OfCampaign:
    """A campaign's content and numbers, of all time, in one statement."""
    found = OfCampaign(Part(), {}, {})
    named = {"company": scoped_company_id(), "campaign": campaign.pk}
    for what, kind_of_content, platform, kind, count, published in rows(_OF_CAMPAIGN, named):
        # An article without a platform stands on the blog.
        place = platform or ("blog" if kind_of_content == "blog" else "")
        parts = [found.whole]
        parts += [found.by_platform.setdefault(place, Part())] if place else []
        parts += [found.by_type.setdefault(kind_of_content, Part())] if kind_of_content else []
        for part in parts:
            if what == "items":
                part.items += count
                part.published += published
            else:
                part.numbers.counts[kind] = part.numbers.counts.get(kind, 0) + count
    return found


class CampaignRow(NamedTuple):
    """A campaign and its numbers."""

    pk: int
    uuid: UUID
    name: str
    status: str
    family: str
    numbers: Numbers


# The numbers are summed for the page's campaigns alone, in the same statement.
_PAGE = """
SELECT campaign.id, campaign.uuid, campaign.name, campaign.status, campaign.origin, coalesce(found.sums, '[]')
FROM (
    SELECT id, uuid, name, status, origin, created_at FROM campaigns_campaign
    WHERE company_id = %(company)s AND deleted_at IS NULL AND {chosen}
    ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s
) AS campaign
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(kind, rule, currency, count, value::text)) AS sums FROM (
        SELECT kind, rule, currency, sum(count)::bigint AS count, sum(value) AS value FROM {table} AS sums
        WHERE sums.company_id = %(company)s AND sums.campaign_id = campaign.id AND {when} GROUP BY 1, 2, 3
    ) AS summed
) AS found ON true
ORDER BY campaign.created_at DESC, campaign.id DESC
"""


def page_of_campaigns(*, limit: int, offset: int = 0, period: Period | None = None) -> list[CampaignRow]:
    """Campaigns that are not archived, newest first, with their numbers.

    Args:
        limit: campaigns at most.
        offset: campaigns to skip.
        period: only what happened then; by default all that ever did.
    """
    return _page("NOT is_archived", {"limit": limit, "offset": offset}, period)


def compared(*, campaigns: Sequence[int], period: Period | None = None) -> list[CampaignRow]:
    """Chosen campaigns beside each other, newest first.

    Args:
        campaigns: primary keys.
        period: only what happened then; by default all that ever did.
    """
    chosen = list(campaigns)
    return _page("id = ANY(%(chosen)s)", {"chosen": chosen, "limit": len(chosen), "offset": 0}, period)


def _page(chosen: str, named: dict[str, Any], period: Period | None) -> list[CampaignRow]:
    table, when = "analytics_totalmetric", "true"
    if period is not None:
        table, when = "analytics_dailymetric", "sums.day BETWEEN %(start)s AND %(end)s"
        named |= {"start": period.start, "end": period.end}
    statement = _PAGE.format(chosen=chosen, table=table, when=when)
    found = rows(statement, {"company": scoped_company_id(), **named})
    return [CampaignRow._make((*columns, numbers_of(sums))) for *columns, sums in found]


def numbers_of(sums: str | Iterable[list[Any]]) -> Numbers:
    """Sums as the statement packs them: kind, rule, currency, count and value of each."""
    numbers = Numbers()
    for kind, rule, currency, count, value in json.loads(sums) if isinstance(sums, str) else sums:
        numbers.add(kind=kind, rule=rule, currency=currency, count=count, value=Decimal(value))
    return numbers
