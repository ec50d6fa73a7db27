"""Scheduled items whose time passed while their campaign was paused."""

from datetime import datetime

from django.db.models import F

from campaigns.content_lifecycle import SCHEDULED
from campaigns.models import Campaign, ContentItem


def mark_missed(*, campaign: Campaign, now: datetime) -> int:
    """Mark what is past as missed: it is never published by itself, only by hand or on a new date.

    Returns:
        How many items that were.
    """
    past = ContentItem.objects.filter(campaign=campaign, status=SCHEDULED, missed_at=None, scheduled_at__lt=now)
    return past.update(missed_at=now, updated_at=now, version=F("version") + 1)
