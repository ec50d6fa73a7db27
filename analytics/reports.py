"""Reports that are put together of several questions: the overview, and the best hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from uuid import UUID

from analytics import queries
from analytics.metrics import ENGAGEMENT, METRICS, Numbers, change, values
from analytics.models import Kind
from analytics.queries import Cut, Slot
from campaigns import checks
from campaigns.models import Campaign
from core.errors import NotFoundError

# An hour in which hardly anything was published says nothing.
ENOUGH_ITEMS = 3
MOST_SLOTS = 5


@dataclass(frozen=True, slots=True)
class Overview:
    """What was counted of a cut.

    Args:
        now: in its days.
        before: in as many days right before them, where that was asked for.
        platforms: by platform, the most seen first; what happened on none stands under an empty name.
        families: by family of campaigns, likewise.
    """

    now: Numbers
    before: Numbers | None
    platforms: dict[str, Numbers]
    families: dict[str, Numbers]

    @property
    def change(self) -> dict[str, Decimal | None]:
        """By how many per cent each metric changed; unknown where nothing was asked of the days before."""
        if self.before is None:
            return dict.fromkeys(METRICS)
        now, before = values(self.now), values(self.before)
        return {name: change(now[name], before[name]) for name in METRICS}


def overview(cut: Cut, *, previous: Cut | None = None) -> Overview:
    """What was counted of a cut, in a number of statements that is always the same.

    Args:
        previous: what to compare it with.
    """
    return Overview(
        now=queries.total(cut),
        before=queries.total(previous) if previous else None,
        platforms=_most_seen(queries.by_platform(cut)),
        families=_most_seen(queries.by_family(cut)),
    )


def _most_seen(parts: dict[str, Numbers]) -> dict[str, Numbers]:
    return dict(sorted(parts.items(), key=lambda part: (-part[1].count((Kind.IMPRESSION,)), part[0])))


def best(slots: Iterable[Slot]) -> list[Slot]:
    """The hours of the week that engaged most, of those in which enough was published to tell.

    Args:
        slots: the most engaging first.
    """
    telling = (slot for slot in slots if slot.items >= ENOUGH_ITEMS and slot.numbers.count(ENGAGEMENT))
    return list(islice(telling, MOST_SLOTS))


def campaigns_of(uuids: Sequence[UUID]) -> list[int]:
    """Campaigns of the company in scope, as reports are cut by them.

    Raises:
        NotFoundError: one of them is not there.
    """
    if not uuids:
        return []
    found = list(Campaign.objects.alive().filter(uuid__in=uuids).order_by("pk").values_list("pk", flat=True))
    if len(found) < len(set(uuids)):
        raise NotFoundError(checks.NOT_FOUND)
    return found
