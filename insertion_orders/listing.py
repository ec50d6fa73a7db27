"""Lists of orders and of ad campaigns: narrowed, sorted, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from campaigns.models import CampaignStatus
from core.errors import Fault, InvalidError
from core.fields import fold
from insertion_orders.lifecycle import STAGES
from insertion_orders.models import AdCampaign, InsertionOrder, OrderStatus, Stage

ORDER_SORTS = {
    "ioId": "pk", "ioName": "name", "ioStartTime": "starts_at", "ioEndTime": "ends_at", "ioTotalBudget": "total_budget",
    "ioTotalImpressions": "total_impressions", "ioStatusId": "status", "createDate": "created_at",
}  # fmt: skip
AD_SORTS = {
    "id": "campaign_id", "campaignName": "campaign__name_folded", "startTime": "campaign__starts_at",
    "endTime": "campaign__ends_at", "budgetTotal": "budget_total", "budgetDay": "budget_day", "maxBid": "max_bid",
    "spent": "spend__spent", "ioId": "order_id", "ioName": "order__name", "createDate": "created_at",
}  # fmt: skip
NEWEST = "-createDate"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to, and which page of it; what is empty narrows nothing.

    Args:
        ids: of the orders, or of the campaigns.
        statuses: `OrderStatus`es, or stages of campaigns; empty: all that were not deleted.
        budget_types: `BudgetType`s.
        order_ids: orders that campaigns belong to.
        search: part of a name, in any case.
        sort: a key of `ORDER_SORTS` or `AD_SORTS`, after `-` the other way round.
        limit, offset: the page.
    """

    ids: Sequence[int] = field(default_factory=tuple)
    statuses: Sequence[str] = field(default_factory=tuple)
    budget_types: Sequence[int] = field(default_factory=tuple)
    order_ids: Sequence[int] = field(default_factory=tuple)
    search: str = ""
    sort: str = NEWEST
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Args:
        rows: orders or ad campaigns.
        total: how many there are, however the list is narrowed.
        filtered: how many of them the list holds.
    """

    rows: list[Any]
    total: int
    filtered: int


def orders(asked: Asked) -> Page:
    """A page of the company's orders.

    Raises:
        InvalidError: sorted by what there is not.
    """
    everything = InsertionOrder.objects.all()
    if OrderStatus.DELETED not in asked.statuses:
        everything = everything.alive()
    found = everything.select_related("spend")
    if asked.statuses:
        found = found.filter(status__in=asked.statuses)
    if asked.ids:
        found = found.filter(pk__in=asked.ids)
    if asked.budget_types:
        found = found.filter(budget_type__in=asked.budget_types)
    if asked.search:
        found = found.filter(name__icontains=asked.search)
    return _page(everything, found, asked, ORDER_SORTS)


def ads(asked: Asked) -> Page:
    """A page of the company's ad campaigns.

    Raises:
        InvalidError: a stage that there is not, or sorted by what there is not.
    """
    everything = AdCampaign.objects.all()
    if Stage.DELETED not in asked.statuses:
        everything = everything.alive()
    found = everything.select_related("campaign", "order", "spend", "order__spend", "company")
    if asked.statuses:
        found = found.filter(any_stage(asked.statuses))
    if asked.ids:
        found = found.filter(campaign_id__in=asked.ids)
    if asked.order_ids:
        found = found.filter(order_id__in=asked.order_ids)
    if asked.budget_types:
        found = found.filter(order__budget_type__in=asked.budget_types)
    if asked.search:
        found = found.filter(campaign__name_folded__contains=fold(asked.search))
    return _page(everything, found, asked, AD_SORTS)


def _page(everything: QuerySet[Any], found: QuerySet[Any], asked: Asked, sorts: Mapping[str, str]) -> Page:
    rows = list(found.order_by(*_sorted(asked.sort, sorts))[asked.offset : asked.offset + asked.limit])
    return Page(rows, everything.count(), found.count())


def _sorted(text: str, sorts: Mapping[str, str]) -> tuple[str, str]:
    """The columns to sort by; ties go by key. A plus in an address arrives as a space."""
    name = (text or NEWEST).strip()
    sign = "-" if name.startswith("-") else ""
    column = sorts.get(name.removeprefix("-").removeprefix("+"))
    if column is None:
        message = f"“{name}” cannot be sorted by. Use one of {', '.join(sorts)}, with - before it for descending."
        raise InvalidError(message, faults=[Fault(["sort"], message)])
    return f"{sign}{column}", f"{sign}pk"


_STAGES: dict[str, Q] = {
    "draft": Q(campaign__status=CampaignStatus.DRAFT, stage=Stage.DRAFT),
    "pending": Q(campaign__status=CampaignStatus.DRAFT, stage=Stage.PENDING),
    "rejected": Q(campaign__status=CampaignStatus.DRAFT, stage=Stage.REJECTED),
    "running": Q(campaign__status=CampaignStatus.ACTIVE) & ~Q(stage=Stage.DELETED),
    "paused": Q(campaign__status=CampaignStatus.PAUSED) & ~Q(stage=Stage.DELETED),
    "expired": Q(campaign__status=CampaignStatus.COMPLETED) & ~Q(stage=Stage.DELETED),
    "deleted": Q(stage=Stage.DELETED),
}


def any_stage(stages: Sequence[str]) -> Q:
    """What narrows ad campaigns to some stages.

    Raises:
        InvalidError: a stage that there is not.
    """
    found = Q()
    for stage in stages:
        if stage not in _STAGES:
            message = f"“{stage}” is not a status. Use one of {', '.join(STAGES)}."
            raise InvalidError(message, faults=[Fault(["status"], message)])
        found |= _STAGES[stage]
    return found
