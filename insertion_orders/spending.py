"""Keeping budgets: spend is counted in the transaction that takes its events in, and what is at a limit stops there.

A stop is a fact on the counters: it says why, and until when. What has a time to go on goes on by itself when that
comes; a total that was reached holds until somebody raises it, which `review` notices.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from analytics.followers import Taken
from analytics.models import Kind
from campaigns.models import CampaignStatus
from core import audit
from insertion_orders import standing, statements
from insertion_orders.models import (
    AdCampaign,
    AdSpend,
    Distribution,
    InsertionOrder,
    OrderSpend,
    OrderStatus,
    SpendStop,
    StopReason,
)
from insertion_orders.pacing import Stop
from insertion_orders.standing import REASONS, Standing

# Where their number stands in a row.
_COUNTED = {Kind.IMPRESSION.value: 4, Kind.CLICK.value: 5, Kind.CONVERSION.value: 6}
_ZERO = Decimal(0)


def follow(company_id: int, taken: Sequence[Taken]) -> None:
    """Add what was just taken in to the counters of its campaigns and orders, and stop what came to a limit.

    Impressions, clicks and conversions by machines are not counted: nobody pays for them. Money that was spent is
    counted, whoever caused it.

    Args:
        taken: new events of ad campaigns.
    """
    rows = _rows(taken)
    if not rows:
        return
    columns = ("campaigns", "quarters", "currencies", "spent", "impressions", "clicks", "conversions")
    named: dict[str, Any] = dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))
    named["company"] = company_id
    with connection.cursor() as cursor:
        cursor.execute(statements.ADD, named)
        ads = cursor.fetchone()[0]
    _stop(company_id, standing.of_ads(company_id=company_id, ads=ads, at=timezone.now()))


def _rows(taken: Iterable[Taken]) -> list[tuple[Any, ...]]:
    """By campaign, quarter and currency: money, impressions, clicks, conversions."""
    found: dict[tuple[int, datetime, str], list[Any]] = {}
    for new in taken:
        is_spend = new.kind == Kind.SPEND
        if not is_spend and (new.kind not in _COUNTED or new.rule):
            continue
        key = (new.campaign_id, new.quarter, new.currency if is_spend else "")
        row = found.setdefault(key, [*key, _ZERO, 0, 0, 0])
        if is_spend:
            row[3] += new.value
        else:
            row[_COUNTED[new.kind]] += new.times
    return [tuple(row) for row in found.values()]


@transaction.atomic
def review(order_id: int, *, ads: Sequence[int] = ()) -> None:
    """Look anew at an order whose limit may have changed, and at some of its campaigns: stop them, or let them go on.

    It locks the order's counters, last of all locks. Where ended campaigns leave something to others, all are looked
    at.

    Args:
        ads: primary keys of ad campaigns whose own limits or dates changed; what is left of their budgets is planned
            from now on.
    """
    counters = OrderSpend.objects.select_for_update(no_key=True).get(pk=order_id)
    order, now = InsertionOrder.objects.get(pk=order_id), timezone.now()
    if ads:
        with connection.cursor() as cursor:
            cursor.execute(statements.PLAN_ANEW, {"company": order.company_id, "ads": list(ads), "now": now})
    looked_at = _unfinished(order) if order.distribution == Distribution.AUTOMATIC else ads
    rows = standing.of_ads(company_id=order.company_id, ads=looked_at, at=now) if looked_at else []
    whole = _Found(order_id, None, standing.over_order(order, counters))
    orders = [whole] if whole.reason != counters.stop_reason else []
    _write_all(order.company_id, _changed(rows, now), orders, now)


def review_shares() -> None:
    """Let campaigns go on that were at their budget, where others have ended since and left something to them."""
    at_budget = AdSpend.objects.filter(stop_reason=StopReason.BUDGET, ad__campaign__status=CampaignStatus.ACTIVE)
    orders = InsertionOrder.objects.filter(distribution=Distribution.AUTOMATIC, status=OrderStatus.ACTIVE)
    for order in orders.filter(ads__in=at_budget.values("ad_id")).distinct().order_by("pk"):
        review(order.pk)


def _unfinished(order: InsertionOrder) -> list[int]:
    return list(AdCampaign.objects.unfinished().filter(order=order).order_by("pk").values_list("pk", flat=True))


class _Found(NamedTuple):
    """What was decided of an order, or of a campaign (then `ad_id` is its key)."""

    order_id: int
    ad_id: int | None
    stop: Stop | None

    @property
    def reason(self) -> str:
        """The stop's reason; empty for none."""
        return REASONS[self.stop.scope, self.stop.what].value if self.stop else ""

    @property
    def until(self) -> datetime | None:
        """When it may go on."""
        return self.stop.until if self.stop else None


