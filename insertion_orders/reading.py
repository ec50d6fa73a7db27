"""What pages show of media buying: an order's campaigns, stops, what waits for approval, where creatives are used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Func, Q, QuerySet

from core.errors import Fault
from insertion_orders import approval, checks
from insertion_orders.models import AdCampaign, BudgetType, Creative, InsertionOrder, SpendStop

# What a page needs of each campaign to say whether it buys.
RELATED = ("campaign", "order", "spend", "order__spend", "company")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A campaign that waits for approval, as an approver looks at it.

    Args:
        ad: with its campaign, its order and who submitted it.
        creatives: what it shows, in its own order; one that is gone is left out.
        faults: why it could not be approved as it stands.
        needs_another: whether four eyes are needed, and the two of whoever looks were the first.
        exceeds_order: whether its budget is larger than what its order has left, so that it may stop early.
        has_begun: whether its start has passed already, so that it runs at once.
    """

    ad: AdCampaign
    creatives: list[Creative]
    faults: list[Fault]
    needs_another: bool
    exceeds_order: bool
    has_begun: bool


def waiting_count(*, most: int) -> int:
    """How many campaigns wait for approval; no more are looked for than `most`."""
    return len(AdCampaign.objects.waiting().values_list("pk")[:most])


def waiting(*, at: datetime, limit: int, ids: Sequence[int] | None = None) -> list[Waiting]:
    """What waits for approval, the longest first, in two statements.

    Args:
        at: now.
        limit: at most so many.
        ids: only these ad campaigns.
    """
    rows = AdCampaign.objects.waiting().select_related(*RELATED, "submitted_by", "created_by")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    ads = list(rows[:limit])
    creatives = creatives_of(ads)
    return [_waiting(ad, creatives, at) for ad in ads]


def creatives_of(ads: Iterable[AdCampaign]) -> dict[int, Creative]:
    """The creatives of some campaigns, by primary key."""
    return Creative.objects.in_bulk({pk for ad in ads for pk in ad.creative_ids})


def _waiting(ad: AdCampaign, creatives: dict[int, Creative], at: datetime) -> Waiting:
    order = ad.order
    left = None if order.total_budget is None else order.total_budget - order.spend.spent
    return Waiting(
        ad=ad,
        creatives=[creatives[pk] for pk in ad.creative_ids if pk in creatives],
        faults=checks.ad_faults(ad, ad.campaign, order, now=at, creatives=creatives),
        needs_another=not approval.may_approve(ad),
        exceeds_order=order.budget_type == BudgetType.BUDGET and left is not None and left < ad.budget_total,
        has_begun=ad.campaign.starts_at is not None and ad.campaign.starts_at <= at,
    )


def ads_of(order: InsertionOrder) -> QuerySet[AdCampaign]:
    """An order's campaigns, the newest first; deleted ones left out."""
    found: QuerySet[AdCampaign] = AdCampaign.objects.alive().filter(order=order).select_related(*RELATED)
    return found.order_by("-pk")


def stops_of(order: InsertionOrder, ad: AdCampaign | None = None) -> QuerySet[SpendStop]:
    """Stops, the latest first: of an order and all its campaigns, or those that one of its campaigns felt."""
    found: QuerySet[SpendStop] = SpendStop.objects.filter(order=order).select_related("ad__campaign")
    if ad is not None:
        found = found.filter(Q(ad=ad) | Q(ad=None))
    return found.order_by("-at", "-pk")


def uses(creative_ids: Sequence[int]) -> dict[int, int]:
    """In how many campaigns some creatives are; those in none are left out. Deleted campaigns do not count."""
    rows = AdCampaign.objects.alive().filter(creative_ids__overlap=list(creative_ids))
    each = rows.order_by().annotate(one=Func(F("creative_ids"), function="unnest")).values("one")
    return dict(each.annotate(n=Count("pk")).values_list("one", "n"))


def users_of(creative: Creative) -> QuerySet[AdCampaign]:
    """The campaigns that show a creative, the newest first; deleted ones left out."""
    rows: QuerySet[AdCampaign] = AdCampaign.objects.alive().filter(creative_ids__contains=[creative.pk])
    return rows.select_related(*RELATED).order_by("-pk")
