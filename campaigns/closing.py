"""Ending campaigns for their family, from whatever state: they expired, or are kept in the books only."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns.lifecycle import COMPLETED
from campaigns.models import Campaign
from core import audit


@transaction.atomic
def close_campaigns(*, campaigns: Sequence[Campaign], deleted: bool = False) -> None:
    """Complete campaigns. What the common lifecycle forbids a person, a family's own end may do: a draft can expire.

    Args:
        campaigns: locked by the caller, as they are now.
        deleted: whether they are gone from every list from now on, and kept in the books only.
    """
    now = timezone.now()
    rows = Campaign.objects.filter(pk__in=[campaign.pk for campaign in campaigns])
    rows.exclude(status=COMPLETED).update(status=COMPLETED, completed_at=now, last_status_changed_at=now)
    gone = {"is_archived": True, "deleted_at": now} if deleted else {}
    rows.update(updated_at=now, version=F("version") + 1, **gone)
    for status in sorted({campaign.status for campaign in campaigns}):
        changes = {} if status == COMPLETED else {"status": [status, COMPLETED]}
        of_status = [campaign for campaign in campaigns if campaign.status == status]
        audit.record_many(of_status, "deleted" if deleted else "status changed", changes)
