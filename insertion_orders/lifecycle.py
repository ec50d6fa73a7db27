"""Where orders, ad campaigns and creatives may go. Source: the DSP dialect's lifecycle.

An ad campaign's stage, as the buyer sees it, is derived from its campaign's status and how far approval has come.
"""

from campaigns.models import CampaignStatus
from core.lifecycle import Lifecycle
from insertion_orders.models import AdCampaign, CreativeStatus, OrderStatus, Stage

DRAFT, PENDING, REJECTED = Stage.DRAFT.value, Stage.PENDING.value, Stage.REJECTED.value
RUNNING, PAUSED, EXPIRED, DELETED = "running", "paused", "expired", Stage.DELETED.value

STAGES = (DRAFT, PENDING, REJECTED, RUNNING, PAUSED, EXPIRED, DELETED)
EDITABLE = (DRAFT, PENDING, REJECTED, RUNNING, PAUSED)

ADS = Lifecycle(
    transitions={
        DRAFT: (PENDING, DELETED),
        PENDING: (RUNNING, REJECTED, EXPIRED, DELETED),
        REJECTED: (PENDING, DELETED),
        RUNNING: (PAUSED, EXPIRED, DELETED),
        PAUSED: (RUNNING, EXPIRED, DELETED),
        EXPIRED: (DELETED,),
        DELETED: (),
    },
    refusals={
        (DRAFT, RUNNING): "A draft has to be submitted and approved before it runs.",
        (PENDING, PAUSED): "It waits for approval, so there is nothing to pause.",
        (REJECTED, RUNNING): "It was rejected. Change it and submit it again.",
        (RUNNING, PENDING): "It was approved already and runs.",
        (PAUSED, PENDING): "It was approved already. Resume it instead.",
        (EXPIRED, RUNNING): "It has expired, which is final. Make a new one.",
        (EXPIRED, PAUSED): "It has expired, which is final.",
        (EXPIRED, PENDING): "It has expired, which is final. Make a new one.",
    },
)

ORDERS = Lifecycle(
    transitions={
        OrderStatus.ACTIVE: (OrderStatus.EXPIRED, OrderStatus.DELETED),
        # Its end was moved on.
        OrderStatus.EXPIRED: (OrderStatus.ACTIVE, OrderStatus.DELETED),
        OrderStatus.DELETED: (),
    }
)

CREATIVES = Lifecycle(
    transitions={
        CreativeStatus.PENDING: (CreativeStatus.APPROVED, CreativeStatus.REJECTED, CreativeStatus.RETIRED),
        CreativeStatus.APPROVED: (CreativeStatus.RETIRED,),
        CreativeStatus.REJECTED: (CreativeStatus.APPROVED, CreativeStatus.RETIRED),
        CreativeStatus.RETIRED: (),
    },
    refusals={
        (CreativeStatus.APPROVED, CreativeStatus.APPROVED): "It is approved already.",
        (CreativeStatus.APPROVED, CreativeStatus.REJECTED): "It was approved, and ads may show it. Retire it instead.",
        (CreativeStatus.REJECTED, CreativeStatus.REJECTED): "It is rejected already.",
    },
)

_OF_STATUS = {
    CampaignStatus.ACTIVE.value: RUNNING,
    CampaignStatus.PAUSED.value: PAUSED,
    CampaignStatus.COMPLETED.value: EXPIRED,
}


def stage_of(ad: AdCampaign) -> str:
    """Where an ad campaign stands in the buyer's words, one of `STAGES`."""
    if ad.stage == DELETED:
        return DELETED
    return _OF_STATUS.get(ad.campaign.status, ad.stage)
