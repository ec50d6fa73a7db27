"""What waits for approval, the longest first: looked at together, decided on each by itself."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from companies.backoffice import desk_of
from companies.office.base import OfficeAdmin
from companies.office.bulk import on_each
from companies.office.words import duration, link, link_to, moment, page_of
from companies.roles import Right
from core.errors import InvalidError
from insertion_orders import approval, finding, reading
from insertion_orders.admin import ad_cards, ad_deeds, words
from insertion_orders.admin.ad_form import shown
from insertion_orders.models import AdCampaign

MOST = 50
MOST_COUNTED = 99
PAGE = "admin:insertion_orders_adcampaign_approval"


def page(admin: OfficeAdmin, request: HttpRequest) -> HttpResponse:
    """The queue; a decision on some of it, or the way back to it with what is wrong."""
    if not admin.allows(request, Right.VIEW):
        raise PermissionDenied
    if request.method != "POST":
        return _render(admin, request)
    if not admin.allows(request, Right.APPROVE):
        raise PermissionDenied
    chosen = [int(pk) for pk in request.POST.getlist("ad") if pk.isdecimal() and len(pk) < 19]
    problem = "" if chosen else "Tick what you decide on."
    if chosen:
        try:
            _decide(admin, request, chosen)
        except InvalidError as error:
            problem = error.message
    if problem:
        return _render(admin, request, chosen, problem)
    return HttpResponseRedirect(reverse(PAGE))


def _decide(admin: OfficeAdmin, request: HttpRequest, chosen: list[int]) -> None:
    """One by one: what refuses does not keep the others, and says why.

    Raises:
        InvalidError: a rejection without a reason; nothing is decided.
    """
    found = admin.get_queryset(request).filter(pk__in=chosen[:MOST]).order_by("submitted_at", "pk")
    if request.POST.get("decision") == "reject":
        reason = approval.checked_reason(request.POST.get("reason", ""))
        on_each(request, found, lambda ad: ad_deeds.reject_one(ad, reason), noun="campaign", done="rejected")
        return
    on_each(
        request, found, lambda ad: ad_deeds.approve_one(request, ad, f"_{ad.pk}"),
        noun="campaign", done="approved",
    )  # fmt: skip


def _render(
    admin: OfficeAdmin, request: HttpRequest, chosen: list[int] | None = None, problem: str = ""
) -> HttpResponse:
    now = timezone.now()
    found = reading.waiting(at=now, limit=MOST + 1)
    context = {
        **admin.admin_site.each_context(request),
        "title": "Ads waiting for approval",
        "rows": [_row(waiting, now, is_of_several=admin.shows_company(request)) for waiting in found[:MOST]],
        "is_cut": len(found) > MOST,
        "most": MOST,
        "may": admin.allows(request, Right.APPROVE),
        "desk": desk_of(request),
        "chosen": chosen or [],
        "reason": request.POST.get("reason", ""),
        "problem": problem,
    }
    return TemplateResponse(request, "office/insertion_orders/approval.html", context)


def _row(waiting: reading.Waiting, now: datetime, *, is_of_several: bool) -> dict[str, Any]:
    ad: AdCampaign = waiting.ad
    since = ad.submitted_at or ad.created_at
    return {
        "pk": ad.pk,
        "name": str(ad),
        "company": str(ad.company) if is_of_several else "",
        "link": link(page_of(ad), ad),
        "order": link_to(ad.order),
        "seen": str(ad.budget_total),
        "state": finding.state_of(ad),
        "budget": words.money(ad.budget_total, ad.order.currency),
        "day": words.money(ad.budget_day, ad.order.currency) if ad.budget_day is not None else "",
        "is_even": ad.even_pacing,
        "time": words.span(ad.campaign.starts_at, ad.campaign.ends_at or ad.order.ends_at, ad.zone),
        "submitted": words.by(moment(since), ad.submitted_by or ad.created_by),
        "waits": duration(now - since),
        "creatives": [{"creative": shown(one), "url": page_of(one)} for one in waiting.creatives],
        "warnings": ad_cards.warnings(waiting),
        "can_approve": not waiting.needs_another and not waiting.faults,
    }


def badge(request: HttpRequest) -> str:
    """How many wait, for whoever decides; empty for others, and where none does.

    It stands on every page, so that it never counts far.
    """
    desk = desk_of(request)
    if desk is None or not desk.may(Right.APPROVE):
        return ""
    n = reading.waiting_count(most=MOST_COUNTED + 1)
    return f"{MOST_COUNTED}+" if n > MOST_COUNTED else str(n or "")
