"""Counting and searching for the campaign list, in one company or, for operators, in all of them."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.expressions import Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from campaigns import listing
from campaigns.models import Campaign, CampaignCount
from core.fields import fold


def counted(filters: listing.Filters, company_id: int | None) -> int:
    """The total by the counters.

    Args:
        company_id: the company in scope; None counts all companies'.
    """
    if company_id is not None:
        return listing.counted(filters)
    counts = CampaignCount.objects.all()
    if filters.statuses:
        counts = counts.filter(status__in=filters.statuses)
    if filters.types:
        counts = counts.filter(type__in=filters.types)
    if not filters.include_archived:
        counts = counts.filter(is_archived=False)
    return int(counts.aggregate(total=Sum("n"))["total"] or 0)


def by_name(found: QuerySet[Campaign], search: str, company_id: int | None) -> QuerySet[Campaign]:
    """Campaigns whose name holds a term: along the list's index, or for large companies by their trigrams.

    Args:
        search: part of a name, in any case.
        company_id: the company in scope; None for all, which are walked.
    """
    term = fold(search)
    if company_id is not None and len(term) >= listing.SHORTEST_TERM and _is_large(company_id):
        hits = _trigram_hits(term, company_id)
        if len(hits) <= listing.SEARCH_CAP:
            return found.filter(pk__in=hits)
    # `strpos` is what no index answers: the planner is left with the list's own order.
    return found.filter(GreaterThan(StrIndex("name_folded", Value(term)), 0))


def _is_large(company_id: int) -> bool:
    return counted(listing.Filters(include_archived=True), company_id) >= listing.LARGE_COMPANY


_HITS = """
WITH hits AS MATERIALIZED (
    SELECT id FROM campaigns_campaign WHERE company_id = %s AND name_folded LIKE %s LIMIT %s
) SELECT id FROM hits
"""


def _trigram_hits(term: str, company_id: int) -> list[int]:
    """Up to one more than the cap of ids whose name holds the term; without an order, so that the index serves it."""
    escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    values: list[Any] = [company_id, f"%{escaped}%", listing.SEARCH_CAP + 1]
    with connection.cursor() as cursor:
        cursor.execute(_HITS, values)
        return [row[0] for row in cursor.fetchall()]
