"""Planning with the assistant: a chat beside what the campaign says, and drafts that are written while one looks on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html

from campaigns import context, generation
from campaigns.admin import content_words, lifecycle
from campaigns.admin.pages import address, page, render
from campaigns.models import Campaign, ContentItem
from companies.models import BrandProfile
from companies.office import jobs
from companies.office.base import OfficeAdmin
from companies.office.words import moment, page_of
from companies.roles import Right
from core.models import LIVE, Job

OWN = {"brief": "Brief", "goal": "Goal", "starts_at": "Starts", "ends_at": "Ends"}


@page("planning", Right.EDIT)
def planning_page(admin: OfficeAdmin, request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The chat, the campaign, and the drafts that are being written."""
    live = Job.objects.filter(dedupe_key=f"{generation.GENERATE}:{campaign.pk}", status__in=LIVE).first()
    return render(
        admin, request, campaign, "planning.html",
        title=f"Plan {campaign.name}",
        summary=summary(campaign),
        drafts=drafts(live) if live else "",
        addresses={name: address(campaign, name) for name in ("chat", "plan", "draft")},
    )  # fmt: skip


def said(campaign: Campaign) -> dict[str, tuple[str, Any, bool]]:
    """What counts for a campaign.

    Returns:
        By key: the name, the value for people, and whether the brand says it rather than the campaign.
    """
    rows: dict[str, tuple[str, Any, bool]] = {}
    for column, name in OWN.items():
        value = getattr(campaign, column)
        rows[column] = (name, (moment(value) if value else "") if column.endswith("_at") else value, False)
    defaults = context.inherited(BrandProfile.objects.filter(company_id=campaign.company_id).first())
    effective = context.effective(campaign.context_overrides, defaults)
    for key, name in lifecycle.KEYS.items():
        value = lifecycle.in_words(key, effective[key])
        rows[key] = (name, "" if value == "–" else value, key not in campaign.context_overrides)
    return rows


def summary(campaign: Campaign, changed: tuple[str, ...] = ()) -> str:
    """What the campaign says, as a piece of the page; what just changed stands out."""
    rows = [(key in changed, *row) for key, row in said(campaign).items()]
    return render_to_string("office/campaigns/plan_summary.html", {"rows": rows})


def drafts(job: Job) -> str:
    """How far the writing is, and when it is done what was written, as a piece of the page."""
    result = job.result or {}
    written = ContentItem.objects.filter(provenance__job=str(job.uuid)).order_by("pk") if job.result else []
    context = {
        "state": format_html('<span class="o-job">{}</span>', jobs.inside(job)),
        "live": jobs.is_live(job),
        "error": job.error,
        "fallback": result.get("fallback"),
        "rows": [
            {
                "name": content_words.name(item),
                "url": page_of(item),
                "about": content_words.about(item),
            }
            for item in written
        ],
        "job": job,
    }
    return render_to_string("office/campaigns/drafts.html", context)
