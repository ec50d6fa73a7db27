"""Making, changing and deleting insertion orders."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from campaigns.closing import close_campaigns
from companies.models import Company
from core import audit
from core.context import current
from core.errors import Fault, InvalidError, NotFoundError
from insertion_orders import checks, finding, spending
from insertion_orders.lifecycle import ORDERS
from insertion_orders.models import AdCampaign, BudgetType, InsertionOrder, OrderSpend, OrderStatus, Stage

# What may be given of an order.
FIELDS = (
    "name", "starts_at", "ends_at", "time_zone", "budget_type", "distribution", "total_budget", "total_impressions",
    "auto_sum", "options",
)  # fmt: skip
_TOTALS = {BudgetType.BUDGET: "total_budget", BudgetType.IMPRESSIONS: "total_impressions"}


@transaction.atomic
def create_order(*, company_id: int, fields: Mapping[str, Any]) -> InsertionOrder:
    """Make an order in its company's currency. Where it sums its campaigns up, its total begins at 0.

    Args:
        fields: of `FIELDS`; all but the totals and the options are needed.

    Raises:
        InvalidError: with every fault.
    """
    now = timezone.now()
    currency = Company.objects.values_list("currency", flat=True).get(pk=company_id)
    order = InsertionOrder(company_id=company_id, currency=currency, created_by_id=person(), **fields)
    checks.check_order(order, now=now)
    _keep_totals(order)
    order.created_at = order.updated_at = now
    order.save(force_insert=True)
    OrderSpend.objects.create(company_id=company_id, order=order)
    audit.record(order, "created", {_total_name(order): [None, _total(order)]})
    return order


@transaction.atomic
def change_order(*, order: InsertionOrder, changes: Mapping[str, Any], seen: str = "") -> InsertionOrder:
    """Change an order; only what is given changes. One that had expired lives again when its end moves on.

    Args:
        changes: of `FIELDS`, but not the type of its budget.
        seen: its `finding.state_of` when it was looked at; empty does not ask.

    Raises:
        InvalidError: with every fault; a window that leaves out some of its campaigns' time is one.
        ConflictError: it was changed since it was looked at.
        NotFoundError: it was deleted meanwhile.
    """
    order = finding.lock_order(order.pk)
    finding.check_seen(order, seen)
    _check_changeable(order, changes)
    before = _facts(order)
    for name, value in changes.items():
        setattr(order, name, {**order.options, **value} if name == "options" else value)
    if not (changed := audit.changed(before, _facts(order))):
        return order
    if changed.keys() != {"name"}:
        checks.check_order(order, now=timezone.now())
    if changed.keys() & {"starts_at", "ends_at"}:
        ads = AdCampaign.objects.alive().filter(order=order).select_related("campaign").order_by("pk")
        checks.check_window_holds(order, [ad.campaign for ad in ads])
    _keep_totals(order)
    order.updated_at = timezone.now()
    order.save(update_fields=[*FIELDS, "updated_at"])
    audit.record(order, "changed", changed)
    if order.status == OrderStatus.EXPIRED and order.ends_at > order.updated_at:
        _move(order, OrderStatus.ACTIVE)
    spending.review(order.pk)
    return order


def _check_changeable(order: InsertionOrder, changes: Mapping[str, Any]) -> None:
    """What an order cannot become."""
    faults = []
    if changes.get("budget_type", order.budget_type) != order.budget_type:
        faults.append(Fault(["budget_type"], "The type of an order's budget cannot be changed."))
    others = set(_TOTALS.values()) - {_total_name(order)}
    faults += [Fault([name], "It is not for this type of budget.") for name in others if changes.get(name) is not None]
    if changes.get("auto_sum", order.auto_sum) and changes.get(name := _total_name(order)) is not None:
        faults.append(Fault([name], "It is the sum of its campaigns; switch that off to give a total of its own."))
    if faults:
        raise InvalidError(faults[0].message, faults=faults)


@transaction.atomic
def delete_orders(*, ids: Sequence[int]) -> int:
    """Delete orders with their campaigns, all or none; the books keep them. Again is no change.

    Returns:
        How many were deleted now.

    Raises:
        NotFoundError: one of them is not there.
    """
    wanted = list(dict.fromkeys(ids))
    orders = {order.pk: order for order in InsertionOrder.objects.locked().filter(pk__in=wanted)}
    if any(pk not in orders for pk in wanted):
        raise NotFoundError(finding.NO_ORDER)
    living = [order for order in orders.values() if order.status != OrderStatus.DELETED]
    delete_ads(finding.lock_ads_of(living))
    for order in living:
        _move(order, OrderStatus.DELETED)
    return len(living)


def delete_ads(ads: Sequence[AdCampaign]) -> None:
    """Delete ad campaigns whose orders and campaigns the caller has locked; their orders' sums are not yet right."""
    living = [ad for ad in ads if ad.stage != Stage.DELETED]
    AdCampaign.objects.filter(pk__in=[ad.pk for ad in living]).update(stage=Stage.DELETED, updated_at=timezone.now())
    close_campaigns(campaigns=[ad.campaign for ad in living], deleted=True)


def sum_up(order: InsertionOrder) -> None:
    """Make an order's total the sum of its campaigns', where it is to be; the caller has locked it."""
    if not order.auto_sum:
        return
    before, name = _total(order), _total_name(order)
    _keep_totals(order)
    if _total(order) != before:
        order.save(update_fields=[name])


def expire(order: InsertionOrder) -> None:
    """Let an order expire that the caller has locked."""
    _move(order, OrderStatus.EXPIRED)


def _keep_totals(order: InsertionOrder) -> None:
    """One total, by its type: the one that was given, or the sum of its campaigns."""
    for kind, name in _TOTALS.items():
        if kind != order.budget_type:
            setattr(order, name, None)
    if order.auto_sum:
        setattr(order, _total_name(order), _sum_of_campaigns(order))


def _sum_of_campaigns(order: InsertionOrder) -> Any:
    if order._state.adding:
        return 0
    column = "budget_total" if order.budget_type == BudgetType.BUDGET else "total_impressions"
    return AdCampaign.objects.alive().filter(order=order).aggregate(total=Sum(column))["total"] or 0


def _move(order: InsertionOrder, target: str) -> None:
    """Move an order that the caller has locked."""
    before = order.status
    ORDERS.move(InsertionOrder.objects.filter(pk=order.pk), current=before, target=target, updated_at=timezone.now())
    order.status = target
    audit.record(order, "deleted" if target == OrderStatus.DELETED else "status changed", {"status": [before, target]})


def _total_name(order: InsertionOrder) -> str:
    return _TOTALS[BudgetType(order.budget_type)]


def _total(order: InsertionOrder) -> Any:
    return getattr(order, _total_name(order))


def _facts(order: InsertionOrder) -> dict[str, Any]:
    return {name: getattr(order, name) for name in FIELDS}


def person() -> int | None:
    """Who acts, where it is a person."""
    actor = current().actor
    return actor.id if actor.kind == "person" else None
