"""Pages of campaigns, as fast at a million as at ten: counters for totals, the index for pages, trigrams for names."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Sum

from campaigns.models import Campaign, CampaignCount
from campaigns.querysets import CampaignQuerySet
from campaigns.search import Search
from core.fields import fold
from core.tenancy import scoped_company_id

# Below this size walking the list's index is faster than asking the trigram index.
LARGE_COMPANY = 50_000
# Trigrams need three characters.
SHORTEST_TERM = 3
# More hits than this are not counted to the end: the total is then "more than".
SEARCH_CAP = 10_000
# From here on a page reads ids from the index alone and fetches its rows afterwards.
DEEP_OFFSET = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to.

    Args:
        statuses: any of these; empty takes all.
        types: any of these; empty takes all.
        search: part of a name, in any case.
        include_archived: whether archived ones show, too.
    """

    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    search: str = ""
    include_archived: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Args:
        rows: campaigns as dictionaries of the columns asked for, newest first.
        total: how many there are in all.
        total_is_capped: whether there are more than `total` (searches only).
    """

    rows: list[dict[str, Any]]
    total: int
    total_is_capped: bool = False


def page(*, filters: Filters, columns: tuple[str, ...], limit: int, offset: int) -> Page:
    """A page of the company in scope.

    Args:
        columns: what each row holds.
        limit: rows at most.
        offset: rows to skip.
    """
    if filters.search:
        return _search(filters, columns, limit, offset)
    total = counted(filters)
    if offset < DEEP_OFFSET:
        rows = list(_matching(filters).newest_first().values(*columns)[offset : offset + limit])
        return Page(rows, total)
    return Page(_by_ids(_deep_ids(filters, total, limit, offset), columns), total)


def _matching(filters: Filters) -> CampaignQuerySet:
    """Everything but the name."""
    found: CampaignQuerySet = Campaign.objects.alive()
    if filters.statuses:
        found = found.filter(status__in=filters.statuses)
    if filters.types:
        found = found.filter(type__in=filters.types)
    return found if filters.include_archived else found.filter(is_archived=False)


def counted(filters: Filters) -> int:
    """The total by the counters, whatever the name: a handful of rows at any size."""
    counts = CampaignCount.objects.filter(company_id=scoped_company_id())
    if filters.statuses:
        counts = counts.filter(status__in=filters.statuses)
    if filters.types:
        counts = counts.filter(type__in=filters.types)
    if not filters.include_archived:
        counts = counts.filter(is_archived=False)
    return int(counts.aggregate(n=Sum("n"))["n"] or 0)


def _narrowed(filters: Filters) -> tuple[str, dict[str, Any]]:
    """Everything but the name, as a condition in SQL with its values.

    The company stands in the text, so that a statement's plan is made for this company: one that fits a company of a
    million reads a million rows for a company of ten.
    """
    values: dict[str, Any] = {}
    conditions = [f"company_id = {scoped_company_id():d}", "deleted_at IS NULL"]
    if filters.statuses:
        conditions.append("status = ANY(%(statuses)s)")
        values["statuses"] = list(filters.statuses)
    if filters.types:
        conditions.append("type = ANY(%(types)s)")
        values["types"] = list(filters.types)
    if not filters.include_archived:
        conditions.append("NOT is_archived")
    return " AND ".join(conditions), values


# How many rows there are before and after the page is counted in the statement's own snapshot, so that nobody's
# insert between two statements can shift it.
_FROM_THE_END = """
WITH counted AS MATERIALIZED (
    SELECT coalesce(sum(n), 0)::bigint AS total FROM campaigns_campaigncount WHERE {counted}
)
SELECT id FROM (
    SELECT id, created_at FROM campaigns_campaign WHERE {narrowed} ORDER BY created_at, id
    LIMIT (SELECT greatest(least(%(limit)s, total - %(offset)s), 0) FROM counted)
    OFFSET (SELECT greatest(total - %(offset)s - %(limit)s, 0) FROM counted)
) AS page ORDER BY created_at DESC, id DESC
"""


def _deep_ids(filters: Filters, total: int, limit: int, offset: int) -> list[int]:
    """The ids of a page, read from the index alone and from the nearer end."""
    if offset < total // 2:
        return list(_matching(filters).newest_first().values_list("pk", flat=True)[offset : offset + limit])
    narrowed, values = _narrowed(filters)
    counted_ = narrowed.replace(" AND deleted_at IS NULL", "")  # deleted ones are not counted
    with connection.cursor() as cursor:
        statement = _FROM_THE_END.format(narrowed=narrowed, counted=counted_)
        cursor.execute(statement, {**values, "limit": limit, "offset": offset})
        return [row[0] for row in cursor.fetchall()]


def _by_ids(ids: list[int], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows by their ids, newest first."""
    return list(Campaign.objects.filter(pk__in=ids).newest_first().values(*columns)) if ids else []


def _search(filters: Filters, columns: tuple[str, ...], limit: int, offset: int) -> Page:
    """A page of a search by name."""
    term = fold(filters.search)
    narrowed, values = _narrowed(filters)
    is_large = counted(Filters(include_archived=True)) >= LARGE_COMPANY
    wanted = Search(
        term=term,
        narrowed=narrowed,
        values=values,
        by_trigrams=is_large and len(term) >= SHORTEST_TERM,
        cap=SEARCH_CAP if is_large else None,
    )
    ids, total = wanted.page(limit=limit, offset=offset)
    is_capped = is_large and total > SEARCH_CAP
    return Page(_by_ids(ids, columns), SEARCH_CAP if is_capped else total, is_capped)
