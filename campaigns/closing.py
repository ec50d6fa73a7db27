"""Ending campaigns for their family, from whatever state: they expired, or are kept in the books only."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Value, When
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
    gone = {"is_archived": True, "deleted_at": now} if deleted else {}
    # One statement takes the counters of campaigns in their order; two would hold some while they wait for others.
    Campaign.objects.filter(pk__in=[campaign.pk for campaign in campaigns]).update(
        status=COMPLETED,
        completed_at=_unless_completed("completed_at", now),
        last_status_changed_at=_unless_completed("last_status_changed_at", now),
        updated_at=now,
        version=F("version") + 1,
        **gone,
    )
    for status in sorted({campaign.status for campaign in campaigns}):
        changes = {} if status == COMPLETED else {"status": [status, COMPLETED]}
        of_status = [campaign for campaign in campaigns if campaign.status == status]
        audit.record_many(of_status, "deleted" if deleted else "status changed", changes)


def _unless_completed(column: str, now: datetime) -> Case:
    """Now, but for a campaign that was complete before."""
    return Case(When(status=COMPLETED, then=F(column)), default=Value(now))
