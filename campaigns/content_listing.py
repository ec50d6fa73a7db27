"""Pages of content, all of a campaign's, and the calendar; each read is one walk along an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.models import Campaign, ContentItem
from campaigns.querysets import ContentQuerySet

# More than this is not counted to the end: the total is then "more than".
COUNT_CAP = 1_000


@dataclass(frozen=True, slots=True)
class ContentFilters:
    """What a list of content is narrowed to; what is empty narrows nothing.

    Args:
        campaign: only this one's.
        types: any of these.
        platforms: any of these.
        statuses: any of these.
        start: scheduled at this instant or later.
        end: scheduled before this instant.
    """

    campaign: Campaign | None = None
    types: Sequence[str] = ()
    platforms: Sequence[str] = ()
    statuses: Sequence[str] = ()
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContentPage:
    """One page.

    Args:
        rows: items as dictionaries, newest first.
        total: how many there are in all.
        total_is_capped: whether there are more than `total`.
    """

    rows: list[dict[str, Any]]
    total: int
    total_is_capped: bool


def page(*, filters: ContentFilters, columns: Sequence[str], limit: int, offset: int) -> ContentPage:
    """A page of the company in scope.

    Args:
        columns: what each row holds.
        limit: rows at most.
        offset: rows to skip.
    """
    found = _matching(filters)
    # A count that stops is as fast at a million as at a thousand.
    counted = found.order_by()[: COUNT_CAP + 1].count()
    rows = list(found.newest_first().values(*columns)[offset : offset + limit])
    return ContentPage(rows, min(counted, COUNT_CAP), counted > COUNT_CAP)


def of_campaign(*, campaign: Campaign, columns: Sequence[str]) -> list[dict[str, Any]]:
    """All content of a campaign, oldest first."""
    return list(ContentItem.objects.filter(campaign=campaign).oldest_first().values(*columns))


def _matching(filters: ContentFilters) -> ContentQuerySet:
    found: ContentQuerySet = ContentItem.objects.all()
    wanted = {
        "campaign": filters.campaign,
        "type__in": filters.types,
        "platform__in": filters.platforms,
        "status__in": filters.statuses,
        "scheduled_at__gte": filters.start,
        "scheduled_at__lt": filters.end,
    }
    return found.filter(**{lookup: value for lookup, value in wanted.items() if value})
