"""Media buying in words: money, stages, stops, and times on two clocks."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from companies.office.words import NONE, label
from insertion_orders import serving
from insertion_orders.lifecycle import DELETED, DRAFT, EXPIRED, PAUSED, PENDING, REJECTED, RUNNING, stage_of
from insertion_orders.models import (
    AdCampaign,
    BudgetType,
    Creative,
    CreativeStatus,
    InsertionOrder,
    OrderStatus,
    SpendStop,
    StopReason,
)
from insertion_orders.models.spend import Counters

STAGES = {
    DRAFT: ("Draft", "neutral"),
    PENDING: ("Waits for approval", "warn"),
    REJECTED: ("Rejected", "bad"),
    RUNNING: ("Running", "good"),
    PAUSED: ("Paused", "warn"),
    EXPIRED: ("Expired", "info"),
    DELETED: ("Deleted", "neutral"),
}
ORDER_TONES = {OrderStatus.ACTIVE: "good", OrderStatus.EXPIRED: "info", OrderStatus.DELETED: "neutral"}
CREATIVE_TONES = {
    CreativeStatus.PENDING: "warn",
    CreativeStatus.APPROVED: "good",
    CreativeStatus.REJECTED: "bad",
    CreativeStatus.RETIRED: "neutral",
}
_THIN = "\u202f"
_FULL = 100
_OF_MONEY = {StopReason.ORDER_BUDGET, StopReason.BUDGET, StopReason.DAY_BUDGET, StopReason.HOUR}
# What was reached, by reason; the limit comes first.
_REACHED = {
    StopReason.ORDER_BUDGET: "The order's budget of {limit} was spent",
    StopReason.ORDER_IMPRESSIONS: "The order's {limit} impressions were shown",
    StopReason.BUDGET: "The campaign's budget of {limit} was spent",
    StopReason.IMPRESSIONS: "The campaign's {limit} impressions were shown",
    StopReason.CLICKS: "The campaign had its {limit} clicks",
    StopReason.CONVERSIONS: "The campaign had its {limit} conversions",
    StopReason.DAY_BUDGET: "The day's budget of {limit} was spent",
    StopReason.DAY_IMPRESSIONS: "The day's {limit} impressions were shown",
    StopReason.DAY_CLICKS: "The day had its {limit} clicks",
    StopReason.DAY_CONVERSIONS: "The day had its {limit} conversions",
    StopReason.HOUR: "All that was planned until the end of the hour, {limit} in total, was spent",
}


def money(amount: Decimal | int, currency: str) -> str:
    """An amount with its currency, on one line."""
    return f"{amount:,.2f}{_THIN}{currency}"


def stage(ad: AdCampaign) -> SafeString:
    """Where a campaign stands."""
    return label(*STAGES[stage_of(ad)])


def order_status(order: InsertionOrder) -> SafeString:
    """Where an order stands."""
    status = OrderStatus(order.status)
    return label(status.label, ORDER_TONES[status])


def creative_status(creative: Creative) -> SafeString:
    """Whether a creative may be shown."""
    status = CreativeStatus(creative.status)
    return label(status.label, CREATIVE_TONES[status])


def goal(order: InsertionOrder) -> str:
    """What an order is limited by."""
    if order.budget_type == BudgetType.BUDGET:
        return money(order.total_budget or 0, order.currency)
    return f"{order.total_impressions or 0:,} impressions"


def used(order: InsertionOrder) -> SafeString:
    """What came of an order's goal: an amount and a bar."""
    if order.budget_type == BudgetType.BUDGET:
        return meter(money(order.spend.spent, order.currency), order.spend.spent, order.total_budget or 0)
    shown = order.spend.impressions
    return meter(f"{shown:,} shown", Decimal(shown), order.total_impressions or 0)


def spent(ad: AdCampaign) -> SafeString:
    """What a campaign spent of its budget: an amount and a bar."""
    return meter(money(ad.spend.spent, ad.order.currency), ad.spend.spent, ad.budget_total)


