"""Campaigns and what is written for them."""

from campaigns.models.campaign import Campaign, CampaignCount, CampaignStatus, CampaignType, Origin
from campaigns.models.content import ContentItem, ContentStatus, ContentType, Review
from campaigns.models.edit import EditChange, EditKind, EditRun
from campaigns.models.feed import CalendarFeed

__all__ = [
    "CalendarFeed",
    "Campaign",
    "CampaignCount",
    "CampaignStatus",
    "CampaignType",
    "ContentItem",
    "ContentStatus",
    "ContentType",
    "EditChange",
    "EditKind",
    "EditRun",
    "Origin",
    "Review",
]
