"""Reading a source's landing page: a job that fills what is still empty, says of each field what became of it, and
has the ad texts drafted."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from ai import offline
from ai.contract import Extraction, Page
from campaigns import changes, generation
from campaigns.channels import CHANNELS
from campaigns.models import Campaign
from companies import assistant
from core import http
from core.errors import DomainError, NotFoundError
from core.jobs.running import RunningJob
from partners.models import ExtractedField, PartnerSource, ReadingStatus

STEPS = 3
LIMITS = http.Limits(deadline=20, max_bytes=12_000_000, max_wire_bytes=12_000_000)

# What the brief tells in sentences.
IN_BRIEF = ("headline", "description", "price", "address", "dates")

HAS_VALUE = "The campaign has a value already; it was not touched."
NO_CAMPAIGN = "No campaign was there yet; it fills in the form that creates one."
FOR_READING = "Kept with the item."


@dataclass(slots=True)
class Applied:
    """What went into a campaign.

    Args:
        targets: by extracted field, the campaign's field that it went into.
        notes: by extracted field, why it went nowhere.
    """

    targets: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def run(job: RunningJob) -> dict[str, Any]:
    """Fetch the page, read it, keep what it says, and fill the campaign.

    Raises:
        OutboundError: the page could not be had.
        UnreadablePageError: what came is no page.
    """
    source = _source(job.arguments["source"])
    job.progress(done=0, total=STEPS)
    response = http.fetch(source.target_url, limits=LIMITS)
    response.raise_for_status()
    job.progress(done=1, total=STEPS)
    page = Page(response.url, response.content, response.content_type, response.charset)
    desk = assistant.desk(source.company, channels=CHANNELS, job_id=job.id)
    answer = desk.extract(page, today=_today(source))
    found = answer.result
    job.progress(done=2, total=STEPS)
    applied = keep(source=source, url=source.target_url, found=found)
    _ask_for_drafts(source)
    job.progress(done=STEPS, total=STEPS)
    filled = sorted(set(applied.targets.values()))
    return {
        "fields": len(found.fields),
        "filled": filled,
        "warnings": found.warnings,
        "fallback": answer.fallback or None,
    }


def _ask_for_drafts(source: PartnerSource) -> None:
    """Have the ad texts drafted, unless somebody began to write."""
    campaign = Campaign.objects.alive().filter(source=source).first()
    if campaign and not campaign.content.exists():
        generation.request_drafts(campaign=campaign)


def mark_failed(job: RunningJob) -> None:
    """Say on the source that its page could not be read."""
    PartnerSource.objects.filter(pk=job.arguments["source"]).update(
        status=ReadingStatus.FAILED, problem=_last_error(job), updated_at=timezone.now()
    )


def _last_error(job: RunningJob) -> str:
    job.row.refresh_from_db(fields=["error"])
    return job.row.error


def _source(pk: int) -> PartnerSource:
    source: PartnerSource | None = PartnerSource.objects.select_related("company").filter(pk=pk).first()
    if source is None:
        raise NotFoundError("The item was deleted meanwhile.")
    return source


def _today(source: PartnerSource) -> date:
    """Dates without a year are read from where the company is."""
    return timezone.now().astimezone(source.company.zone).date()


@transaction.atomic
def keep(*, source: PartnerSource, url: str, found: Extraction) -> Applied:
    """Keep what a page says and fill the campaign's empty fields; twice is as good as once.

    Args:
        url: the landing page that was read; a source that points elsewhere by now is left to its own job.
        found: what the page says.
    """
    locked = PartnerSource.objects.select_for_update().filter(pk=source.pk, target_url=url)
    present: PartnerSource | None = locked.first()
    if present is None:
        raise DomainError("The item changed while its page was read; its new page is read by another job.")
    applied = _fill(present, found)
    _keep_fields(present, found, applied)
    now = timezone.now()
    locked.update(status=ReadingStatus.READ, problem="", read_at=now, updated_at=now)
    return applied


def _fill(source: PartnerSource, found: Extraction) -> Applied:
    """Fill a campaign where it is still empty; never over what a person wrote."""
    applied = Applied()
    if source.campaign_id is None:
        applied.notes = dict.fromkeys((*IN_BRIEF, "key_points", "goal"), NO_CAMPAIGN)
        return applied
    campaign = changes.lock(Campaign(pk=source.campaign_id))
    fields = {
        **_column(campaign, "brief", _brief(found), IN_BRIEF, applied),
        **_column(campaign, "goal", found.goal or "", ("goal",), applied),
    }
    overrides = _key_messages(campaign, found, applied)
    changes.update_campaign(campaign=campaign, fields=fields, overrides=overrides)
    return applied


def _column(campaign: Campaign, column: str, value: str, names: tuple[str, ...], applied: Applied) -> dict[str, str]:
    """A column's new value, if it is empty and there is one; and what that means for the fields behind it."""
    if not value:
        return {}
    if getattr(campaign, column):
        applied.notes |= dict.fromkeys(names, HAS_VALUE)
        return {}
    applied.targets |= dict.fromkeys(names, column)
    return {column: value}


def _key_messages(campaign: Campaign, found: Extraction, applied: Applied) -> dict[str, Any]:
    if not found.key_points:
        return {}
    if "keyMessages" in campaign.context_overrides:
        applied.notes["key_points"] = HAS_VALUE
        return {}
    applied.targets["key_points"] = "context.keyMessages"
    return {"keyMessages": found.key_points}


def _brief(found: Extraction) -> str:
    text: str = offline.brief(found)
    return text[:20_000]


def _keep_fields(source: PartnerSource, found: Extraction, applied: Applied) -> None:
    """The present reading in place of the one before."""
    ExtractedField.objects.filter(source=source).delete()
    ExtractedField.objects.bulk_create(
        ExtractedField(
            company_id=source.company_id,
            source=source,
            name=item.name,
            value=item.value,
            origin=item.origin,
            confidence=round(item.confidence, 2),
            applied_to=applied.targets.get(item.name, ""),
            note="" if item.name in applied.targets else applied.notes.get(item.name, FOR_READING),
        )
        for item in found.fields
    )
