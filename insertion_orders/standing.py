"""How campaigns stand with their budgets: what is known of each, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from insertion_orders import pacing, statements
from insertion_orders.models import InsertionOrder, OrderSpend, StopReason
from insertion_orders.pacing import Amounts, Flight, Limits, Stop

REASONS: dict[tuple[str, str], StopReason] = {
    ("total", "spent"): StopReason.BUDGET,
    ("total", "impressions"): StopReason.IMPRESSIONS,
    ("total", "clicks"): StopReason.CLICKS,
    ("total", "conversions"): StopReason.CONVERSIONS,
    ("day", "spent"): StopReason.DAY_BUDGET,
    ("day", "impressions"): StopReason.DAY_IMPRESSIONS,
    ("day", "clicks"): StopReason.DAY_CLICKS,
    ("day", "conversions"): StopReason.DAY_CONVERSIONS,
    ("hour", "spent"): StopReason.HOUR,
    ("order", "spent"): StopReason.ORDER_BUDGET,
    ("order", "impressions"): StopReason.ORDER_IMPRESSIONS,
}


class Standing(NamedTuple):
    """An ad campaign that is not finished, with its order; the members are the columns of `statements.STANDING`."""

    ad_id: int
    order_id: int
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    even_pacing: bool
    budget_total: Decimal
    budget_day: Decimal | None
    total_impressions: int
    total_clicks: int
    total_conversions: int
    day_impressions: int
    day_clicks: int
    day_conversions: int
    spent: Decimal
    impressions: int
    clicks: int
    conversions: int
    plan_from: datetime | None
    plan_base: Decimal
    stop_reason: str
    stopped_until: datetime | None
    today_spent: Decimal
    today_impressions: int
    today_clicks: int
    today_conversions: int
    auto_sum: bool
    order_budget: Decimal | None
    order_impressions_limit: int | None
    order_spent: Decimal
    order_impressions: int
    order_stop_reason: str
    left_over: Decimal
    budgets: Decimal

    @property
    def done(self) -> Amounts:
        """Since its start."""
        return Amounts(self.spent, self.impressions, self.clicks, self.conversions)

    @property
    def today(self) -> Amounts:
        """Since the midnight of its own clock."""
        return Amounts(self.today_spent, self.today_impressions, self.today_clicks, self.today_conversions)

    @property
    def flight(self) -> Flight:
        """As pacing sees it, with its share of what others of its order left over."""
        flight = Flight(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            zone=ZoneInfo(self.time_zone),
            total=Limits(
                self.budget_total, self.total_impressions or None, self.total_clicks or None,
                self.total_conversions or None,
            ),
            day=Limits(
                self.budget_day, self.day_impressions or None, self.day_clicks or None, self.day_conversions or None
            ),
            is_even=self.even_pacing,
        )  # fmt: skip
        share = pacing.share_of(self.left_over, budget=self.budget_total, budgets=self.budgets)
        return pacing.widened(flight, share)


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to be planned of a flight: it begins where the plan was made anew, with nothing spent.

    Args:
        flight: from there on, with what was left of its budget then.
        base: what had been spent by then.
    """

    flight: Flight
    base: Decimal


def rest_of(standing: Standing) -> Rest:
    """The flight from where its plan was made anew."""
    flight, base = standing.flight, standing.plan_base
    start = standing.plan_from
    budget = flight.total.spent
    if start is None or start >= standing.ends_at or budget is None or budget <= base:
        return Rest(flight, pacing.ZERO)
    return Rest(replace(flight, starts_at=start, total=replace(flight.total, spent=budget - base)), base)


def decide(standing: Standing, *, at: datetime) -> Stop | None:
    """Whether the campaign has to stop for its own limits, and why."""
    rest = rest_of(standing)
    done = replace(standing.done, spent=standing.spent - rest.base)
    stop = pacing.decide(rest.flight, done=done, today=standing.today, at=at)
    if stop is None or stop.what != "spent" or stop.scope == "day":
        return stop
    return replace(stop, limit=stop.limit + rest.base, done=stop.done + rest.base)


def decide_order(standing: Standing) -> Stop | None:
    """Whether the campaign's order has come to its limit."""
    limits = Limits(standing.order_budget, standing.order_impressions_limit)
    done = Amounts(standing.order_spent, standing.order_impressions)
    return None if standing.auto_sum else pacing.over(limits, done, scope="order", until=None)


def over_order(order: InsertionOrder, counters: OrderSpend) -> Stop | None:
    """Whether an order has come to its limit, by its own rows.

    One that sums its campaigns up has none of its own: each of them keeps to its part, and what a deleted one had spent
    is nobody else's.
    """
    limits = Limits(order.total_budget, order.total_impressions)
    done = Amounts(counters.spent, counters.impressions)
    return None if order.auto_sum else pacing.over(limits, done, scope="order", until=None)


def of_ads(*, company_id: int, ads: Sequence[int], at: datetime) -> list[Standing]:
    """How some campaigns stand, in one statement; finished ones are left out.

    Args:
        ads: primary keys of ad campaigns.
        at: now, which says what today is on each campaign's clock.
    """
    named: dict[str, Any] = {"company": company_id, "ads": list(ads), "now": at}
    with connection.cursor() as cursor:
        cursor.execute(statements.STANDING, named)
        return [Standing(*row) for row in cursor.fetchall()]
