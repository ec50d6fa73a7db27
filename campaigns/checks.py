"""Rules that a campaign's fields keep among themselves, and finding one by its ids."""

from campaigns.models import Campaign, CampaignType
from campaigns.querysets import CampaignQuerySet
from core.errors import Fault, InvalidError, NotFoundError
from core.ids import parse_uuid

NOT_FOUND = "Campaign not found"


def check_dates(campaign: Campaign) -> None:
    """Refuse dates that contradict each other or the type.

    Raises:
        InvalidError: naming `endsAt`.
    """
    fault = None
    if campaign.ends_at and campaign.type == CampaignType.EVERGREEN:
        fault = "An evergreen campaign has no end."
    elif campaign.ends_at and campaign.starts_at and campaign.ends_at < campaign.starts_at:
        fault = "The end lies before the start."
    if fault:
        raise InvalidError(fault, faults=[Fault(["endsAt"], fault)])


def find(text: str) -> Campaign:
    """A campaign of the company in scope by its UUID.

    Raises:
        NotFoundError: there is none.
    """
    return _only(Campaign.objects.alive().filter(uuid=parse_uuid(text)))


def _only(found: CampaignQuerySet) -> Campaign:
    campaign: Campaign | None = found.first()
    if campaign is None:
        raise NotFoundError(NOT_FOUND)
    return campaign