def meter(text: str, done: Decimal, limit: Decimal | int) -> SafeString:
    """A text, and how much of a limit that is."""
    percent = percent_of(done, limit)
    tone = "bad" if percent > _FULL else "good"
    return format_html(
        '<span class="io-meter"><span>{}</span><span class="io-of"><span class="o-bar o-bar-{}" aria-hidden="true">'
        '<span style="width:{}%"></span></span><small>{}{}%</small></span></span>',
        text, tone, min(_FULL, percent), f"{percent:,}", _THIN,
    )  # fmt: skip


def percent_of(done: Decimal, limit: Decimal | int) -> int:
    """So much of a limit, in whole percent; short of the whole it is never 100."""
    if not limit:
        return 0
    share = done * _FULL / limit
    return min(_FULL - 1, round(share)) if share < _FULL else round(share)


def state(ad: AdCampaign, at: datetime) -> SafeString:
    """Whether a campaign buys now, or why not.

    Args:
        ad: with its campaign, its order, the counters of both, and its company.
    """
    found = serving.throttle_of(ad, at=at)
    if found is None:
        return label("Buys", "good")
    if found.reason == "not_running":
        return NONE
    until = format_html(" <small>Goes on {}.</small>", clocks(found.until, ad.zone)) if found.until else ""
    return format_html('<span class="io-why">{}{}</span>', found.message, until)


def stopped(counters: Counters, at: datetime) -> SafeString:
    """Why an order is stopped now."""
    found = serving.stop_of(counters, at=at)
    return NONE if found is None else format_html('<span class="io-why">{}</span>', found.message)


def sentence(stop: SpendStop, *, currency: str, zone: ZoneInfo) -> SafeString:
    """A stop in one sentence: what was reached, by how much, when, and when it goes on."""
    reason = StopReason(stop.reason)
    limit, done = (_amount(value, reason, currency) for value in (stop.limit, stop.done))
    by_then = "" if done == limit else f" ({done} by then)"
    what = _REACHED[reason].format(limit=limit) + by_then
    if stop.until is None:
        return format_html("{} on {}. It goes on once the limit is raised.", what, clocks(stop.at, zone))
    goes = "goes" if stop.until > timezone.now() else "went"
    return format_html(
        "{} on {}. It {} on by itself on {}.", what, clocks(stop.at, zone), goes, clocks(stop.until, zone)
    )


def _amount(value: Decimal, reason: StopReason, currency: str) -> str:
    return money(value, currency) if reason in _OF_MONEY else f"{value:,.0f}"


def clocks(value: datetime | None, zone: ZoneInfo) -> SafeString:
    """An instant on a campaign's clock, and on the company's where that shows another time."""
    if value is None:
        return NONE
    own, desk = value.astimezone(zone), timezone.localtime(value)
    text = format_html('<time datetime="{}">{} ({})</time>', own.isoformat(), wall(own), zone.key)
    if own.utcoffset() == desk.utcoffset():
        return text
    other = f"{desk:%H:%M}" if own.date() == desk.date() else wall(desk)
    return format_html('{} <span class="io-clock">= {} {}</span>', text, other, timezone.get_current_timezone_name())


def wall(value: datetime) -> str:
    """A day and a time on a clock, the year only where it is another one."""
    year = "" if value.year == timezone.localtime().year else f" {value.year}"
    return f"{value.day} {value:%b}{year}, {value:%H:%M}"


def span(start: datetime | None, end: datetime | None, zone: ZoneInfo) -> SafeString:
    """From one instant to another on a zone's clock."""
    first, last = (wall(at.astimezone(zone)) if at else "" for at in (start, end))
    return format_html('<span class="io-span">{} – {} <small>{}</small></span>', first, last or "no end", zone.key)


def by(when: SafeString, who: object) -> SafeString:
    """When something was done, and by whom."""
    return format_html("{} by {}", when, who) if who else when
