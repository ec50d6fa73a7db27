"""A page far from the newest, beside plain OFFSET."""

import statistics
from collections.abc import Callable

from bench.data import large
from bench.rounds import seconds_of
from bench.stand import Stand
from bench.table import Line
from campaigns import listing
from campaigns.api.serializers import COLUMNS
from campaigns.models import Campaign
from core.tenancy import company_scope

ROUNDS = 5
GOALS = {450_000: 2.5, 900_000: 2.5}


def run(_: Stand) -> list[Line]:
    """One line for each depth; archived ones included, so that there are a million."""
    with company_scope(large().id):
        return [_line(offset, goal) for offset, goal in GOALS.items()]


def _line(offset: int, goal: float) -> Line:
    filters = listing.Filters(include_archived=True)

    def plain() -> list[str]:
        found = Campaign.objects.filter(deleted_at=None).order_by("-created_at", "-id").values(*COLUMNS)
        return [str(row["uuid"]) for row in found[offset : offset + 20]]

    def ours() -> list[str]:
        page = listing.page(filters=filters, columns=COLUMNS, limit=20, offset=offset)
        return [str(row["uuid"]) for row in page.rows]

    if plain() != ours():
        raise RuntimeError("The two pages differ.")
    one, other = _median(plain), _median(ours)
    return Line(f"deep page, offset {offset:,}", f"{one:.1f} ms", f"{other:.1f} ms", one / other, goal)


def _median(work: Callable[[], object]) -> float:
    return statistics.median(seconds_of(work) for _ in range(ROUNDS)) * 1000
