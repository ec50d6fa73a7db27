"""The home page of the back office: what goes on, at a glance, in a fixed number of queries."""

from typing import Any

from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse

from analytics.admin import home
from campaigns.admin.lifecycle import TONES
from campaigns.models import CampaignCount, CampaignStatus
from companies.backoffice import Desk, desk_of
from companies.office import history, jobs
from companies.office.words import label, link_to, moment, page_of, shortened
from companies.roles import Right
from core.models import Job, JobStatus
from insertion_orders.admin import approval_page
from partners.admin import reading
from partners.models import PartnerSource

ITEMS, FACTS, JOBS = 8, 8, 5
NOTEWORTHY = (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.FAILED)


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the home page shows."""
    desk = desk_of(request)
    if desk is None:
        return context
    tiles = _tiles(desk)
    items = _items(desk)
    return {
        **context,
        "title": "Home",
        "tiles": tiles,
        "analytics": home.card(request),
        "ads_waiting": approval_page.badge(request),
        "items": items,
        "noteworthy_jobs": _jobs(desk),
        "facts": history.latest(FACTS),
        "is_new": not items and not any(tile["n"] for tile in tiles),
        "may_edit": desk.may(Right.EDIT),
        "may_manage": desk.may(Right.MANAGE),
    }


def _tiles(desk: Desk) -> list[dict[str, Any]]:
    counts = CampaignCount.objects.filter(is_archived=False)
    if desk.company is not None:
        counts = counts.filter(company_id=desk.company.pk)
    found = dict(counts.values_list("status").annotate(total=Sum("n")))
    url = reverse("admin:campaigns_campaign_changelist")
    return [
        {
            "status": status.label,
            "tone": TONES[status],
            "n": found.get(status.value, 0),
            "url": f"{url}?status__exact={status}",
        }
        for status in CampaignStatus
    ]


def _items(desk: Desk) -> list[dict[str, Any]]:
    found = PartnerSource.objects.select_related("campaign", "company").order_by("-created_at", "-id")[:ITEMS]
    return [
        {
            "name": shortened(source.name, 70),
            "url": page_of(source),
            "reference": shortened(source.reference_id, 40),
            "status": reading.status(source),
            "campaign": link_to(source.campaign) if source.campaign else label("Waits for one", "warn"),
            "when": moment(source.created_at),
            "company": "" if desk.company else source.company,
        }
        for source in found
    ]


def _jobs(desk: Desk) -> list[dict[str, Any]]:
    found = Job.objects.filter(status__in=NOTEWORTHY).order_by("-queued_at", "-id")[:JOBS]
    return [
        {
            "label": shortened(job.label, 80),
            "url": page_of(job),
            "state": jobs.state(job),
            "error": shortened(job.error, 110),
            "when": moment(job.queued_at),
        }
        for job in found
    ]
