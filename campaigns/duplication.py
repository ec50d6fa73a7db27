"""A deep copy of a campaign, in two statements whatever its size."""

from django.db import connection, transaction
from django.utils import timezone

from campaigns import families
from campaigns.changes import lock
from campaigns.models import Campaign, CampaignStatus, Origin
from core import audit
from core.context import current

# Copies are drafts without dates, and keep the order of their originals.
_COPY_CONTENT = """
INSERT INTO campaigns_contentitem
    (company_id, campaign_id, uuid, type, platform, title, body, media, status, external_id, external_url,
     problem, provenance, review, version, created_at, updated_at)
SELECT company_id, %(copy)s, core_uuid7(), type, platform, title, body, media, 'DRAFT', '', '',
       '', provenance, review, 1, %(now)s, %(now)s
FROM campaigns_contentitem WHERE company_id = %(company)s AND campaign_id = %(original)s
ORDER BY created_at, id
"""

COPIED = ("brief", "goal", "type", "starts_at", "ends_at", "context_overrides", "tags")


@transaction.atomic
def duplicate_campaign(*, campaign: Campaign, name: str) -> Campaign:
    """Copy a campaign and all its content. The copy is a draft, not archived; its items are drafts without dates.

    Args:
        name: what the copy is called.

    Raises:
        NotFoundError: it was deleted meanwhile.
        ConflictError: its family forbids a copy of that name.
    """
    campaign = lock(campaign)
    families.of(campaign).check_copy(campaign, name)
    now, actor = timezone.now(), current().actor
    copy = Campaign(
        company_id=campaign.company_id,
        name=name,
        status=CampaignStatus.DRAFT,
        origin=Origin.NATIVE,
        owner_id=actor.id if actor.kind == "person" else None,
        created_at=now,
        updated_at=now,
        last_status_changed_at=now,
        **{column: getattr(campaign, column) for column in COPIED},
    )
    copy.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _COPY_CONTENT,
            {"copy": copy.pk, "original": campaign.pk, "company": campaign.company_id, "now": now},
        )
        items = cursor.rowcount
    audit.record(copy, "created", {"copy of": [None, campaign.name], "items": [None, items]})
    return copy
