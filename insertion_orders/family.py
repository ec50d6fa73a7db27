"""What media buying has to say about changes, moves and deletions of its campaigns that come through another door."""

from django.utils import timezone

from campaigns.families import FamilyRules
from campaigns.models import Campaign, CampaignStatus, CampaignType
from core.errors import ConflictError, Fault, InvalidError
from insertion_orders import checks, finding, orders
from insertion_orders.ads import needs_approval, settle_limits
from insertion_orders.lifecycle import ADS, EDITABLE, EXPIRED, RUNNING, stage_of
from insertion_orders.models import AdCampaign, InsertionOrder, OrderStatus, Stage

# What the campaign's own faults are called.
_NAMES = {"starts_at": "startsAt", "ends_at": "endsAt"}


class AdRules(FamilyRules):
    """The say of media buying."""

    def lock(self, campaign: Campaign) -> None:
        """Its order comes before a campaign."""
        found = AdCampaign.objects.filter(campaign=campaign).values("order_id")
        list(InsertionOrder.objects.locked().filter(pk__in=found))

    def check_change(self, campaign: Campaign) -> None:
        """Its dates lie within the order's, whoever moves them.

        Raises:
            InvalidError: they would not; or it would be of another type.
            ConflictError: it is finished.
        """
        ad = finding.ad_by_campaign(campaign.pk)
        if campaign.type != CampaignType.ONE_TIME:
            message = "An ad campaign runs once."
            raise InvalidError(message, faults=[Fault(["type"], message)])
        before = ad.campaign
        if (campaign.starts_at, campaign.ends_at) == (before.starts_at, before.ends_at):
            return
        if (stage := stage_of(ad)) not in EDITABLE:
            raise ConflictError(f"The campaign is {stage}, so its dates stay.", code="CAMPAIGN_FINISHED")
        try:
            checks.check_ad_window(ad, campaign, ad.order, now=timezone.now())
        except InvalidError as error:
            faults = [Fault([_NAMES[fault.name]], fault.message) for fault in error.faults]
            raise InvalidError(error.message, faults=faults) from error

    def check_move(self, campaign: Campaign, target: str) -> None:
        """Nothing runs that was not approved, nor after its order's end; what has expired stays so.

        Raises:
            ConflictError: APPROVAL_REQUIRED, ORDER_NOT_ACTIVE, or a move that the lifecycle does not have.
        """
        ad = finding.ad_by_campaign(campaign.pk)
        if target != CampaignStatus.ACTIVE:
            return
        if stage_of(ad) == EXPIRED:
            raise ADS.refusal(EXPIRED, RUNNING)
        if ad.stage != Stage.APPROVED:
            raise needs_approval("status", "An ad campaign has to be approved before it runs.")
        if ad.order.status != OrderStatus.ACTIVE or ad.order.ends_at <= timezone.now():
            raise ConflictError("Its insertion order is not active any more.", code="ORDER_NOT_ACTIVE")

    def delete(self, campaign: Campaign) -> bool:
        """Delete it for the buyer, and keep it in the books."""
        ad = finding.ad_by_campaign(campaign.pk)
        ad.campaign = campaign
        orders.delete_ads([ad])
        settle_limits(ad.order)
        return True
