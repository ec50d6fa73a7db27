"""Orders and ad campaigns whose end has passed."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaigns.closing import close_campaigns
from campaigns.models import Campaign, CampaignStatus
from core.context import acting
from core.tenancy import across_companies
from insertion_orders import orders, spending
from insertion_orders.models import AdCampaign, InsertionOrder, Stage

BATCH = 200


def expire_ended() -> int:
    """Expire every campaign that waits, runs or is paused and whose end has passed, and every such order.

    A campaign without an end of its own ends with its order.

    Returns:
        How many campaigns and orders expired.
    """
    count = 0
    with across_companies(), acting(door="schedule"):
        for step in (_campaigns, _orders):
            count += _all(step)
        spending.review_shares()
    return count


def _all(step: Callable[[], int]) -> int:
    count = 0
    while batch := step():
        count += batch
    return count


@transaction.atomic
def _campaigns() -> int:
    """One batch; rows that somebody holds are left for the next round.

    Whether they are due is asked again once they are held: another scheduler, or somebody who moved their end, may have
    been faster.
    """
    ended = AdCampaign.objects.filter(stage__in=(Stage.PENDING, Stage.APPROVED)).exclude(
        campaign__status=CampaignStatus.COMPLETED
    )
    ended = ended.alias(end=Coalesce("campaign__ends_at", F("order__ends_at"))).filter(end__lte=timezone.now())
    seen = list(ended.order_by("campaign_id").values_list("campaign_id", flat=True)[:BATCH])
    free = Campaign.objects.select_for_update(skip_locked=True).filter(pk__in=seen).order_by("pk")
    held = list(free.values_list("pk", flat=True))
    due = list(Campaign.objects.filter(ad__in=ended.filter(campaign__in=held)).order_by("pk"))
    close_campaigns(campaigns=due)
    return len(due)


@transaction.atomic
def _orders() -> int:
    """One batch of orders; their campaigns ended before them, or with them."""
    ended = InsertionOrder.objects.ended(timezone.now()).order_by("pk")
    due = list(ended.select_for_update(skip_locked=True, no_key=True)[:BATCH])
    for order in due:
        orders.expire(order)
    return len(due)
