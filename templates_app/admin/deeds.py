"""What buttons do to a template, and the same to several in the list."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from unfold.decorators import action

from companies.office.base import OfficeAdmin
from companies.office.bulk import on_each
from companies.office.cards import Button, Deed
from companies.roles import Right
from templates_app import approval, transfer, writing
from templates_app.lifecycle import DRAFT, IN_REVIEW
from templates_app.models import MessageTemplate, TemplateVersion


def _seen(request: HttpRequest) -> str | None:
    return request.POST.get("seen") or None


def submit(request: HttpRequest, obj: Any) -> str:
    """Ask for an approval."""
    version = approval.submit(template=obj)
    return f"Version {version.number} waits for approval."


def withdraw(request: HttpRequest, obj: Any) -> str:
    """Take it back."""
    version = approval.withdraw(template=obj)
    return f"Version {version.number} is a draft again."


def approve(request: HttpRequest, obj: Any) -> str:
    """Let it be sent."""
    version = approval.approve(template=obj, seen=_seen(request))
    return f"Version {version.number} is approved. It is what is sent from now on."


def reject(request: HttpRequest, obj: Any) -> str:
    """Refuse it, with a reason."""
    version = approval.reject(template=obj, reason=request.POST.get("reason", ""), seen=_seen(request))
    return f"Version {version.number} is rejected."


def retire(request: HttpRequest, obj: Any) -> str:
    """Let it not be sent any more."""
    version = approval.retire(template=obj)
    return f"Version {version.number} is retired. “{obj}” cannot be sent until another version is approved."


def archive(request: HttpRequest, obj: Any) -> str:
    """Put it away."""
    writing.archive_template(template=obj)
    return f"“{obj}” is archived. It cannot be sent."


def unarchive(request: HttpRequest, obj: Any) -> str:
    """Bring it back."""
    writing.archive_template(template=obj, archived=False)
    return f"“{obj}” is back."


DEEDS = {
    "submit": Deed(Right.EDIT, submit),
    "withdraw": Deed(Right.EDIT, withdraw),
    "approve": Deed(Right.APPROVE, approve),
    "reject": Deed(Right.APPROVE, reject),
    "retire": Deed(Right.APPROVE, retire),
    "archive": Deed(Right.EDIT, archive),
    "unarchive": Deed(Right.EDIT, unarchive),
}


def of_author(template: MessageTemplate, version: TemplateVersion, *, has_faults: bool) -> list[Button]:
    """What an author can do now."""
    found = []
    if version.status == DRAFT and not has_faults:
        found.append(Button("submit", "Submit for approval", "send", "main"))
    if version.status == IN_REVIEW:
        found.append(Button("withdraw", "Take back", "undo"))
    if template.is_archived:
        found.append(Button("unarchive", "Bring back", "unarchive"))
    return found


def of_approver(version: TemplateVersion, usable: TemplateVersion | None) -> list[Button]:
    """What an approver can do now; a rejection has a form of its own, for its reason."""
    found = []
    if version.status == IN_REVIEW and approval.may_decide(version):
        found.append(Button("approve", "Approve", "thumb_up", "main", {"seen": version.content_hash}))
    if usable is not None:
        question = f"Retire version {usable.number}? The template cannot be sent until another version is approved."
        found.append(Button("retire", f"Retire version {usable.number}", "block", confirm=question))
    return found


class TemplateActions(OfficeAdmin):
    """The actions of the list; each template that refuses says why."""

    actions = ("submit_selected", "approve_selected", "archive_selected", "export_selected")

    def has_approve_permission(self, request: HttpRequest) -> bool:
        """For the actions of the list."""
        return self.allows(request, Right.APPROVE)

    @action(description="Submit for approval", permissions=["change"])
    def submit_selected(self, request: HttpRequest, queryset: Any) -> None:
        """One by one."""
        on_each(request, queryset, lambda one: approval.submit(template=one), noun="template", done="submitted")

    @action(description="Approve", permissions=["approve"])
    def approve_selected(self, request: HttpRequest, queryset: Any) -> None:
        """One by one."""
        on_each(request, queryset, lambda one: approval.approve(template=one), noun="template", done="approved")

    @action(description="Archive", permissions=["change"])
    def archive_selected(self, request: HttpRequest, queryset: Any) -> None:
        """Put them away."""
        on_each(request, queryset, lambda one: writing.archive_template(template=one), noun="template", done="archived")

    @action(description="Export as JSON", permissions=["view"])
    def export_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """One file."""
        if queryset.count() > transfer.MOST_TEMPLATES:
            messages.error(request, f"At most {transfer.MOST_TEMPLATES} templates go into one file.")
            return None
        return export_file(list(queryset), f"templates-{timezone.localdate():%Y-%m-%d}")


def export_file(templates: list[MessageTemplate], name: str) -> HttpResponse:
    """Templates as a file to keep."""
    found = transfer.export_templates(templates=templates)
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer
