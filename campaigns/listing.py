"""Pages of campaigns, as fast at a million as at ten: counters for totals, the index for pages, trigrams for names."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Sum

from campaigns.models import Campaign, CampaignCount
from campaigns.querysets import CampaignQuerySet
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
    matching = _matching(filters)
    if not filters.search:
        total = counted(filters)
        return Page(_slice(matching, columns, limit, offset), total)
    return _search(matching, filters, columns, limit, offset)


def _matching(filters: Filters) -> CampaignQuerySet:
    """Everything but the name."""
    found: CampaignQuerySet = Campaign.objects.alive()
    if filters.statuses:
        found = found.filter(status__in=filters.statuses)
    if filters.types:
        found = found.filter(type__in=filters.types)
    return found if filters.include_archived else found.filter(is_archived=False)


def counted(filters: Filters) -> int:
    """The total by the counters, whatever the name: a handful of rows at any size.

    Without a company in scope it is that of all companies.
    """
    company_id = scoped_company_id()
    counts = CampaignCount.objects.filter(company_id=company_id) if company_id else CampaignCount.objects.all()
    if filters.statuses:
        counts = counts.filter(status__in=filters.statuses)
    if filters.types:
        counts = counts.filter(type__in=filters.types)
    if not filters.include_archived:
        counts = counts.filter(is_archived=False)
    return int(counts.aggregate(n=Sum("n"))["n"] or 0)


def _slice(found: CampaignQuerySet, columns: tuple[str, ...], limit: int, offset: int) -> list[dict[str, Any]]:
    ordered = found.newest_first()
    if offset >= DEEP_OFFSET:
        ids = list(ordered.values_list("pk", flat=True)[offset : offset + limit])
        ordered = Campaign.objects.filter(pk__in=ids).newest_first()
        return list(ordered.values(*columns))
    return list(ordered.values(*columns)[offset : offset + limit])


def _search(matching: CampaignQuerySet, filters: Filters, columns: tuple[str, ...], limit: int, offset: int) -> Page:
    """A page of a search by name."""
    named, is_capped = by_name(matching, filters.search)
    total = SEARCH_CAP if is_capped else named.count()
    return Page(_slice(named, columns, limit, offset), total, total_is_capped=is_capped)


def by_name(found: CampaignQuerySet, search: str) -> tuple[CampaignQuerySet, bool]:
    """Campaigns whose name holds a term: along the list's index for small companies, by trigrams for large ones.

    Args:
        search: part of a name, in any case.

    Returns:
        The campaigns, and whether there are more than are worth counting.
    """
    term = fold(search)
    named = found.filter(name_folded__contains=term)
    is_small = scoped_company_id() is None or counted(Filters(include_archived=True)) < LARGE_COMPANY
    if len(term) < SHORTEST_TERM or is_small:
        return named, False
    hits = _trigram_hits(term)
    if len(hits) > SEARCH_CAP:
        return named, True
    return found.filter(pk__in=hits), False


_HITS = """
WITH hits AS MATERIALIZED (
    SELECT id FROM campaigns_campaign WHERE company_id = %s AND name_folded LIKE %s LIMIT %s
) SELECT id FROM hits
"""


def _trigram_hits(term: str) -> list[int]:
    """Up to one more than the cap of ids whose name holds the term; without an order, so that the index serves it."""
    escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    with connection.cursor() as cursor:
        cursor.execute(_HITS, [scoped_company_id(), f"%{escaped}%", SEARCH_CAP + 1])
        return [row[0] for row in cursor.fetchall()]
