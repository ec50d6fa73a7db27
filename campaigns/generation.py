"""Drafts by the assistant: a job that writes for every channel of a campaign's plan."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from django.db import transaction
from django.utils import timezone

from ai.llm import Answer
from ai.offline.pages.language import written_in
from ai.planning import Assignment, Channel, Draft, Drafts
from campaigns import context, platforms
from campaigns.changes import lock
from campaigns.channels import CHANNELS
from campaigns.models import Campaign, ContentItem, ContentType, Review
from campaigns.planning import voice
from companies import assistant
from companies.models import BrandProfile, Company
from core import audit
from core.errors import NotFoundError
from core.jobs import queue
from core.jobs.running import RunningJob
from core.models import Job

GENERATE = "campaigns.generate"
STEPS = 3

Facts = Callable[[Campaign], list[tuple[str, str]]]

_fact_sources: list[Facts] = []


def register_facts(source: Facts) -> None:
    """Let another app say what it knows of a campaign for certain; called from `AppConfig.ready`."""
    _fact_sources.append(source)


@transaction.atomic
def request_drafts(*, campaign: Campaign) -> Job:
    """Ask for drafts. While they are being written, asking again gives the same job.

    Raises:
        NotFoundError: the campaign was deleted meanwhile.
    """
    campaign = lock(campaign)
    return queue.enqueue(
        company_id=campaign.company_id,
        kind=GENERATE,
        label=f"Write drafts for {campaign.name}",
        arguments={"campaign": campaign.pk},
        dedupe_key=f"{GENERATE}:{campaign.pk}",
    )


def run(job: RunningJob) -> dict[str, Any]:
    """Write the drafts and keep them. Run again after a crash, it finds its own and writes none twice.

    Raises:
        NotFoundError: the campaign was deleted meanwhile.
    """
    job.progress(done=0, total=STEPS)
    campaign: Campaign | None = Campaign.objects.alive().filter(pk=job.arguments["campaign"]).first()
    if campaign is None:
        raise NotFoundError("The campaign was deleted meanwhile.")
    company = Company.objects.get(pk=campaign.company_id)
    job.progress(done=1, total=STEPS)
    answer = assistant.desk(company, channels=CHANNELS, job_id=job.id).generate(
        _assignment(campaign, company, seed=job.id)
    )
    job.progress(done=2, total=STEPS)
    items = keep_drafts(campaign=campaign, job=job, answer=answer)
    job.progress(done=STEPS, total=STEPS)
    return {**_result(items), "fallback": answer.fallback or None}


def _assignment(campaign: Campaign, company: Company, *, seed: int) -> Assignment:
    brand = context.inherited(BrandProfile.objects.first())
    effective = context.effective(campaign.context_overrides, brand)
    return Assignment(
        name=campaign.name,
        brief=campaign.brief,
        goal=campaign.goal,
        voice=voice(effective),
        channels=tuple(_channel(name) for name in effective["channels"]),
        facts=tuple(fact for source in _fact_sources for fact in source(campaign)),
        language=written_in(campaign.brief) or company.language,
        zone=company.zone,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        now=timezone.now(),
        seed=seed,
    )


def _channel(name: str) -> Channel:
    limits = platforms.LIMITS[name]
    return Channel(name, limits.text, limits.title, limits.hashtags)


@transaction.atomic
def keep_drafts(*, campaign: Campaign, job: RunningJob, answer: Answer[Drafts]) -> list[ContentItem]:
    """Keep drafts as items of the campaign, with who wrote them.

    Raises:
        NotFoundError: the campaign was deleted meanwhile.
    """
    campaign = lock(campaign)
    uuid = str(job.row.uuid)
    kept = list(ContentItem.objects.filter(campaign=campaign, provenance__job=uuid).order_by("pk"))
    if kept:
        return kept
    now = timezone.now()
    items: list[ContentItem] = ContentItem.objects.bulk_create(
        ContentItem(
            company_id=campaign.company_id,
            campaign=campaign,
            type=draft.kind,
            platform=draft.platform,
            title=draft.title,
            body=draft.body,
            review=Review.PENDING,
            provenance=_provenance(draft, answer, uuid, offline=number in answer.by_offline),
            created_at=now,
            updated_at=now,
        )
        for number, draft in enumerate(answer.result.drafts)
    )
    audit.record(campaign, "drafts written", {"items": [None, len(items)]})
    return items


def _provenance(draft: Draft, answer: Answer[Drafts], job: str, *, offline: bool) -> dict[str, Any]:
    by = "offline" if offline else answer.assistant
    return {
        "by": "assistant",
        "assistant": by,
        "model": "" if offline else answer.model,
        "promptVersion": "" if offline else answer.prompt_version,
        "job": job,
        "idea": draft.idea,
        "suggestedAt": draft.publish_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if draft.publish_at else None,
    }


_NAMES = {
    ContentType.SOCIAL: ("social", "socialPosts"),
    ContentType.BLOG: ("blog", "blogIdeas"),
    ContentType.SCRIPT: ("video", "videoIdeas"),
}


def _result(items: list[ContentItem]) -> dict[str, Any]:
    """What the native door shows, by kind."""
    counts: dict[str, int] = {}
    ideas: dict[str, list[dict[str, Any]]] = {}
    for kind, (count, list_name) in _NAMES.items():
        mine = [item for item in items if item.type == kind]
        counts[count] = len(mine)
        ideas[list_name] = [_idea(item) for item in mine]
    return {"message": "Content generated and saved successfully", "counts": counts, "ideas": ideas}


def _idea(item: ContentItem) -> dict[str, Any]:
    return {
        "id": str(item.uuid),
        "platform": item.platform,
        "title": item.title or item.body.partition("\n")[0][:120],
        "idea": item.provenance["idea"],
        "suggestedAt": item.provenance["suggestedAt"],
    }
