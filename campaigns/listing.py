"""Pages of campaigns, as fast at a million as at ten: counters for totals, the index for pages, trigrams for names."""

from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

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
# Columns that come as text and are to be read.
JSON = {"context_overrides"}


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
    if offset < DEEP_OFFSET:
        found = _rows(_SHALLOW, filters, columns, limit=limit, offset=offset)
        return Page(found, found[0].pop("total") if found else counted(filters))
    total = counted(filters)
    template = _DEEP if offset < total // 2 else _FROM_THE_END
    return Page(_rows(template, filters, columns, limit=limit, offset=offset), total)


def counted(filters: Filters) -> int:
    """The total by the counters, whatever the name: a handful of rows at any size."""
    return int(_rows(_COUNTED, filters, ("total",))[0]["total"])


# The statements are written out, since the ORM takes longer to put one together than PostgreSQL to answer it.
_COUNTED = "SELECT coalesce(sum(n), 0)::bigint FROM campaigns_campaigncount WHERE {counted}"
_SHALLOW = """
SELECT {columns}, (SELECT sum(n)::bigint FROM campaigns_campaigncount WHERE {counted}) FROM campaigns_campaign
WHERE {narrowed} ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s
"""
# What is skipped is read from the index alone.
_DEEP = """
SELECT {columns} FROM campaigns_campaign WHERE id = ANY(ARRAY(
    SELECT id FROM campaigns_campaign
    WHERE {narrowed} ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s
)) ORDER BY created_at DESC, id DESC
"""
# How many rows lie behind the page is counted in the statement's own snapshot, so that nobody's insert between two
# statements can shift it.
_FROM_THE_END = """
WITH counted AS MATERIALIZED (
    SELECT coalesce(sum(n), 0)::bigint AS total FROM campaigns_campaigncount WHERE {counted}
)
SELECT {columns} FROM campaigns_campaign WHERE id = ANY(ARRAY(
    SELECT id FROM campaigns_campaign WHERE {narrowed} ORDER BY created_at, id
    LIMIT (SELECT greatest(least(%(limit)s, total - %(offset)s), 0) FROM counted)
    OFFSET (SELECT greatest(total - %(offset)s - %(limit)s, 0) FROM counted)
)) ORDER BY created_at DESC, id DESC
"""
_BY_IDS = """
SELECT {columns} FROM campaigns_campaign WHERE {narrowed} AND id = ANY(%(ids)s) ORDER BY created_at DESC, id DESC
"""


def _rows(template: str, filters: Filters, columns: tuple[str, ...], **values: Any) -> list[dict[str, Any]]:
    """What a statement finds, by the columns asked for; the total beside them, where it selects that, too."""
    counted, narrowed, wanted = _conditions(filters)
    statement = template.format(columns=", ".join(columns), counted=counted, narrowed=narrowed)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**wanted, **values})
        found = [dict(zip((*columns, "total"), row, strict=False)) for row in cursor.fetchall()]
    for name in JSON.intersection(columns):
        for row in found:
            row[name] = orjson.loads(row[name])
    return found


def _conditions(filters: Filters) -> tuple[str, str, dict[str, Any]]:
    """Everything but the name, as conditions in SQL on the counters and on the campaigns, with their values.

    The company stands in the text, so that a statement's plan is made for this company: one that fits a company of a
    million reads a million rows for a company of ten.
    """
    values: dict[str, Any] = {}
    conditions = [f"company_id = {scoped_company_id():d}"]
    if filters.statuses:
        conditions.append("status = ANY(%(statuses)s)")
        values["statuses"] = list(filters.statuses)
    if filters.types:
        conditions.append("type = ANY(%(types)s)")
        values["types"] = list(filters.types)
    if not filters.include_archived:
        conditions.append("NOT is_archived")
    return " AND ".join(conditions), " AND ".join([*conditions, "deleted_at IS NULL"]), values


def _search(filters: Filters, columns: tuple[str, ...], limit: int, offset: int) -> Page:
    """A page of a search by name."""
    term = fold(filters.search)
    _, narrowed, values = _conditions(filters)
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
    return Page(_rows(_BY_IDS, filters, columns, ids=ids), SEARCH_CAP if is_capped else total, is_capped)
