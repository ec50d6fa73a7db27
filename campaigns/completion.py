"""Campaigns that complete by themselves when their end has passed."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns.lifecycle import COMPLETED
from campaigns.models import Campaign
from core import audit
from core.tenancy import across_companies

BATCH = 500


def complete_ended() -> int:
    """Complete every active campaign whose end has passed.

    A paused one waits: resuming it may move its end.

    Returns:
        How many were completed.
    """
    count = 0
    with across_companies():
        while batch := _complete_batch():
            count += batch
    return count


@transaction.atomic
def _complete_batch() -> int:
    """One batch; rows that somebody holds are left for the next round."""
    now = timezone.now()
    due = list(Campaign.objects.ended(now).order_by("pk").select_for_update(skip_locked=True)[:BATCH])
    Campaign.objects.filter(pk__in=[campaign.pk for campaign in due]).update(
        status=COMPLETED,
        completed_at=now,
        last_status_changed_at=now,
        updated_at=now,
        version=F("version") + 1,
    )
    audit.record_many(due, "status changed", {"status": ["ACTIVE", "COMPLETED"]})
    return len(due)
