"""Taking an edit back, but for what was edited since."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from campaigns.changes import lock
from campaigns.content_lifecycle import PUBLISHED, PUBLISHING
from campaigns.models import Campaign, EditKind, EditRun
from core import audit
from core.errors import ConflictError, NotFoundError
from core.ids import parse_uuid


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo came to.

    Args:
        run: the edit.
        restored: rows that are again as they were.
        refused: UUIDs of items that were edited, published or moved away since; they were left as they are.
    """

    run: EditRun
    restored: int
    refused: list[str]


def find(campaign: Campaign, text: str) -> EditRun:
    """An edit of a campaign by its UUID.

    Raises:
        NotFoundError: there is none.
    """
    uuid: Any = parse_uuid(text)
    found: EditRun | None = EditRun.objects.filter(campaign=campaign, uuid=uuid).first()
    if found is None:
        raise NotFoundError("Edit not found")
    return found


# A row whose version is another than the edit left it with was edited since. Columns that the edit did not touch stay.
_UNDO = """
UPDATE campaigns_contentitem item SET
    title = coalesce(change.before ->> 'title', item.title),
    body = coalesce(change.before ->> 'body', item.body),
    status = coalesce(change.before ->> 'status', item.status),
    scheduled_at = CASE WHEN change.before ? 'scheduled_at'
        THEN (change.before ->> 'scheduled_at')::timestamptz ELSE item.scheduled_at END,
    missed_at = CASE WHEN change.before ? 'missed_at'
        THEN (change.before ->> 'missed_at')::timestamptz ELSE item.missed_at END,
    version = item.version + 1, updated_at = %(now)s
FROM campaigns_editchange change
WHERE change.run_id = %(run)s AND change.item_id = item.id
  AND item.version = change.version AND item.campaign_id = %(campaign)s
"""

_REFUSED = """
SELECT item.uuid FROM campaigns_editchange change JOIN campaigns_contentitem item ON item.id = change.item_id
WHERE change.run_id = %s AND (item.version <> change.version OR item.campaign_id IS DISTINCT FROM %s)
ORDER BY item.id
"""


@transaction.atomic
def undo_edit(*, run: EditRun) -> Undone:
    """Take an edit back. Items edited since are refused and stay as they are.

    Raises:
        ConflictError: it was taken back already, or content that a resume moved is published.
        NotFoundError: the campaign was deleted meanwhile.
    """
    campaign = lock(run.campaign)
    now = timezone.now()
    if not EditRun.objects.filter(pk=run.pk, undone_at=None).update(undone_at=now):
        raise ConflictError("This edit was taken back already.", code="EDIT_UNDONE")
    if run.kind == EditKind.RESUME:
        _check_resume(run, campaign)
    with connection.cursor() as cursor:
        cursor.execute(_REFUSED, [run.pk, campaign.pk])
        refused = [str(row[0]) for row in cursor.fetchall()]
        cursor.execute(_UNDO, {"run": run.pk, "campaign": campaign.pk, "now": now})
        restored = cursor.rowcount
    restored += _undo_campaign(run, campaign)
    audit.record(campaign, "edit taken back", {"edit": [run.summary, None], "items": [None, restored]})
    run.refresh_from_db()
    return Undone(run, restored, refused)


def _check_resume(run: EditRun, campaign: Campaign) -> None:
    """A resume can be taken back until the first item that it moved is out, or the campaign went on."""
    if run.changes.filter(item__status__in=[PUBLISHING, PUBLISHED]).exists():
        raise ConflictError("Content that this resume moved is published already.", code="EDIT_PUBLISHED")
    if not run.changes.filter(item=None, version=campaign.version).exists():
        raise ConflictError("The campaign was changed since it was resumed.", code="EDIT_OUTDATED")


def _undo_campaign(run: EditRun, campaign: Campaign) -> int:
    change: Any = run.changes.filter(item=None, version=campaign.version).first()
    if change is None:
        return 0
    columns = {**change.before, "version": campaign.version + 1, "updated_at": timezone.now()}
    return int(Campaign.objects.filter(pk=campaign.pk).update(**columns))
