"""Pages of templates beside the form: the preview while one types, versions, copies, files in and out."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from companies.office.base import OfficeAdmin, company_in_front
from companies.office.words import count, page_of
from companies.roles import Right
from core.errors import DomainError, InvalidError
from templates_app import differences, transfer, writing
from templates_app.admin import previewing, words
from templates_app.admin.deeds import export_file
from templates_app.models import MessageTemplate, TemplateVersion

SHOWN_VERSIONS = 30
LIST = "admin:templates_app_messagetemplate_changelist"
View = Callable[[HttpRequest, MessageTemplate], HttpResponse]


class TemplatePages(OfficeAdmin):
    """A template's own pages, each for who may open it and for the company's own templates."""

    def get_urls(self) -> list[Any]:
        """Django's, and one for each page."""
        of_one: dict[str, tuple[Right, View]] = {
            "preview": (Right.VIEW, self.preview),
            "versions": (Right.VIEW, self.versions),
            "duplicate": (Right.EDIT, self.duplicate),
            "export": (Right.VIEW, self.export),
        }
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(self._view(right, view)),
                name=f"templates_app_messagetemplate_{name}",
            )
            for name, (right, view) in of_one.items()
        ]
        file = path("import/", self.admin_site.admin_view(self.import_), name="templates_app_messagetemplate_import")
        return [file, *own, *super().get_urls()]

    def _view(self, right: Right, view: View) -> Callable[..., HttpResponse]:
        def answer(request: HttpRequest, pk: int) -> HttpResponse:
            template = self.get_object(request, str(pk))
            if template is None:
                return self._gone(request, str(pk))
            if not self.allows(request, right, template):
                raise PermissionDenied
            return view(request, template)

        return answer

    def preview(self, request: HttpRequest, template: MessageTemplate) -> HttpResponse:
        """What is being typed, as somebody would get it; nothing is saved."""
        return _preview(request, template, may_write=self.has_change_permission(request, template))

    def versions(self, request: HttpRequest, template: MessageTemplate) -> HttpResponse:
        """Every version with what it changed."""
        rows = TemplateVersion.objects.filter(template=template).select_related("submitted_by").order_by("-number")
        found = list(rows[: SHOWN_VERSIONS + 1])
        for version in found:
            version.template = template
        shown = []
        for version, before in zip(found, [*found[1:], None], strict=True):
            changes = differences.between(before.content, version.content) if before else []
            usable = version.number if version.status == "approved" else None
            shown.append({"version": version, "status": words.status(version.status), "changes": changes,
                          "pairs": words.pairs(version, usable)[2:], "is_first": before is None})  # fmt: skip
        title = f"Versions of {template}"
        return self._page(request, "versions", template, title=title, versions=shown[:SHOWN_VERSIONS])

    def duplicate(self, request: HttpRequest, template: MessageTemplate) -> HttpResponse:
        """The same under another name, perhaps in another language."""
        problems: list[str] = []
        said = {"name": f"{template.name} copy", "language": template.language}
        if request.method == "POST":
            said = {name: request.POST.get(name, "").replace("\x00", "").strip() for name in said}
            try:
                made = writing.duplicate_template(template=template, **said)
            except DomainError as error:
                problems = [fault.message for fault in getattr(error, "faults", [])] or [error.message]
            else:
                messages.success(request, f"“{made}” is made. It is a draft.")
                return HttpResponseRedirect(page_of(made))
        return self._page(request, "duplicate", template, title=f"Duplicate {template}", problems=problems, said=said)

    def export(self, request: HttpRequest, template: MessageTemplate) -> HttpResponse:
        """Its latest version as a file."""
        return export_file([template], slugify(template.name) or f"template-{template.pk}")

    def import_(self, request: HttpRequest) -> HttpResponse:
        """Templates of a file, as drafts."""
        if not self.allows(request, Right.EDIT):
            raise PermissionDenied
        faults: list[tuple[str, str]] = []
        if request.method == "POST":
            company = company_in_front(request)
            file = request.FILES.get("file")
            try:
                data = file.read(transfer.MOST_BYTES + 1) if file else b""
                made = transfer.import_templates(company_id=company.pk, data=data)
            except InvalidError as error:
                faults = [(fault.name, fault.message) for fault in error.faults] or [("", error.message)]
            except DomainError as error:
                faults = [("", error.message)]
            else:
                messages.success(request, f"{count(len(made), 'template')} imported, as drafts.")
                return HttpResponseRedirect(reverse(LIST))
        return self._page(request, "import", None, title="Import templates", faults=faults[:50])

    def _page(self, request: HttpRequest, name: str, template: MessageTemplate | None, **context: Any) -> HttpResponse:
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "original": template,
            "template": template,
            "back": page_of(template) if template else reverse(LIST),
        }
        return TemplateResponse(request, f"office/templates/{name}.html", {**frame, **context})


@require_POST
def _preview(request: HttpRequest, template: MessageTemplate, *, may_write: bool) -> HttpResponse:
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        return JsonResponse({"message": "The form came in a shape that cannot be read. Reload the page."}, status=400)
    return previewing.answer(request, template, data, is_typed=may_write)
