"""Cards about an insertion order: what it came to, its campaigns, and its stops."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from companies.office.cards import Card
from companies.office.words import label, link, moment, page_of
from insertion_orders import reading
from insertion_orders.admin import words
from insertion_orders.models import AdCampaign, BudgetType, InsertionOrder, SpendStop

MOST_ADS = 50
MOST_STOPS = 20
ADS = "admin:insertion_orders_adcampaign_changelist"
ADD = "admin:insertion_orders_adcampaign_add"


def money_card(order: InsertionOrder, at: datetime) -> Card:
    """Its status, and what was spent and shown."""
    spend = order.spend
    pairs: list[tuple[str, object]] = [("Limit", words.goal(order))]
    if order.budget_type == BudgetType.BUDGET:
        left = max((order.total_budget or Decimal(0)) - spend.spent, Decimal(0))
        pairs.append(("Left", words.money(left, order.currency)))
    else:
        pairs.append(("Spent", words.money(spend.spent, order.currency)))
    counted = [("Impressions", spend.impressions), ("Clicks", spend.clicks), ("Conversions", spend.conversions)]
    pairs += [(name, f"{n:,}") for name, n in counted]
    data = {
        "status": words.order_status(order),
        "used": words.used(order),
        "pairs": [*pairs, ("Made", moment(order.created_at))],
        "why": words.stopped(spend, at) if spend.stop_reason else "",
    }
    return Card("Spent", "office/insertion_orders/order_money.html", data, icon="account_balance_wallet")


def ads_card(order: InsertionOrder, at: datetime, *, may: bool) -> Card:
    """Its campaigns.

    Args:
        may: whether the person may make one.
    """
    ads = list(reading.ads_of(order)[: MOST_ADS + 1])
    data = {
        "rows": [_row(ad, at) for ad in ads[:MOST_ADS]],
        "all": f"{reverse(ADS)}?order={order.pk}" if len(ads) > MOST_ADS else "",
        "add": f"{reverse(ADD)}?order={order.pk}" if may else "",
    }
    return Card("Campaigns", "office/insertion_orders/order_ads.html", data, icon="ads_click", anchor="ads", wide=True)


def _row(ad: AdCampaign, at: datetime) -> dict[str, Any]:
    return {
        "link": link(page_of(ad), ad),
        "stage": words.stage(ad),
        "spent": words.spent(ad),
        "budget": words.money(ad.budget_total, ad.order.currency),
        "state": words.state(ad, at),
    }


def stops_card(order: InsertionOrder, ad: AdCampaign | None = None) -> Card:
    """When an order and its campaigns, or one of them, had to stop."""
    found = list(reading.stops_of(order, ad)[: MOST_STOPS + 1])
    zone = ad.zone if ad else order.zone
    data = {
        "stops": [_stop(stop, order, ad) for stop in found[:MOST_STOPS]],
        "is_cut": len(found) > MOST_STOPS,
        "most": MOST_STOPS,
        "zone": zone.key,
    }
    return Card("Stops", "office/insertion_orders/stops.html", data, icon="block", anchor="stops", wide=True)


def _stop(stop: SpendStop, order: InsertionOrder, ad: AdCampaign | None) -> dict[str, Any]:
    """A stop; whose it was is said where several campaigns are on the page."""
    zone = stop.ad.zone if stop.ad else (ad.zone if ad else order.zone)
    return {
        "words": words.sentence(stop, currency=order.currency, zone=zone),
        "whose": link(page_of(stop.ad), stop.ad) if stop.ad and ad is None else "",
        "tone": label("Until raised", "bad") if stop.until is None else label("For a while", "warn"),
    }
