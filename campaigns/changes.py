"""Changing, moving, archiving and deleting one campaign."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns import context, families
from campaigns.checks import NOT_FOUND, check_dates
from campaigns.lifecycle import ACTIVE, COMPLETED, LIFECYCLE, PAUSED, STAMPS
from campaigns.missed import mark_missed
from campaigns.models import Campaign
from core import audit
from core.errors import ConflictError, NotFoundError

EDITABLE = ("name", "brief", "goal", "type", "starts_at", "ends_at", "tags")


@transaction.atomic
def update_campaign(
    *,
    campaign: Campaign,
    fields: Mapping[str, Any],
    overrides: Mapping[str, Any] | None = None,
    status: str = "",
    version: int | None = None,
) -> Campaign:
    """Change a campaign; only what is given changes.

    Args:
        campaign: as the caller found it; it is locked and read again.
        fields: new values of `EDITABLE` columns.
        overrides: context keys, merged one by one; None goes back to inheriting.
        status: where to move it, if anywhere; the present one is no move.
        version: the version that the change was made from; None takes any.

    Raises:
        NotFoundError: it was deleted meanwhile.
        InvalidError: dates that do not go together, or that the campaign's family does not allow.
        ConflictError: a move or a name that the lifecycle or its family does not allow, or another version.
    """
    families.of(campaign).lock(campaign)
    campaign = lock(campaign)
    if version is not None and campaign.version != version:
        raise ConflictError("The campaign was changed meanwhile.", code="VERSION_CHANGED")
    before = _snapshot(campaign)
    for name, value in fields.items():
        setattr(campaign, name, value)
    if overrides is not None:
        campaign.context_overrides = context.merged(campaign.context_overrides, overrides)
    check_dates(campaign)
    changes = audit.changed(before, _snapshot(campaign))
    if changes:
        families.of(campaign).check_change(campaign)
        _save(campaign, list(changes))
        if "name" in changes:
            families.of(campaign).take_name(campaign)
        audit.record(campaign, "changed", changes)
    if status and status != campaign.status:
        campaign = move_campaign(campaign=campaign, target=status)
    return campaign


@transaction.atomic
def move_campaign(*, campaign: Campaign, target: str) -> Campaign:
    """Move a campaign through its lifecycle.

    Out of a pause this way all dates stay, and what is past counts as missed; `campaigns.resume` offers more.

    Raises:
        ConflictError: the table, the family or the dates do not allow it, or somebody was faster.
    """
    LIFECYCLE.check(campaign.status, target)
    families.of(campaign).check_move(campaign, target)
    now = timezone.now()
    if target == ACTIVE and campaign.status == COMPLETED and campaign.ends_at and campaign.ends_at <= now:
        raise ConflictError(
            "The campaign's end has passed. Give it a new end together with the move.", code="END_HAS_PASSED"
        )
    columns = _stamps(campaign.status, target, now)
    rows = Campaign.objects.filter(pk=campaign.pk)
    if not LIFECYCLE.move(rows, current=campaign.status, target=target, version=F("version") + 1, **columns):
        raise ConflictError("Somebody else changed the campaign's status just now.", code="STATUS_CHANGED")
    if campaign.status == PAUSED and target == ACTIVE:
        mark_missed(campaign=campaign, now=now)
    audit.record(campaign, "status changed", {"status": [campaign.status, target]})
    campaign.refresh_from_db()
    return campaign


def _stamps(current: str, target: str, now: Any) -> dict[str, Any]:
    columns: dict[str, Any] = {"last_status_changed_at": now, "updated_at": now}
    if stamp := STAMPS.get(target):
        columns[stamp] = now
    if current == PAUSED and target == ACTIVE:
        columns["resumed_at"] = now
    if current == COMPLETED:
        columns["completed_at"] = None
    return columns


@transaction.atomic
def archive_campaign(*, campaign: Campaign, archive: bool) -> Campaign:
    """Hide a campaign from default lists, or show it again. Its status stays; again is no change."""
    campaign = lock(campaign)
    if campaign.is_archived != archive:
        campaign.is_archived = archive
        _save(campaign, ["is_archived"])
        audit.record(campaign, "archived" if archive else "unarchived")
    return campaign


def lock(campaign: Campaign) -> Campaign:
    """The campaign as it is now, locked until the transaction ends.

    Raises:
        NotFoundError: it was deleted meanwhile.
    """
    found: Campaign | None = Campaign.objects.alive().select_for_update().filter(pk=campaign.pk).first()
    if found is None:
        raise NotFoundError(NOT_FOUND)
    return found


def _snapshot(campaign: Campaign) -> dict[str, Any]:
    names = (*EDITABLE, "context_overrides")
    return {name: getattr(campaign, name) for name in names}


def _save(campaign: Campaign, columns: list[str]) -> None:
    campaign.updated_at = timezone.now()
    campaign.version += 1
    folded = ["name_folded"] if "name" in columns else []
    campaign.save(update_fields=[*columns, *folded, "updated_at", "version"])
