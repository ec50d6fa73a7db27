"""What a buyer can do to campaigns: pause, resume, delete, submit. All that are named, or none; again is no change."""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from campaigns.changes import move_campaign
from campaigns.models import CampaignStatus
from core.errors import ConflictError, InvalidError
from insertion_orders import approval, finding, orders
from insertion_orders.ads import settle_limits
from insertion_orders.lifecycle import ADS, DELETED, PAUSED, PENDING, RUNNING, stage_of
from insertion_orders.models import AdCampaign

TARGETS: Mapping[str, str] = {"pause": PAUSED, "resume": RUNNING, "delete": DELETED, "submit": PENDING}


@transaction.atomic
def act(*, campaign_ids: Sequence[int], action: str) -> list[AdCampaign]:
    """Do the same to several campaigns.

    Args:
        campaign_ids: the campaigns' primary keys.
        action: a key of `TARGETS`.

    Raises:
        NotFoundError: one of them is not there; nothing is done.
        ConflictError: INVALID_STATUS_TRANSITION for one of them, with `campaign_id`, `current_status` and
            `valid_targets`; nothing is done.
    """
    ads = finding.lock_ads(campaign_ids)
    target = TARGETS[action]
    for ad in ads:
        _check(ad, target)
    moved = [ad for ad in ads if stage_of(ad) != target]
    _DO[action](moved)
    # Counters are locked as those who report spend lock them: by their orders' keys, whatever the caller named first.
    for _, order in sorted({ad.order_id: ad.order for ad in moved}.items()):
        settle_limits(order)
    return [finding.ad_by_campaign(ad.campaign_id) for ad in ads]


def _check(ad: AdCampaign, target: str) -> None:
    """Refuse a move that the lifecycle does not have, naming the campaign."""
    stage = stage_of(ad)
    if stage == target:
        return
    # Out of a wait for approval only an approver's decision leads.
    if target == RUNNING and stage == PENDING:
        raise _refusal(ad, "It waits for approval, which is a person's act in the back office.")
    try:
        ADS.check(stage, target)
    except ConflictError as error:
        raise _refusal(ad, error.message) from error


def _refusal(ad: AdCampaign, reason: str) -> ConflictError:
    stage = stage_of(ad)
    data = {"campaign_id": ad.campaign_id, "current_status": stage, "valid_targets": ADS.targets(stage)}
    return ConflictError(f"Campaign {ad.campaign_id}: {reason}", code="INVALID_STATUS_TRANSITION", data=data)


def _move_to(status: CampaignStatus) -> Callable[[Sequence[AdCampaign]], None]:
    def move(ads: Sequence[AdCampaign]) -> None:
        for ad in ads:
            move_campaign(campaign=ad.campaign, target=status)

    return move


def _submit(ads: Sequence[AdCampaign]) -> None:
    for ad in ads:
        try:
            approval.submit(ad=ad)
        except InvalidError as error:
            raise InvalidError(f"Campaign {ad.campaign_id}: {error.message}", faults=error.faults) from error


_DO: Mapping[str, Callable[[Sequence[AdCampaign]], None]] = {
    "pause": _move_to(CampaignStatus.PAUSED),
    "resume": _move_to(CampaignStatus.ACTIVE),
    "delete": orders.delete_ads,
    "submit": _submit,
}
