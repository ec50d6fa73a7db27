"""Making campaigns."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from campaigns import context
from campaigns.checks import check_dates
from campaigns.models import Campaign, Origin
from core import audit
from core.context import current
from core.inserts import insert


@transaction.atomic
def create_campaign(
    *,
    company_id: int,
    name: str,
    origin: str = Origin.NATIVE,
    overrides: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Campaign:
    """Create a campaign as a draft.

    Args:
        origin: the door that it came through.
        overrides: context keys that it says itself; the API's names.
        fields: brief, goal, type, starts_at, ends_at, tags.

    Raises:
        InvalidError: dates that do not go together.
    """
    now = timezone.now()
    actor = current().actor
    campaign = Campaign(
        company_id=company_id,
        name=name,
        origin=origin,
        context_overrides=context.merged({}, overrides or {}),
        owner_id=actor.id if actor.kind == "person" else None,
        created_at=now,
        updated_at=now,
        last_status_changed_at=now,
        **fields,
    )
    check_dates(campaign)
    insert(campaign)
    audit.record(campaign, "created")
    return campaign
