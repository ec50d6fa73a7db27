"""What an order and an ad campaign must be. Source: the checks of the DSP dialect.

Faults are named by the models' columns; the door gives them its own names.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from campaigns.models import Campaign, CampaignStatus
from core.errors import Fault, InvalidError
from insertion_orders.models import (
    AdCampaign,
    BudgetType,
    Creative,
    CreativeStatus,
    CreativeType,
    InsertionOrder,
    OrderStatus,
)

# Up to here an amount has the same digits as a JSON number: nine before the point and six after it.
MOST_MONEY = Decimal(999_999_999)
MOST_EVENTS = 1_000_000_000_000
LEAST_BID, MOST_BID = Decimal(1), Decimal(1000)
MOST_CREATIVES = 100


def check_order(order: InsertionOrder, *, now: datetime) -> None:
    """Refuse an order that contradicts itself, before it is saved.

    Raises:
        InvalidError: with every fault.
    """
    _raise(list(_order_faults(order, now)))


def _order_faults(order: InsertionOrder, now: datetime) -> Iterator[Fault]:
    if not order.name.strip():
        yield Fault(["name"], "Give the order a name.")
    if order.ends_at <= order.starts_at:
        yield Fault(["ends_at"], "The end must lie after the start.")
    elif order.ends_at <= now:
        yield Fault(["ends_at"], "The end has passed already.")
    if order.budget_type == BudgetType.BUDGET:
        yield from _total(order, "total_budget", MOST_MONEY)
    else:
        yield from _total(order, "total_impressions", MOST_EVENTS)


def _total(order: InsertionOrder, name: str, most: Decimal | int) -> Iterator[Fault]:
    total = getattr(order, name)
    if order.auto_sum:
        return
    if total is None:
        yield Fault([name], "It is needed for this type of budget.", missing=True)
    elif not 0 < total <= most:
        yield Fault([name], f"It must be more than 0 and at most {most:,}.")


def check_window_holds(order: InsertionOrder, campaigns: list[Campaign]) -> None:
    """Refuse a new window of an order that leaves out some of its campaigns' time.

    Raises:
        InvalidError: naming the first such campaign.
    """
    for campaign in campaigns:
        if campaign.status == CampaignStatus.COMPLETED:
            continue
        if campaign.starts_at and not begins(order) <= campaign.starts_at < order.ends_at:
            name = "starts_at" if campaign.starts_at < begins(order) else "ends_at"
            _raise([Fault([name], f"The campaign “{campaign.name}” ({campaign.pk}) starts outside of this time.")])
        if campaign.ends_at and campaign.ends_at > order.ends_at:
            _raise([Fault(["ends_at"], f"The campaign “{campaign.name}” ({campaign.pk}) ends after this.")])


def check_ad(ad: AdCampaign, campaign: Campaign, order: InsertionOrder, *, now: datetime) -> None:
    """Refuse an ad campaign that contradicts itself or its order, before it is saved.

    Args:
        order: its order, locked.

    Raises:
        InvalidError: with every fault.
    """
    found = {creative.pk: creative for creative in Creative.objects.filter(pk__in=ad.creative_ids)}
    _raise(ad_faults(ad, campaign, order, now=now, creatives=found))


def ad_faults(
    ad: AdCampaign, campaign: Campaign, order: InsertionOrder, *, now: datetime, creatives: Mapping[int, Creative]
) -> list[Fault]:
    """Why an ad campaign would be refused; empty where it would not.

    Args:
        creatives: at least those that it names, by primary key.
    """
    return [*_order_takes(order, now), *_window(ad, campaign, order, now), *_money(ad), *_creatives(ad, creatives)]


def check_ad_window(ad: AdCampaign, campaign: Campaign, order: InsertionOrder, *, now: datetime) -> None:
    """Refuse dates of an ad campaign that its order does not have.

    Raises:
        InvalidError: with every fault.
    """
    _raise(list(_window(ad, campaign, order, now)))


def _order_takes(order: InsertionOrder, now: datetime) -> Iterator[Fault]:
    if order.status != OrderStatus.ACTIVE or order.ends_at <= now:
        yield Fault(["order"], f"The insertion order has {'expired' if order.ends_at <= now else order.status}.")


def _window(ad: AdCampaign, campaign: Campaign, order: InsertionOrder, now: datetime) -> Iterator[Fault]:
    start, end = campaign.starts_at, campaign.ends_at
    if start is None:
        yield Fault(["starts_at"], "A start is needed.", missing=True)
        return
    if not begins(order) <= start < order.ends_at:
        yield Fault(["starts_at"], "The start must lie within the insertion order's time.")
    if end is None:
        if ad.even_pacing:
            yield Fault(["ends_at"], "An end is needed to spend the budget evenly.", missing=True)
    elif end <= start:
        yield Fault(["ends_at"], "The end must lie after the start.")
    elif end > order.ends_at:
        yield Fault(["ends_at"], "The end must lie within the insertion order's time.")
    elif end <= now:
        yield Fault(["ends_at"], "The end has passed already.")


def begins(order: InsertionOrder) -> datetime:
    """An order's start to the second: campaigns' times have no fractions, so that the same moment may lie before it."""
    return order.starts_at.replace(microsecond=0)


def _money(ad: AdCampaign) -> Iterator[Fault]:
    if not 0 < ad.budget_total <= MOST_MONEY:
        yield Fault(["budget_total"], f"It must be more than 0 and at most {MOST_MONEY:,}.")
    if ad.budget_day is not None and not 0 < ad.budget_day <= MOST_MONEY:
        yield Fault(["budget_day"], f"It must be more than 0 and at most {MOST_MONEY:,}.")
    if not LEAST_BID <= ad.max_bid <= MOST_BID:
        yield Fault(["max_bid"], f"It must be from {LEAST_BID} to {MOST_BID}.")


def _creatives(ad: AdCampaign, found: Mapping[int, Creative]) -> Iterator[Fault]:
    if not 1 <= len(ad.creative_ids) <= MOST_CREATIVES:
        yield Fault(["creative_ids"], f"Name 1 to {MOST_CREATIVES} creatives.")
        return
    for pk in ad.creative_ids:
        creative = found.get(pk)
        if creative is None:
            yield Fault(["creative_ids"], f"There is no creative {pk}.")
        elif creative.status != CreativeStatus.APPROVED:
            yield Fault(["creative_ids"], f"Creative {pk} is not approved ({creative.status}).")
        elif creative.type != ad.creative_type:
            name = CreativeType(creative.type).label
            yield Fault(["creative_ids"], f"Creative {pk} is of another type: {name} ({creative.type}).")


def _raise(faults: list[Fault]) -> None:
    if faults:
        raise InvalidError(faults[0].message, faults=faults)
