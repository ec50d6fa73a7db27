"""Campaigns and what is written for them."""

from campaigns.models.campaign import Campaign, CampaignCount, CampaignStatus, CampaignType, Origin
from campaigns.models.content import ContentItem, ContentStatus, ContentType

__all__ = [
    "Campaign",
    "CampaignCount",
    "CampaignStatus",
    "CampaignType",
    "ContentItem",
    "ContentStatus",
    "ContentType",
    "Origin",
]
