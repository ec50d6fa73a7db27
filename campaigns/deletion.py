"""Deleting a campaign, and what becomes of its content."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns import checks, families, moves
from campaigns.changes import lock
from campaigns.content_lifecycle import DRAFT, SCHEDULED
from campaigns.models import Campaign, ContentItem
from core import audit
from core.errors import ConflictError, Fault, InvalidError, NotFoundError

DELETE_ALL, MOVE_CONTENT = "delete_all", "move_content"
ACTIONS = (DELETE_ALL, MOVE_CONTENT)


@transaction.atomic
def delete_campaign(*, campaign: Campaign, action: str = "", move_to: str = "") -> None:
    """Delete a campaign for good; a family may keep it in its books.

    Without an action its content is kept, unattached, in the company's library; what was scheduled is a draft again.

    Args:
        action: one of `ACTIONS`, or nothing.
        move_to: the UUID of the campaign that `move_content` moves it to.

    Raises:
        InvalidError: an action that there is not, or a move to nowhere; nothing is moved then.
        NotFoundError: it was deleted meanwhile.
        ConflictError: PUBLISHED_CONTENT_EXISTS, unless the content is moved; or its family forbids it.
    """
    target = _target(campaign, action, move_to)
    families.of(campaign).lock(campaign)
    campaign, target = _lock_both(campaign, target)
    families.of(campaign).check_delete(campaign)
    content = ContentItem.objects.filter(campaign=campaign)
    if target is not None:
        moves.announce(moves.Move(list(content.values_list("pk", flat=True)), campaign, target))
        moved = content.update(campaign=target, updated_at=timezone.now())
        audit.record(target, "content moved here", {"items": [None, moved], "from": [None, campaign.name]})
    elif published := content.published().count():
        raise ConflictError(
            "Cannot delete campaign with published content",
            code="PUBLISHED_CONTENT_EXISTS",
            data={"published_count": published},
        )
    elif action == DELETE_ALL:
        content.delete()
    else:
        moves.announce(moves.Move(list(content.values_list("pk", flat=True)), campaign, None))
        # In the library nothing waits for its hour.
        content.filter(status=SCHEDULED).update(
            status=DRAFT, scheduled_at=None, missed_at=None, version=F("version") + 1, updated_at=timezone.now()
        )
    if not families.of(campaign).delete(campaign):
        audit.record(campaign, "deleted")
        campaign.delete()


def _target(campaign: Campaign, action: str, move_to: str) -> Campaign | None:
    if action not in ("", *ACTIONS):
        raise _invalid("action", f"action must be one of {', '.join(ACTIONS)}.")
    if action != MOVE_CONTENT and move_to:
        raise _invalid("action", "moveToCampaignId goes with action=move_content.")
    if action != MOVE_CONTENT:
        return None
    if not move_to:
        raise _invalid("moveToCampaignId", "moveToCampaignId is required with move_content.")
    try:
        target = checks.find(move_to)
    except NotFoundError as error:
        raise _nowhere() from error
    if target.pk == campaign.pk:
        raise _invalid("moveToCampaignId", "Content cannot be moved to the campaign that is deleted.")
    return target


def _lock_both(campaign: Campaign, target: Campaign | None) -> tuple[Campaign, Campaign | None]:
    """Both campaigns, locked by primary key, so that two deletions that move to each other do not deadlock."""
    if target is None:
        return lock(campaign), None
    rows = Campaign.objects.alive().select_for_update().filter(pk__in=[campaign.pk, target.pk]).order_by("pk")
    locked = {found.pk: found for found in rows}
    if campaign.pk not in locked:
        raise NotFoundError(checks.NOT_FOUND)
    if target.pk not in locked:
        raise _nowhere()
    return locked[campaign.pk], locked[target.pk]


def _nowhere() -> InvalidError:
    return _invalid("moveToCampaignId", "The campaign to move to was not found.")


def _invalid(field: str, message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault([field], message)])
