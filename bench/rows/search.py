"""Searching by name, beside the filter that looks at every name of the company."""

import statistics
from collections.abc import Callable

from bench.data import Tenant, large, small
from bench.rounds import seconds_of
from bench.stand import Stand
from bench.table import Line
from campaigns import listing
from campaigns.api.serializers import COLUMNS
from campaigns.models import Campaign
from core.tenancy import company_scope

ROUNDS = 5
TERMS = {
    "no hit": "zebra crossing",
    "one hit": "no7777 ",
    "2 in a thousand": "street77 ",
    "1 in 7": "bergen",
    "all": "campaign",
    "only the oldest": "founding",
    "with % _ and \\": "100%_off\\",
    "two letters": "ve",
    "two letters, no hit": "qz",
}


def run(_: Stand) -> list[Line]:
    """All lines of search."""
    few, many = small(), large()
    lines = [line for term in TERMS for line in _lines(many, term, "1 million", 5 if len(TERMS[term]) > 2 else 1)]
    return lines + [line for term in TERMS for line in _lines(few, term, "10 thousand", 1)]


def _lines(tenant: Tenant, name: str, size: str, goal: float) -> list[Line]:
    term = TERMS[name]
    with company_scope(tenant.id):
        plain = _median(lambda: _sequential(term))
        ours = _median(lambda: _ours(term))
        _check(term)
    lines = [Line(f"search {size}, {name}", f"{plain:.1f} ms", f"{ours:.1f} ms", plain / ours, goal)]
    if goal > 1:
        lines.append(Line(f"search {size}, {name}: milliseconds", "", f"{ours:.1f} ms", ours, 120, most=True))
    return lines


def _median(work: Callable[[], object]) -> float:
    work()
    return statistics.median(seconds_of(work) for _ in range(ROUNDS)) * 1000


def _ours(term: str) -> listing.Page:
    return listing.page(filters=listing.Filters(search=term), columns=COLUMNS, limit=20, offset=0)


def _sequential(term: str) -> tuple[list[int], int]:
    """As a list view does it: count, then the page."""
    found = Campaign.objects.filter(name__icontains=term, deleted_at=None, is_archived=False)
    count = found.count()
    return [row["id"] for row in found.order_by("-created_at", "-id").values("id", *COLUMNS)[:20]], count


def _check(term: str) -> None:
    """The two find the same."""
    page, (ids, count) = _ours(term), _sequential(term)
    expected = list(Campaign.objects.filter(pk__in=ids).newest_first().values_list("uuid", flat=True))
    total = min(count, listing.SEARCH_CAP) if page.total_is_capped else count
    if [row["uuid"] for row in page.rows] != expected or page.total != total:
        raise RuntimeError(f"The search for {term!r} does not find what the filter finds.")
