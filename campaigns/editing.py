"""Find and replace over a campaign and all its content: dry, for real, and taken back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from campaigns import platforms
from campaigns.changes import lock
from campaigns.content_lifecycle import PUBLISHED, PUBLISHING
from campaigns.models import Campaign, ContentItem, EditKind, EditRun
from campaigns.replacing import certain_part, excerpts, replaced
from companies.models import Company
from core import audit
from core.context import current

CHUNK = 2_000
MAX_MATCHES = 1_000
IN_CAMPAIGN = ("brief", "goal")
IN_ITEM = ("title", "body")


@dataclass(slots=True)
class Outcome:
    """What a run found and did.

    Args:
        count: occurrences that were, or would be, replaced.
        run: what can be undone; None for a dry run, and where nothing changed.
        matches: of a dry run, by item what would change; at most `MAX_MATCHES` items.
        skipped: published items that hold the text but cannot, or must not, be changed any more.
        edits_published: whether the company has published items changed at all.
    """

    count: int = 0
    run: EditRun | None = None
    matches: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[dict[str, Any]] = field(default_factory=list)
    edits_published: bool = True


@transaction.atomic
def find_and_replace(*, campaign: Campaign, find: str, replace: str, dry_run: bool) -> Outcome:
    """Replace a text everywhere in a campaign's brief and goal and in its content.

    Args:
        find: what is looked for, literally and in any case.
        replace: what stands there instead.
        dry_run: only say what would change.

    Raises:
        NotFoundError: the campaign was deleted meanwhile.
    """
    campaign = lock(campaign)
    outcome = Outcome(edits_published=Company.objects.get(pk=campaign.company_id).edit_published)
    if not dry_run:
        outcome.run = _run(campaign, find, replace)
    _in_campaign(campaign, outcome, find, replace)
    for items in _chunks(campaign, certain_part(find), lock_rows=not dry_run):
        _in_items(items, outcome, find, replace)
    if outcome.run and not outcome.count:
        outcome.run.delete()
        outcome.run = None
    elif outcome.run:
        audit.record(campaign, "text replaced", {"text": [find, replace], "occurrences": [None, outcome.count]})
    return outcome


def _run(campaign: Campaign, find: str, replace: str) -> EditRun:
    summary = f"“{find[:100]}” replaced by “{replace[:100]}”"
    company_id, name = campaign.company_id, current().actor.label[:255]
    run: EditRun = EditRun.objects.create(
        company_id=company_id, campaign=campaign, kind=EditKind.REPLACE, summary=summary, done_by=name
    )
    return run


def _chunks(campaign: Campaign, part: str, *, lock_rows: bool) -> Iterator[list[ContentItem]]:
    """The campaign's items that may hold the text, by primary key, a flat number at a time."""
    rows = ContentItem.objects.filter(campaign=campaign).order_by("pk")
    if part:
        rows = rows.filter(Q(body__icontains=part) | Q(title__icontains=part))
    rows = (rows.select_for_update() if lock_rows else rows).only("pk", "uuid", "type", "platform", "status", *IN_ITEM)
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _in_campaign(campaign: Campaign, outcome: Outcome, find: str, replace: str) -> None:
    changed, before, count = _new_values(campaign, IN_CAMPAIGN, find, replace)
    if not count:
        return
    outcome.count += count
    if outcome.run is None:
        outcome.matches.append({"item": None, "fields": _diffs(campaign, IN_CAMPAIGN, find, replace)})
        return
    now = timezone.now()
    Campaign.objects.filter(pk=campaign.pk).update(**changed, version=campaign.version + 1, updated_at=now)
    outcome.run.changes.create(company_id=campaign.company_id, before=before, version=campaign.version + 1)


def _in_items(items: list[ContentItem], outcome: Outcome, find: str, replace: str) -> None:
    rows = []
    for item in items:
        changed, before, count = _new_values(item, IN_ITEM, find, replace)
        if not count:
            continue
        if not _can_change(item, outcome.edits_published):
            outcome.skipped.append({"item": item, "count": count})
            continue
        outcome.count += count
        if outcome.run is not None:
            rows.append((item.pk, changed.get("title", item.title), changed.get("body", item.body), before))
        elif len(outcome.matches) < MAX_MATCHES:
            outcome.matches.append({"item": item, "fields": _diffs(item, IN_ITEM, find, replace)})
    if outcome.run is not None and rows:
        _write(outcome.run, rows)


def _can_change(item: ContentItem, edits_published: bool) -> bool:
    """What is published can be changed only where its platform lets posts be edited, and the company wants it."""
    if item.status == PUBLISHING:
        return False
    return item.status != PUBLISHED or (edits_published and platforms.LIMITS[item.platform or "blog"].editable)


# The change and the way back in one statement.
_WRITE = """
WITH new AS (
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::jsonb[]) AS row (id, title, body, before)
), changed AS (
    UPDATE campaigns_contentitem item
    SET title = new.title, body = new.body, version = item.version + 1, updated_at = %s
    FROM new WHERE item.id = new.id
    RETURNING item.id, item.version, new.before
)
INSERT INTO campaigns_editchange (company_id, run_id, item_id, before, version)
SELECT %s, %s, id, before, version FROM changed
"""


def _write(run: EditRun, rows: list[tuple[int, str, str, dict[str, Any]]]) -> None:
    ids, titles, bodies, before = (list(column) for column in zip(*rows, strict=True))
    undo = [connection.ops.adapt_json_value(value, None) for value in before]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [ids, titles, bodies, undo, timezone.now(), run.company_id, run.pk])


def _new_values(
    row: Campaign | ContentItem, columns: tuple[str, ...], find: str, replace: str
) -> tuple[dict[str, str], dict[str, str], int]:
    """The columns that change, as they will be and as they are, and how many occurrences that is."""
    after: dict[str, str] = {}
    before: dict[str, str] = {}
    total = 0
    for column in columns:
        text = getattr(row, column)
        new, count = replaced(text, find=find, replace=replace) if text else (text, 0)
        if count:
            after[column], before[column] = new, text
            total += count
    return after, before, total


def _diffs(
    row: Campaign | ContentItem, columns: tuple[str, ...], find: str, replace: str
) -> dict[str, list[dict[str, str]]]:
    found = {column: excerpts(getattr(row, column), find=find, replace=replace) for column in columns}
    return {column: shown for column, shown in found.items() if shown}