def _stop(company_id: int, rows: Sequence[Standing]) -> None:
    """Write down what has to stop, or may go on, campaigns and their orders alike."""
    now = timezone.now()
    orders = {row.order_id: _Found(row.order_id, None, standing.decide_order(row)) for row in rows}
    before = {row.order_id: row.order_stop_reason for row in rows}
    others = [found for found in orders.values() if found.reason != before[found.order_id]]
    _write_all(company_id, _changed(rows, now), others, now)


def _changed(rows: Sequence[Standing], now: datetime) -> list[_Found]:
    """The campaigns that do not stand as they stood."""
    pairs = [(row, _Found(row.order_id, row.ad_id, standing.decide(row, at=now))) for row in rows]
    return [found for row, found in pairs if _differs(found, row.stop_reason, row.stopped_until, now)]


def _write_all(company_id: int, ads: Sequence[_Found], orders: Sequence[_Found], now: datetime) -> None:
    _write(statements.STOP_ADS, [(found.ad_id, found) for found in ads], now)
    _write(statements.STOP_ORDERS, [(found.order_id, found) for found in orders], now)
    _keep(company_id, [*ads, *orders], now)


def _differs(found: _Found, reason: str, until: datetime | None, now: datetime) -> bool:
    """Whether a campaign's stop is another than before; one whose time is over is none."""
    if until is not None and until <= now:
        return found.stop is not None
    return (found.reason, found.until) != (reason, until)


def _write(statement: str, found: Sequence[tuple[int | None, _Found]], now: datetime) -> None:
    if not found:
        return
    named: dict[str, Any] = {
        "now": now,
        "keys": [key for key, _ in found],
        "reasons": [one.reason for _, one in found],
        "untils": [one.until for _, one in found],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, named)


def _keep(company_id: int, found: Sequence[_Found], now: datetime) -> None:
    """Every stop as a row of its own; those that last until somebody raises a limit are facts of the trail, too."""
    stops = [
        SpendStop(
            company_id=company_id,
            order_id=one.order_id,
            ad_id=one.ad_id,
            reason=one.reason,
            limit=one.stop.limit,
            done=one.stop.done,
            at=now,
            until=one.until,
        )
        for one in found
        if one.stop is not None
    ]
    SpendStop.objects.bulk_create(stops)
    if lasting := [stop for stop in stops if stop.until is None]:
        audit.record_each(_facts(lasting), "stopped at its limit")


def _facts(lasting: Sequence[SpendStop]) -> list[tuple[Model, audit.Changes]]:
    """What each stop says of its campaign or order."""
    ads = AdCampaign.objects.select_related("campaign").in_bulk([stop.ad_id for stop in lasting if stop.ad_id])
    orders = InsertionOrder.objects.in_bulk([stop.order_id for stop in lasting if not stop.ad_id])
    return [
        (
            ads[stop.ad_id].campaign if stop.ad_id else orders[stop.order_id],
            {"reason": [None, stop.get_reason_display()], "limit": [None, stop.limit], "at": [None, stop.done]},
        )
        for stop in lasting
    ]
