"""Resuming a paused campaign: the dates are planned apart (`campaigns.resume_dates`), shown first, applied at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from campaigns import changes, families
from campaigns.content_lifecycle import CANCELLED, SCHEDULED
from campaigns.lifecycle import ACTIVE, LIFECYCLE, PAUSED
from campaigns.models import Campaign, CampaignType, ContentItem, EditKind, EditRun
from campaigns.resume_dates import EndDateAction, Item, Outcome, Pause, PlannedItem, ResumePlan, Strategy, plan
from companies.models import Company
from core.context import current
from core.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Wish:
    """How a campaign is to be resumed.

    Args:
        strategy: what happens to its scheduled items.
        end_date_action: what happens to its end.
        new_end: the end that was named, if any; aware.
    """

    strategy: Strategy
    end_date_action: EndDateAction = "keep"
    new_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a resume would do.

    Args:
        plan: every date.
        items: the items that it speaks of, by primary key.
        company: whose zone counts.
    """

    plan: ResumePlan
    items: dict[int, ContentItem]
    company: Company


def preview(*, campaign: Campaign, wish: Wish) -> Preview:
    """What a resume would do, with clashes; nothing changes.

    Raises:
        ConflictError: the campaign is not paused, or its family forbids the move.
        InvalidError: an end date that does not do.
    """
    _check(campaign)
    company = Company.objects.get(pk=campaign.company_id)
    items = _scheduled(campaign)
    now = timezone.now()
    others = _others(campaign, _plan(campaign, company, items, wish, now))
    planned = _plan(campaign, company, items, wish, now, others)
    return Preview(planned, {item.pk: item for item in items}, company)


@transaction.atomic
def resume_campaign(*, campaign: Campaign, wish: Wish) -> tuple[Campaign, EditRun]:
    """Resume a paused campaign, in one go, and keep what is needed to take it back.

    Returns:
        The campaign, and the edit that can be undone until the first moved item is published.

    Raises:
        As `preview`.
    """
    families.of(campaign).lock(campaign)
    campaign = changes.lock(campaign)
    _check(campaign)
    company, now = Company.objects.get(pk=campaign.company_id), timezone.now()
    items = _scheduled(campaign, for_update=True)
    planned = _plan(campaign, company, items, wish, now)
    run = _run(campaign, wish)
    _apply(run, [step for step in planned.items if step.outcome is not Outcome.KEPT], now)
    before = _before(campaign)
    if planned.ends_at != campaign.ends_at:
        campaign = changes.update_campaign(campaign=campaign, fields={"ends_at": planned.ends_at})
    campaign = changes.move_campaign(campaign=campaign, target=ACTIVE)
    run.changes.create(company_id=run.company_id, before=before, version=campaign.version)
    return campaign, run


def _check(campaign: Campaign) -> None:
    if campaign.status != PAUSED:
        refusal = LIFECYCLE.refusal(campaign.status, ACTIVE)
        raise ConflictError("Only a paused campaign can be resumed.", code=refusal.code, data=refusal.data)
    families.of(campaign).check_move(campaign, ACTIVE)


def _scheduled(campaign: Campaign, *, for_update: bool = False) -> list[ContentItem]:
    """What is still to run, in the order of its primary keys, in which it is locked."""
    rows = ContentItem.objects.filter(
        campaign=campaign, status=SCHEDULED, missed_at=None, scheduled_at__isnull=False
    ).order_by("pk")
    return list(rows.select_for_update() if for_update else rows)


def _plan(
    campaign: Campaign,
    company: Company,
    items: list[ContentItem],
    wish: Wish,
    now: datetime,
    others: list[Item] | None = None,
) -> ResumePlan:
    pause = Pause(campaign.paused_at or now, now, company.zone)
    return plan(
        items=_as_items(items),
        pause=pause,
        strategy=wish.strategy,
        end_date_action=wish.end_date_action,
        ends_at=campaign.ends_at,
        new_end=wish.new_end,
        starts_at=campaign.starts_at,
        evergreen=campaign.type == CampaignType.EVERGREEN,
        others=others or [],
    )


def _as_items(rows: list[ContentItem]) -> list[Item]:
    return [Item(row.pk, row.platform, row.scheduled_at) for row in rows if row.scheduled_at]


def _others(campaign: Campaign, planned: ResumePlan) -> list[Item]:
    """Other campaigns' items near the planned ones, which they may clash with."""
    times = [step.runs_at for step in planned.items if step.runs_at]
    if not times:
        return []
    minute = timedelta(minutes=1)
    near = ContentItem.objects.filter(
        status=SCHEDULED, missed_at=None, scheduled_at__gte=min(times) - minute, scheduled_at__lte=max(times) + minute
    )
    platforms = {step.item.platform for step in planned.items}
    return _as_items(list(near.filter(platform__in=platforms).exclude(campaign=campaign)))


def _run(campaign: Campaign, wish: Wish) -> EditRun:
    summary = f"Resumed: {wish.strategy.replace('_', ' ')}, end date: {wish.end_date_action}"
    run: EditRun = EditRun.objects.create(
        company_id=campaign.company_id,
        campaign=campaign,
        kind=EditKind.RESUME,
        summary=summary,
        done_by=current().actor.label[:255],
    )
    return run


def _before(campaign: Campaign) -> dict[str, Any]:
    """The campaign's columns that a resume changes, as an undo puts them back."""
    stamps = ("ends_at", "resumed_at", "last_status_changed_at")
    shown = {name: value.isoformat() if (value := getattr(campaign, name)) else None for name in stamps}
    return {"status": campaign.status, **shown}


# The change and the way back in one statement.
_APPLY = """
WITH new AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(dates)s::timestamptz[], %(statuses)s::text[], %(missed)s::timestamptz[],
                         %(before)s::jsonb[]) AS row (id, scheduled_at, status, missed_at, before)
), changed AS (
    UPDATE campaigns_contentitem item
    SET scheduled_at = new.scheduled_at, status = new.status, missed_at = new.missed_at,
        version = item.version + 1, updated_at = %(now)s
    FROM new WHERE item.id = new.id
    RETURNING item.id, item.version, new.before
)
INSERT INTO campaigns_editchange (company_id, run_id, item_id, before, version)
SELECT %(company)s, %(run)s, id, before, version FROM changed
"""


def _apply(run: EditRun, steps: list[PlannedItem], now: datetime) -> None:
    columns: dict[str, Any] = {
        "ids": [step.item.id for step in steps],
        "dates": [step.new or step.item.scheduled_at for step in steps],
        "statuses": [CANCELLED if step.outcome is Outcome.CANCELLED else SCHEDULED for step in steps],
        "missed": [now if step.outcome is Outcome.MISSED else None for step in steps],
        "before": [connection.ops.adapt_json_value(_item_before(step), None) for step in steps],
    }
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, {**columns, "now": now, "company": run.company_id, "run": run.pk})


def _item_before(step: PlannedItem) -> dict[str, Any]:
    if step.outcome is Outcome.CANCELLED:
        return {"status": SCHEDULED}
    if step.outcome is Outcome.MISSED:
        return {"missed_at": None}
    return {"scheduled_at": step.item.scheduled_at.isoformat()}
