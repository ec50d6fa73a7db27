"""Whether a campaign may buy at this moment, and if not, why: what ad servers ask, and what people read."""

from dataclasses import dataclass
from datetime import datetime

from companies import holds
from insertion_orders.lifecycle import RUNNING, stage_of
from insertion_orders.models import AdCampaign, OrderStatus, StopReason
from insertion_orders.models.spend import Counters


@dataclass(frozen=True, slots=True)
class Throttle:
    """Why a campaign does not buy.

    Args:
        reason: a `StopReason`, or `not_running`, `not_begun`, `ended`, `order`, `on_hold`.
        message: in words.
        until: when it goes on by itself, if it does.
    """

    reason: str
    message: str
    until: datetime | None = None


def throttle_of(ad: AdCampaign, *, at: datetime) -> Throttle | None:
    """Why a campaign does not buy at an instant; None where it does.

    Args:
        ad: with its campaign, its order, the counters of both, and its company.
    """
    order, campaign = ad.order, ad.campaign
    stage = stage_of(ad)
    if stage != RUNNING:
        return Throttle("not_running", f"The campaign is {stage}.")
    if order.status != OrderStatus.ACTIVE or not order.starts_at <= at < order.ends_at:
        has_begun = at >= order.starts_at
        words = "The insertion order is not active any more." if has_begun else "The insertion order has not begun."
        return Throttle("order", words, None if has_begun else order.starts_at)
    if campaign.starts_at and at < campaign.starts_at:
        return Throttle("not_begun", "The campaign has not begun.", campaign.starts_at)
    if campaign.ends_at and at >= campaign.ends_at:
        return Throttle("ended", "The campaign's end has passed.")
    if ad.company.on_hold_since is not None:
        return Throttle("on_hold", holds.WHY)
    return stop_of(order.spend, at=at) or stop_of(ad.spend, at=at)


def stop_of(counters: Counters, *, at: datetime) -> Throttle | None:
    """The stop that holds at an instant; one whose time is over does not."""
    until = counters.stopped_until
    if not counters.stop_reason or (until is not None and until <= at):
        return None
    return Throttle(counters.stop_reason, f"{StopReason(counters.stop_reason).label}.", until)
