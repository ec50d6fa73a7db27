"""Exports of contacts in the back office: asked for on one page, watched and fetched on another."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from audiences import exporting
from audiences.models import ContactExport, Group, Segment
from companies.office import jobs
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.words import moment, page_of
from companies.roles import Right
from core.errors import ConflictError, NotFoundError

MOST_CHOICES = 500


def urls(admin: OfficeAdmin) -> list[Any]:
    """The addresses, below those of imports."""
    view = admin.admin_site.admin_view
    return [
        path("export/", view(_Pages(admin).ask), name="audiences_export"),
        path("export/<uuid:uuid>/", view(_Pages(admin).show), name="audiences_export_page"),
        path("export/<uuid:uuid>/file/", view(_Pages(admin).file), name="audiences_export_file"),
    ]


def as_file(parts: Iterator[bytes], name: str, size: int | None = None) -> StreamingHttpResponse:
    """A CSV file to be saved."""
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["Cache-Control"] = "no-store"
    if size is not None:
        response.headers["Content-Length"] = str(size)
    return response


class _Pages:
    """The pages, for who may edit: whoever has the file has the people in it."""

    def __init__(self, admin: OfficeAdmin) -> None:
        self.admin = admin

    def ask(self, request: HttpRequest) -> HttpResponse:
        """What can be exported; posted, the job begins."""
        company_id = self._company_id(request)
        if request.method == "POST":
            group, segment = self._chosen(request.POST.get("of", ""))
            export = exporting.ask(
                company_id=company_id, group=group, segment=segment, with_tokens="with_tokens" in request.POST
            )
            return HttpResponseRedirect(reverse("admin:audiences_export_page", args=[export.uuid]))
        groups = Group.objects.filter(company_id=company_id).order_by("name_folded")[:MOST_CHOICES]
        segments = Segment.objects.filter(company_id=company_id).order_by("name_folded")[:MOST_CHOICES]
        chosen = request.GET.get("of", "")
        choices = {
            "Groups": [(f"group-{one.pk}", one.name, f"group-{one.pk}" == chosen) for one in groups],
            "Segments": [(f"segment-{one.pk}", one.name, f"segment-{one.pk}" == chosen) for one in segments],
        }
        return self._page(
            request, "export_ask.html", {"title": "Export contacts", "choices": choices, "is_subpage": True}
        )

    def show(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """One export: how far it is, and the file once it is there."""
        export = self._found(request, uuid)
        context = {
            "title": export.job.label if export.job else export.name,
            "state": jobs.state(export.job) if export.job else "",
            "is_live": export.job is not None and jobs.is_live(export.job),
            "error": export.job.error if export.job else "",
            "job": page_of(export.job) if export.job else "",
            "export": export,
            "is_subpage": True,
            "until": moment(export.created_at + exporting.KEPT),
            "file": reverse("admin:audiences_export_file", args=[uuid]),
        }
        return self._page(request, "export.html", context)

    def file(self, request: HttpRequest, uuid: UUID) -> HttpResponse | StreamingHttpResponse:
        """The file, or the way back to where it will be."""
        export = self._found(request, uuid)
        try:
            found = exporting.stored(export)
        except ConflictError as error:
            messages.info(request, error.message)
            return HttpResponseRedirect(reverse("admin:audiences_export_page", args=[uuid]))
        return as_file(found.parts, found.name, found.size)

    def _chosen(self, text: str) -> tuple[Group | None, Segment | None]:
        """What is to be exported; another company's is not there."""
        kind, _, pk = text.partition("-")
        if not text:
            return None, None
        if not pk.isdecimal() or len(pk) > 18 or kind not in ("group", "segment"):
            raise Http404("There is no such list")
        group = Group.objects.filter(pk=int(pk)).first() if kind == "group" else None
        segment = Segment.objects.filter(pk=int(pk)).first() if kind == "segment" else None
        if group is None and segment is None:
            raise Http404("There is no such list")
        return group, segment

    def _found(self, request: HttpRequest, uuid: UUID) -> ContactExport:
        self._company_id(request)
        try:
            return exporting.find(str(uuid))
        except NotFoundError as error:
            raise Http404(error.message) from error

    def _company_id(self, request: HttpRequest) -> int:
        if not self.admin.allows(request, Right.EDIT):
            raise PermissionDenied
        return company_in_front(request).pk

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        frame = {**self.admin.admin_site.each_context(request), "opts": self.admin.opts}
        return TemplateResponse(request, f"office/audiences/{template}", {**frame, **context})
