"""The Analytics page, and what its numbers mean."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from analytics import queries
from analytics.admin import asking, charts, exports, hours, machines, sources, spans, tables, tiles
from analytics.admin.asking import Question
from analytics.admin.days import DAYS
from analytics.metrics import METRICS, Numbers
from analytics.periods import Step
from analytics.queries import RANKING, Cut
from campaigns.admin import finding
from campaigns.admin.channels import name_of
from campaigns.channels import CHANNELS
from campaigns.models import Campaign, Origin
from companies.backoffice import desk_of
from companies.models import Company
from companies.office.base import OfficeAdmin
from companies.office.words import page_of, shortened
from companies.roles import Right

TOP, BESIDE, FOUND = 10, 8, 10


def urls(admin: OfficeAdmin) -> list[Any]:
    """Where the pages stand."""
    view = admin.admin_site.admin_view
    return [
        path("analytics/", view(_bound(analytics_page, admin)), name="analytics_page"),
        path("analytics/metrics/", view(_bound(metrics_page, admin)), name="analytics_metrics"),
        path("analytics/exports/", view(require_POST(_bound(ask_for_export, admin))), name="analytics_export_ask"),
        path("analytics/exports/<uuid:uuid>/", view(_bound(export_page, admin)), name="analytics_export"),
        path("analytics/exports/<uuid:uuid>/file/", view(_bound(export_file, admin)), name="analytics_export_file"),
    ]


def _bound(page: Callable[..., Any], admin: OfficeAdmin) -> Callable[..., Any]:
    def answer(request: HttpRequest, **named: Any) -> Any:
        if not admin.allows(request, Right.VIEW):
            raise PermissionDenied
        return page(admin, request, **named)

    return answer


def ask_for_export(admin: OfficeAdmin, request: HttpRequest) -> HttpResponse:
    """Begin to write a file."""
    return exports.ask(request)


def export_page(admin: OfficeAdmin, request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far a file is."""
    return _render(admin, request, "export", exports.shown(uuid))


def export_file(admin: OfficeAdmin, request: HttpRequest, uuid: UUID) -> HttpResponse | StreamingHttpResponse:
    """A file."""
    return exports.file(uuid)


def metrics_page(admin: OfficeAdmin, request: HttpRequest) -> HttpResponse:
    """What every number means, and where it comes from."""
    groups = [(title, [METRICS[name] for name in names]) for title, names in tiles.GROUPS.items()]
    rules = [(rule.label, why) for rule, why in machines.WHY.items()]
    context = {"title": "What the numbers mean", "groups": groups, "rules": rules}
    return _render(admin, request, "definitions", context)


def analytics_page(admin: OfficeAdmin, request: HttpRequest) -> HttpResponse:
    """All reports on one part of the company's numbers."""
    desk = desk_of(request)
    if desk is None or desk.company is None:
        return _render(admin, request, "page", {"title": "Analytics", "is_choice": True})
    question = asking.read(request.GET, timezone.localdate())
    before = Cut(question.period.before(), question.cut.campaigns, question.cut.platforms, question.cut.families)
    now, then = queries.total(question.cut), queries.total(before)
    context = {
        "title": "Analytics",
        "question": question,
        "period": spans.between(question.period),
        "before": spans.between(before.period),
        "zone": timezone.get_current_timezone_name(),
        "choices": {**_choices(question), **exports.choices()},
        "hidden": _hidden(question),
        "found": _found(question, desk.company.pk),
        "has_numbers": now != Numbers(),
    }
    if now == Numbers():
        empty = sources.sources() if sources.is_empty() else []
        return _render(admin, request, "page", {**context, "sources": empty})
    return _render(admin, request, "page", {**context, **_reports(question, before, now, then, desk.company)})


def _reports(question: Question, before: Cut, now: Numbers, then: Numbers, company: Company) -> dict[str, Any]:
    cut = question.cut
    earlier = queries.series(before, Step.DAY) if question.step is Step.DAY else None
    best = queries.top_content(cut, metric=question.rank, limit=TOP)
    slots = queries.best_times(cut.period, zone=company.time_zone, platform=question.platform)
    return {
        "groups": tiles.groups(
            now, then, address=lambda name: f"{question.address(metric=name)}#chart", chosen=question.metric
        ),
        "chart": charts.chart(
            METRICS[question.metric],
            queries.series(cut, question.step),
            period=cut.period,
            step=question.step,
            today=timezone.localdate(),
            before=earlier,
        ),
        "platforms": tables.of_platforms(queries.by_platform(cut)),
        "families": tables.of_families(queries.by_family(cut)),
        "machines": machines.told(now),
        "top": tables.of_content(best, question.rank),
        "week": hours.week(slots),
        "hours": [f"{hour:02}" for hour in range(24)],
        "beside": tables.of_campaigns(_beside(question)),
    }


def _beside(question: Question) -> list[queries.CampaignRow]:
    """The campaigns that were chosen, or the newest ones."""
    if question.beside:
        return queries.compared(campaigns=question.beside, period=question.period)
    return queries.page_of_campaigns(limit=BESIDE, period=question.period)


def _choices(question: Question) -> dict[str, Any]:
    """What can be asked for instead."""
    return {
        "days": [
            (name, question.address(**{"days": value, "from": None, "to": None}), value == question.days)
            for value, name in DAYS.items()
        ],
        "steps": [
            (step.value.capitalize(), f"{question.address(step=step)}#chart", step is question.step) for step in Step
        ],
        "metrics": _options({name: metric.label for name, metric in METRICS.items()}, question.metric),
        "ranks": _options({name: METRICS[name].label for name in RANKING}, question.rank),
        "platforms": _options({name: name_of(name) for name in CHANNELS}, question.platform),
        "families": _options({name: tables.family(name) for name in Origin.values}, question.family),
        "all_campaigns": question.address(campaign=None),
        "campaign_page": page_of(question.campaign) if question.campaign else "",
        "without": {
            pk: question.address(beside=[one for one in question.beside if one != pk]) for pk in question.beside
        },
        "everything": reverse("admin:analytics_page"),
    }


def _hidden(question: Question) -> dict[str, list[tuple[str, str]]]:
    """What each form carries along of what the others said."""
    return {
        "dates": question.hidden("days", "from", "to"),
        "filters": question.hidden("q", "platform", "family"),
        "metric": question.hidden("metric"),
        "rank": question.hidden("rank"),
        "export": question.hidden(),
    }


def _options(names: Mapping[str, str], chosen: str) -> list[tuple[str, str, bool]]:
    return [(value, name, value == chosen) for value, name in names.items()]


def _found(question: Question, company_id: int) -> list[dict[str, Any]]:
    """Campaigns whose names hold what is looked for."""
    if not question.search:
        return []
    found = finding.by_name(Campaign.objects.alive(), question.search, company_id)
    return [
        {
            "name": shortened(campaign.name, 90),
            "only": question.address(campaign=campaign.pk, q=None),
            "beside": question.address(beside=[*question.beside, campaign.pk], q=None) + "#campaigns",
            "is_beside": campaign.pk in question.beside,
        }
        for campaign in found.order_by("-created_at", "-id")[:FOUND]
    ]


def _render(admin: OfficeAdmin, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    frame = admin.admin_site.each_context(request)
    return TemplateResponse(request, f"office/analytics/{template}.html", {**frame, **context})
