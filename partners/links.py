"""The addresses that partners get, and people open. Pure."""

from urllib.parse import urlencode

from core.ids import short_id


def campaign_link(base: str, campaign_id: int) -> str:
    """Opens the campaign in the back office.

    Args:
        base: scheme and host, without a slash at the end.
    """
    return f"{base}/campaigns/{short_id(campaign_id)}"


def ad_creation_link(base: str, campaign_id: int) -> str:
    """Opens the campaign's ad drafts."""
    return f"{campaign_link(base, campaign_id)}/ads"


def creation_link(base: str, reference_id: str) -> str:
    """Opens the form that creates a campaign, filled in from the source."""
    return f"{base}/campaigns?{urlencode({'create': 'true', 'source_id': reference_id})}"
