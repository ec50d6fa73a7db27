"""Suspending campaigns that send or wait for their time, and letting them go on: all that are named, or none."""

from collections.abc import Sequence

from django.db import transaction

from campaigns import changes
from campaigns.models import CampaignStatus
from core.errors import ConflictError
from delivery import broadcasts, handing_over, listing
from delivery.listing import Listed
from delivery.models import RunState

SUSPENDABLE = ("running", "scheduled")
NOT_SUSPENDABLE = "CAMPAIGN_NOT_SUSPENDABLE"
NOT_SUSPENDED = "CAMPAIGN_NOT_SUSPENDED"


@transaction.atomic
def suspend(*, ids: Sequence[int]) -> list[Listed]:
    """Suspend campaigns of the messaging family; what is being handed over at this moment is the last.

    Args:
        ids: the campaigns' primary keys.

    Raises:
        NotFoundError: one of them is not there.
        ConflictError: one of them neither runs nor waits for its time.
    """
    for listed in _locked(ids):
        if listed.stage not in SUSPENDABLE:
            raise _refusal(listed, "Only a running or scheduled campaign can be suspended", NOT_SUSPENDABLE)
        changes.move_campaign(campaign=listed.broadcast.campaign, target=CampaignStatus.PAUSED)
    return listing.by_ids(ids)


@transaction.atomic
def resume(*, ids: Sequence[int]) -> list[Listed]:
    """Let suspended campaigns go on; one that has nothing left to do is completed.

    Raises:
        NotFoundError: one of them is not there.
        ConflictError: one of them is not suspended.
    """
    for listed in _locked(ids):
        if listed.stage != "suspended":
            raise _refusal(listed, "Only a suspended campaign can be resumed", NOT_SUSPENDED)
        broadcast = listed.broadcast
        changes.move_campaign(campaign=broadcast.campaign, target=CampaignStatus.ACTIVE)
        for run in broadcast.runs.filter(state=RunState.RUNNING).order_by("pk"):
            handing_over.wake(run)
        broadcasts.settle(broadcast)
    return listing.by_ids(ids)


def _locked(ids: Sequence[int]) -> list[Listed]:
    """The campaigns as they are now, locked by primary key, so that two calls never wait for each other in a circle."""
    for listed in sorted(listing.by_ids(ids), key=lambda found: found.broadcast.campaign_id):
        changes.lock(listed.broadcast.campaign)
    return listing.by_ids(sorted(ids))


def _refusal(listed: Listed, rule: str, code: str) -> ConflictError:
    pk = listed.broadcast.campaign_id
    data = {"campaign_id": pk, "state": listed.stage}
    return ConflictError(f"{rule}; campaign {pk} is {listed.stage}.", code=code, data=data)
