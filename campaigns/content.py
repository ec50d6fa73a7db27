"""Writing, scheduling and cancelling single items. Publishing is delivery's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from campaigns import moves, platforms
from campaigns.content_lifecycle import CANCELLED, CONTENT, DRAFT, EDITABLE, SCHEDULED
from campaigns.models import Campaign, ContentItem, ContentType, Review
from companies.models import Company
from core import audit
from core.context import current
from core.errors import ConflictError, Fault, InvalidError, NotFoundError
from core.ids import parse_uuid

NOT_FOUND = "Content not found"
COLUMNS = ("title", "body", "media", "platform", "campaign")
PERSON = {"by": "person"}


def find(text: str) -> ContentItem:
    """An item of the company in scope by its UUID.

    Raises:
        NotFoundError: there is none.
    """
    uuid: Any = parse_uuid(text)
    found: ContentItem | None = ContentItem.objects.select_related("campaign").filter(uuid=uuid).first()
    if found is None:
        raise NotFoundError(NOT_FOUND)
    return found


@transaction.atomic
def create_item(*, company_id: int, scheduled_at: datetime | None = None, **fields: Any) -> ContentItem:
    """Write a new draft; with an instant it is scheduled at once.

    Args:
        scheduled_at: when it is to be published.
        fields: type, platform, title, body, media, campaign, provenance.

    Raises:
        InvalidError: a field that its type needs is missing, or it cannot be scheduled as it is.
    """
    fields.setdefault("provenance", {**PERSON, "name": current().actor.label})
    item = ContentItem(company_id=company_id, **fields)
    check_fields(item)
    _hold(item.campaign)
    item.save(force_insert=True)
    audit.record(item, "created")
    return schedule(item=item, scheduled_at=scheduled_at) if scheduled_at else item


@transaction.atomic
def update_item(*, item: ContentItem, fields: Mapping[str, Any]) -> ContentItem:
    """Change an item; only what is given changes.

    Args:
        fields: `COLUMNS`, and `scheduled_at`: an instant schedules, None takes it off the calendar.

    Raises:
        NotFoundError: it was deleted meanwhile.
        ConflictError: it is published, or about to be.
        InvalidError: a value that does not do; for a scheduled item, what its platform would refuse.
    """
    item = lock(item)
    _check_editable(item)
    before = {name: getattr(item, name) for name in COLUMNS}
    for name in COLUMNS:
        if name in fields:
            setattr(item, name, fields[name])
    check_fields(item)
    changes = audit.changed(before, {name: getattr(item, name) for name in COLUMNS})
    if changes:
        _hold(item.campaign)
        if item.status == SCHEDULED:
            check_limits(item)
        if "campaign" in changes:
            moves.announce(moves.Move([item.pk], before["campaign"], item.campaign))
        _save(item, *changes)
        audit.record(item, "changed", changes)
    if "scheduled_at" not in fields:
        return item
    instant = fields["scheduled_at"]
    return schedule(item=item, scheduled_at=instant) if instant else unschedule(item=item)


@transaction.atomic
def schedule(*, item: ContentItem, scheduled_at: datetime) -> ContentItem:
    """Put an item on the calendar, or move it there.

    Raises:
        ConflictError: it is published, or about to be; or it waits for a review.
        InvalidError: the instant is past, or the platform would refuse the item.
    """
    item = lock(item)
    if item.status == SCHEDULED and item.scheduled_at == scheduled_at:
        return item
    CONTENT.check(item.status, SCHEDULED)
    if scheduled_at <= timezone.now():
        raise InvalidError("The time has passed.", faults=[Fault(["scheduledAt"], "The time has passed.")])
    check_limits(item)
    check_review(item)
    before = [item.scheduled_at, scheduled_at]
    item.status, item.scheduled_at, item.missed_at = SCHEDULED, scheduled_at, None
    _save(item, "status", "scheduled_at", "missed_at")
    audit.record(item, "scheduled", {"scheduled_at": before})
    return item


@transaction.atomic
def unschedule(*, item: ContentItem) -> ContentItem:
    """Take an item off the calendar: it is a draft again. One that is not on it stays as it is."""
    item = lock(item)
    if item.scheduled_at is None:
        return item
    CONTENT.check(item.status, DRAFT)
    before = [item.scheduled_at, None]
    item.status, item.scheduled_at, item.missed_at = DRAFT, None, None
    _save(item, "status", "scheduled_at", "missed_at")
    audit.record(item, "unscheduled", {"scheduled_at": before})
    return item


@transaction.atomic
def cancel(*, item: ContentItem) -> ContentItem:
    """Give an item up; it keeps its date and can be scheduled anew. Again is no change.

    Raises:
        ConflictError: it is published, or about to be.
    """
    item = lock(item)
    if item.status == CANCELLED:
        return item
    CONTENT.check(item.status, CANCELLED)
    before = [item.status, CANCELLED]
    item.status = CANCELLED
    _save(item, "status")
    audit.record(item, "cancelled", {"status": before})
    return item


@transaction.atomic
def review_item(*, item: ContentItem, approve: bool) -> ContentItem:
    """Approve or reject what the assistant wrote. The same again is no change.

    Raises:
        ConflictError: a person wrote it, or it is published.
    """
    item = lock(item)
    _check_editable(item)
    if item.review == Review.NONE:
        raise ConflictError("A person wrote this; there is nothing to review.", code="NOT_GENERATED")
    wanted = Review.APPROVED if approve else Review.REJECTED
    if item.review == wanted:
        return item
    before = [item.review, wanted]
    item.review = wanted
    _save(item, "review")
    audit.record(item, "approved" if approve else "rejected", {"review": before})
    return item


@transaction.atomic
def delete_item(*, item: ContentItem) -> None:
    """Delete an item for good.

    Raises:
        ConflictError: it is published, or about to be: it stays in the books.
    """
    item = lock(item)
    _check_editable(item, "Published content is kept; it cannot be deleted.")
    audit.record(item, "deleted")
    item.delete()


def lock(item: ContentItem) -> ContentItem:
    """The item as it is now, locked until the transaction ends.

    Raises:
        NotFoundError: it was deleted meanwhile.
    """
    found = ContentItem.objects.select_for_update(of=("self",)).select_related("campaign").filter(pk=item.pk).first()
    if found is None:
        raise NotFoundError(NOT_FOUND)
    return found


def check_fields(item: ContentItem) -> None:
    """Refuse an item without what its type needs: scripts and posts a platform, articles and scripts a title.

    Raises:
        InvalidError: with every fault.
    """
    faults = []
    if item.type != ContentType.BLOG and not item.platform:
        faults.append(Fault(["platform"], "This type of content needs a platform.", missing=True))
    if item.type != ContentType.SOCIAL and not item.title.strip():
        faults.append(Fault(["title"], "This type of content needs a title.", missing=True))
    if faults:
        raise InvalidError("Some fields are not valid.", faults=faults)


def _check_editable(item: ContentItem, reason: str = "Published content cannot be changed any more.") -> None:
    if item.status not in EDITABLE:
        raise ConflictError(reason, code="CONTENT_PUBLISHED")


def check_limits(item: ContentItem) -> None:
    """Refuse what its platform would.

    Raises:
        InvalidError: with every fault.
    """
    found = platforms.faults(platform=item.platform, title=item.title, body=item.body, media=item.media)
    if found:
        raise InvalidError(f"It cannot be scheduled: {found[0].message}", faults=found)


def check_review(item: ContentItem) -> None:
    """What the assistant wrote waits for a person, where the company wants that.

    Raises:
        ConflictError: REVIEW_REQUIRED.
    """
    if item.review in (Review.NONE, Review.APPROVED):
        return
    if Company.objects.filter(pk=item.company_id, review_generated=True).exists():
        raise ConflictError("The assistant wrote this. Somebody has to approve it first.", code="REVIEW_REQUIRED")


def _hold(campaign: Campaign | None) -> None:
    """Keep the campaign from being deleted until this is done.

    Raises:
        NotFoundError: it was deleted meanwhile.
    """
    if campaign is None:
        return
    if not Campaign.objects.alive().select_for_update(no_key=True).filter(pk=campaign.pk).exists():
        raise NotFoundError("Campaign not found")


def _save(item: ContentItem, *columns: str) -> None:
    item.updated_at = timezone.now()
    item.version += 1
    item.save(update_fields=[*columns, "updated_at", "version"])
