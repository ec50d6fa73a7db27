"""Finding and locking orders and ad campaigns of the company in scope.

Locks are taken orders first, then campaigns, each by primary key.
"""

from collections.abc import Iterable, Sequence

from campaigns.models import Campaign
from core.errors import ConflictError, NotFoundError
from insertion_orders.models import AdCampaign, InsertionOrder

NO_ORDER = "Insertion order not found"
NO_CAMPAIGN = "Campaign not found"
MAX_ID = 2**63 - 1


def order_by_id(pk: int) -> InsertionOrder:
    """An order that was not deleted.

    Raises:
        NotFoundError: there is none in the company in scope.
    """
    found: InsertionOrder | None = InsertionOrder.objects.alive().filter(pk=_id(pk)).first()
    if found is None:
        raise NotFoundError(NO_ORDER)
    return found


def lock_order(pk: int) -> InsertionOrder:
    """An order that was not deleted, locked until the transaction ends.

    Raises:
        NotFoundError: there is none in the company in scope.
    """
    found: InsertionOrder | None = InsertionOrder.objects.alive().locked().filter(pk=_id(pk)).first()
    if found is None:
        raise NotFoundError(NO_ORDER)
    return found


def ad_by_campaign(pk: int) -> AdCampaign:
    """An ad campaign by its campaign's primary key, with campaign and order; deleted ones included.

    Raises:
        NotFoundError: there is none in the company in scope.
    """
    rows = AdCampaign.objects.select_related("campaign", "order", "spend", "order__spend", "company")
    found: AdCampaign | None = rows.filter(campaign_id=_id(pk)).first()
    if found is None:
        raise NotFoundError(NO_CAMPAIGN)
    return found


def lock_ad(ad: AdCampaign) -> AdCampaign:
    """An ad campaign as it is now, with its order and its campaign locked before it.

    Raises:
        NotFoundError: it is not there any more.
    """
    (locked,) = lock_ads([ad.campaign_id])
    return locked


def lock_ads(campaign_ids: Sequence[int]) -> list[AdCampaign]:
    """Ad campaigns as they are now, in the order of `campaign_ids`: their orders locked first, then their campaigns.

    Raises:
        NotFoundError: one of them is not there.
    """
    ids = [_id(pk) for pk in campaign_ids]
    order_ids = list(AdCampaign.objects.filter(campaign_id__in=ids).values_list("order_id", flat=True))
    list(InsertionOrder.objects.locked().filter(pk__in=order_ids))
    return _locked_campaigns(ids)


def lock_ads_of(orders: Sequence[InsertionOrder]) -> list[AdCampaign]:
    """The ad campaigns of orders that the caller has locked; deleted ones left out."""
    ids = list(AdCampaign.objects.alive().filter(order__in=orders).values_list("campaign_id", flat=True))
    return _locked_campaigns(ids)


def _locked_campaigns(ids: Iterable[int]) -> list[AdCampaign]:
    wanted = list(dict.fromkeys(ids))
    list(Campaign.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk"))
    rows = AdCampaign.objects.select_related("campaign", "order", "company").filter(campaign_id__in=wanted)
    found = {ad.campaign_id: ad for ad in rows}
    if any(pk not in found for pk in wanted):
        raise NotFoundError(NO_CAMPAIGN)
    return [found[pk] for pk in wanted]


def state_of(found: InsertionOrder | AdCampaign) -> str:
    """What differs once somebody changed an order, or an ad campaign with its campaign."""
    version = f"/{found.campaign.version}" if isinstance(found, AdCampaign) else ""
    return f"{found.updated_at.isoformat()}{version}"


def check_seen(found: InsertionOrder | AdCampaign, seen: str) -> None:
    """Refuse to change what is not any more as it was looked at.

    Args:
        found: as it is now, locked.
        seen: its `state_of` then; empty does not ask.

    Raises:
        ConflictError: VERSION_CHANGED.
    """
    if seen and seen != state_of(found):
        message = "Somebody changed it while you were writing, so that yours was not saved. Look at it again."
        raise ConflictError(message, code="VERSION_CHANGED")


def _id(pk: int) -> int:
    """A key that PostgreSQL can compare; one beyond it belongs to nothing."""
    return pk if 0 < pk <= MAX_ID else 0
