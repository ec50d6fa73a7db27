"""Exports in the back office: asked for on the Analytics page, watched and fetched on a page of their own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from analytics import exporting
from analytics.admin import asking, spans
from analytics.exporting import EXPORT, Export, Format, Report
from analytics.periods import Period
from companies.office import jobs
from companies.office.base import company_in_front
from companies.office.words import moment, page_of
from core.errors import ConflictError, InvalidError
from core.models import Job

ROWS = {Report.DAILY: "A row for each day, campaign, item and platform", Report.CAMPAIGNS: "A row for each campaign",
        Report.CONTENT: "A row for each item of content"}  # fmt: skip


def choices() -> dict[str, list[tuple[str, str]]]:
    """What can be exported, and as what kind of file."""
    return {
        "reports": [(report.value, ROWS[report]) for report in Report],
        "formats": [(format_.value, format_.label) for format_ in Format],
    }


def ask(request: HttpRequest) -> HttpResponse:
    """Begin to write a file of what the Analytics page shows, and lead to where it will be."""
    company = company_in_front(request)
    question = asking.read(request.POST, timezone.localdate())
    said = {name: request.POST.get(name, "") for name in ("report", "format")}
    try:
        job = exporting.ask(company_id=company.pk, cut=question.cut, **said)
    except InvalidError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("admin:analytics_page") + question.address())
    return HttpResponseRedirect(reverse("admin:analytics_export", args=[job.uuid]))


def shown(uuid: UUID) -> dict[str, Any]:
    """What an export's page shows.

    Args:
        uuid: its job's.

    Raises:
        Http404: there is no such export, or not any more.
    """
    job, export = _found(uuid)
    return {
        "title": job.label,
        "state": jobs.state(job),
        "error": job.error,
        "job": page_of(job),
        "is_live": jobs.is_live(job),
        "period": spans.between(Period(export.start, export.end)),
        "export": export if export.file else None,
        "until": moment(export.expires_at),
        "file": reverse("admin:analytics_export_file", args=[uuid]),
    }


def file(uuid: UUID) -> HttpResponse | StreamingHttpResponse:
    """The file of an export, or the way back to where it will be.

    Args:
        uuid: its job's.

    Raises:
        Http404: there is no such export, or not any more.
    """
    _, export = _found(uuid)
    try:
        found = exporting.stored(export)
    except ConflictError:
        return HttpResponseRedirect(reverse("admin:analytics_export", args=[uuid]))
    response = StreamingHttpResponse(found.parts, content_type=found.content_type)
    response.headers["Content-Length"] = str(found.size)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response


def _found(uuid: UUID) -> tuple[Job, Export]:
    job = Job.objects.filter(uuid=uuid, kind=EXPORT).first()
    export = exporting.of_job(job) if job else None
    if job is None or export is None:
        raise Http404("Export not found")
    return job, export
