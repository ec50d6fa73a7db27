"""Background jobs in the back office: what runs, how far it is, what went wrong."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from companies.office import jobs as pieces
from companies.office.base import OfficeAdmin
from companies.office.bulk import on_each
from companies.office.cards import Button, Card, Deed
from companies.office.words import moment, shortened
from companies.roles import Right
from core.jobs import queue
from core.models import Job, JobStatus

ASKED_AT_ONCE = 100
AGAIN = (JobStatus.FAILED, JobStatus.CANCELLED)


@admin.register(Job)
class JobAdmin(OfficeAdmin):
    """What Muster does in the background."""

    intro = "What Muster does in the background: reading pages, for instance. This page keeps itself up to date."
    nothing = ("No jobs yet", "They appear when there is something to do, for instance a partner's page to read.")

    warn_unsaved_form = False
    list_display = ("what", "progress", "attempts", "who", "queued", "took")
    list_filter = (("status", ChoicesDropdownFilter),)
    search_fields = ("label",)
    search_help_text = "What it works on"
    ordering = ("-queued_at", "-pk")
    sortable_by = ()
    actions = ("try_again", "cancel")
    fieldsets = (
        (None, {"fields": ("state", "problem_in_full", "asked_by", "attempts")}),
        ("Times", {"fields": (("queued", "started"), ("finished", "took"))}),
        ("For engineers", {"classes": ("collapse",), "fields": ("kind", "uuid", "arguments_", "result_", "detail_")}),
    )
    readonly_fields = (
        "state", "problem_in_full", "asked_by", "attempts", "queued", "started", "finished", "took", "kind", "uuid",
        "arguments_", "result_", "detail_",
    )  # fmt: skip

    def get_urls(self) -> list[Any]:
        """Django's, and what the page asks while jobs live."""
        view = self.admin_site.admin_view(self.progress_view)
        return [path("progress/", view, name="core_job_progress"), *super().get_urls()]

    def progress_view(self, request: HttpRequest) -> JsonResponse:
        """How far jobs are: by primary key, whether they live and what to show."""
        asked = [int(part) for part in request.GET.get("ids", "").split(",") if part.isdecimal() and len(part) < 19]
        found = self.get_queryset(request).filter(pk__in=asked[:ASKED_AT_ONCE])
        jobs = {job.pk: {"live": pieces.is_live(job), "html": pieces.inside(job)} for job in found}
        response = JsonResponse({"jobs": jobs})
        response.headers["Cache-Control"] = "no-store"
        return response

    @display(description="State")
    def state(self, obj: Job) -> SafeString:
        """Status and progress."""
        return pieces.state(obj)

    @display(description="Job")
    def what(self, obj: Job) -> str:
        """What it works on."""
        return obj.label

    @display(description="State")
    def progress(self, obj: Job) -> SafeString:
        """Status and progress, and in short what went wrong."""
        problem = format_html('<p class="o-problem">{}</p>', shortened(obj.error, 120)) if obj.error else ""
        return format_html("{}{}", pieces.state(obj), problem)

    @display(description="Asked by")
    def who(self, obj: Job) -> str:
        """The person, machine or job."""
        return shortened(obj.asked_by, 40)

    @display(description="What went wrong")
    def problem_in_full(self, obj: Job) -> str:
        """For people."""
        return obj.error

    @display(description="Asked for")
    def queued(self, obj: Job) -> SafeString:
        """When."""
        return moment(obj.queued_at)

    @display(description="Started")
    def started(self, obj: Job) -> SafeString:
        """When."""
        return moment(obj.started_at)

    @display(description="Ended")
    def finished(self, obj: Job) -> SafeString:
        """When."""
        return moment(obj.finished_at)

    @display(description="Took")
    def took(self, obj: Job) -> SafeString:
        """How long, so far."""
        return format_html('<span class="o-nowrap">{}</span>', pieces.took(obj))

    @display(description="Arguments")
    def arguments_(self, obj: Job) -> SafeString:
        """Ids."""
        return _code(obj.arguments)

    @display(description="Result")
    def result_(self, obj: Job) -> SafeString | str:
        """What it came to."""
        return _code(obj.result) if obj.result is not None else ""

    @display(description="Detail")
    def detail_(self, obj: Job) -> SafeString | str:
        """What went wrong, for engineers."""
        return _pre(obj.detail) if obj.detail else ""

    @action(description="Try again", permissions=["again"])
    def try_again(self, request: HttpRequest, queryset: Any) -> None:
        """Put jobs that failed or were cancelled back into the queue."""
        on_each(request, queryset, lambda job: queue.retry(job=job), noun="job", done="put back into the queue")

    @action(description="Cancel", permissions=["again"])
    def cancel(self, request: HttpRequest, queryset: Any) -> None:
        """Stop jobs that wait or run."""
        on_each(request, queryset, lambda job: queue.cancel(job=job), noun="job", done="cancelled")

    def has_again_permission(self, request: HttpRequest) -> bool:
        """Who edits campaigns may also stop and repeat work on them."""
        return self.allows(request, Right.EDIT)

    def deeds(self) -> dict[str, Deed]:
        """Try again and cancel."""
        return {"retry": Deed(Right.EDIT, self._retry), "cancel": Deed(Right.EDIT, self._cancel)}

    def _retry(self, request: HttpRequest, obj: Any) -> str:
        queue.retry(job=obj)
        return "The job is back in the queue."

    def _cancel(self, request: HttpRequest, obj: Any) -> str:
        queue.cancel(job=obj)
        return "The job is cancelled."

    def cards(self, request: HttpRequest, obj: Job) -> list[Card]:
        """What can be done, and the history."""
        buttons = []
        if obj.status in AGAIN:
            buttons.append(Button("retry", "Try again", icon="replay", tone="main"))
        if pieces.is_live(obj):
            buttons.append(Button("cancel", "Cancel", icon="close", confirm="Cancel this job?"))
        may = buttons and self.allows(request, Right.EDIT, obj)
        first = [Card("What you can do", icon="bolt", buttons=buttons)] if may else []
        return [*first, *super().cards(request, obj)]


def _code(value: Any) -> SafeString:
    return _pre(json.dumps(value, indent=2, ensure_ascii=False))


def _pre(text: str) -> SafeString:
    return format_html('<pre class="o-pre">{}</pre>', text)
