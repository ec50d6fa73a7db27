"""Broadcasts in the back office: made, filled, checked, sent, scheduled, and what became of their runs."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from campaigns.models import Origin
from companies.backoffice import desk_of
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.cards import Card, Deed
from companies.office.words import NONE, link_to, moment, page_of
from companies.roles import Right
from core.tenancy import company_scope
from delivery import broadcasts, execution
from delivery.admin import balance, broadcast_form, finding, pages, preflight_page, schedule_page
from delivery.admin.broadcast_cards import runs_card, status_card
from delivery.admin.broadcast_form import BroadcastForm
from delivery.admin.broadcast_list import BroadcastList, StageFilter, stage
from delivery.broadcasts import LIVE_RUNS, Plan
from delivery.models import Broadcast, Run
from templates_app import finding as templates
from templates_app.rendering.variables import Variables
from templates_app.writing import usable_version

RELATED = ("campaign", "template", "account", "company")


@admin.register(Broadcast)
class BroadcastAdmin(OfficeAdmin):
    """What is sent, to whom, and when."""

    add_right = change_right = Right.EDIT
    intro = "What is sent to groups and segments: by hand, at a time, or on weekdays. Each sending is a run of its own."
    nothing = (
        "No broadcasts yet",
        "Choose an approved template and whom it is for; you check everything before it leaves.",
    )

    form = BroadcastForm
    list_display = ("name_", "stage_", "where", "template_", "next_run", "last_run", "changed")
    list_filter = (finding.ChannelFilter, StageFilter)
    search_fields = ("campaign__name",)
    search_help_text = "Part of a name"
    list_select_related = RELATED
    ordering = ("-id",)
    sortable_by = ()
    readonly_fields = ("campaign_", "template_", "groups_", "segments_", "values_", "account_", "cap_")
    add_fieldsets = (
        ("What it sends", {"fields": ("name", "template")}),
        ("Whom it is for", {"fields": ("groups", "segments", "frequency_capping")}),
    )
    seen_fieldsets = (
        ("What it sends", {"fields": ("campaign_", "template_", "values_", "account_")}),
        ("Whom it is for", {"fields": ("groups_", "segments_", "cap_")}),
    )

    def get_urls(self) -> list[Any]:
        """Django's, the check before sending, and the schedule."""
        own = [
            self._page("preflight", Right.VIEW, preflight_page.page),
            self._page("send", Right.EDIT, preflight_page.send),
            self._page("schedule", Right.EDIT, schedule_page.page),
            self._page("move", Right.EDIT, schedule_page.move),
        ]
        return [*own, *super().get_urls()]

    def _page(self, name: str, right: Right, view: pages.View) -> Any:
        answer = self.admin_site.admin_view(pages.guarded(self, right, view))
        return path(f"<int:pk>/{name}/", answer, name=f"delivery_broadcast_{name}")

    # -- List

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those whose campaigns were not deleted, and whether a run lives."""
        lives = Run.objects.filter(broadcast=OuterRef("pk"), state__in=LIVE_RUNS)
        rows = super().get_queryset(request).filter(campaign__deleted_at=None).select_related(*RELATED)
        found: QuerySet[Any] = rows.annotate(lives=Exists(lives))
        return found

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        """With the latest runs."""
        return BroadcastList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By the campaign's name."""
        return finding.by_campaign_name(request, queryset, search_term, "campaign__in"), False

    @display(description="Broadcast")
    def name_(self, obj: Broadcast) -> str:
        """Its campaign's name."""
        return str(obj)

    @display(description="Stage")
    def stage_(self, obj: Any) -> SafeString:
        """Where it stands."""
        return stage(obj)

    @display(description="Channel")
    def where(self, obj: Broadcast) -> str:
        """By what it goes."""
        return obj.get_channel_display()

    @display(description="Template")
    def template_(self, obj: Broadcast) -> SafeString:
        """What it is made of."""
        return link_to(obj.template)

    @display(description="Next run")
    def next_run(self, obj: Broadcast) -> SafeString:
        """In the company's zone."""
        return moment(obj.next_run_at)

    @display(description="Last run")
    def last_run(self, obj: Any) -> SafeString:
        """Its state and balance."""
        run = obj.latest
        return balance.in_list(run, obj.latest_counts) if run else NONE

    @display(description="Changed")
    def changed(self, obj: Broadcast) -> SafeString:
        """When."""
        return moment(obj.updated_at)

    # -- One broadcast

    @display(description="Campaign")
    def campaign_(self, obj: Broadcast) -> SafeString:
        """Its name, status and dates are there."""
        return link_to(obj.campaign)

    @display(description="Groups")
    def groups_(self, obj: Broadcast) -> SafeString:
        """By name."""
        return _lines(broadcast_form.names_of(obj)["groups"])

    @display(description="Segments")
    def segments_(self, obj: Broadcast) -> SafeString:
        """By name."""
        return _lines(broadcast_form.names_of(obj)["segments"])

    @display(description="Values for everybody")
    def values_(self, obj: Broadcast) -> SafeString:
        """By the variables' names."""
        return _lines([f"{name}: {text}" for name, text in obj.values.items()])

    @display(description="Account")
    def account_(self, obj: Broadcast) -> SafeString | str:
        """By which it leaves."""
        return link_to(obj.account) if obj.account else "The usual one of the channel"

    @display(description="Frequency cap")
    def cap_(self, obj: Broadcast) -> str:
        """Whether it holds."""
        return "Holds" if obj.frequency_capping else "Left aside"

    def get_fieldsets(self, request: HttpRequest, obj: Broadcast | None = None) -> Any:
        """A short form for a new one; then everything, with the template's variables."""
        if obj is None:
            return self.add_fieldsets
        if not self.has_change_permission(request, obj):
            return self.seen_fieldsets
        values = broadcast_form.with_values(_variables(obj), obj.template_id).value_fields
        said = "The same for everybody; a contact's own value wins."
        own = [("Values", {"fields": tuple(values), "description": said})] if values else []
        return [
            ("What it sends", {"fields": ("campaign_", "template_", "account")}),
            *own,
            ("Whom it is for", {"fields": ("groups", "segments", "frequency_capping")}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form of the company in front, with a field for each variable."""
        if obj is not None and self.has_change_permission(request, obj):
            options["form"] = broadcast_form.with_values(_variables(obj), obj.template_id)
        form = super().get_form(request, obj, change=change, **options)
        desk = desk_of(request)
        form.company_id = desk.company.pk if desk and desk.company else None
        return form

    def store(self, request: HttpRequest, obj: Broadcast, form: Any, change: bool) -> Broadcast:
        """Make it, or change what the next runs send."""
        if not change:
            return _create(company_in_front(request).pk, form.cleaned_data)
        with company_scope(obj.company_id):
            return broadcasts.change(broadcast=Broadcast.objects.get(pk=obj.pk), **form.said())

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """A new one is opened: its values, its schedule, and the check before sending."""
        messages.success(request, f"“{obj}” is made. Nothing is sent until you send it, or its time comes.")
        return HttpResponseRedirect(page_of(obj))

    def deeds(self) -> dict[str, Deed]:
        """The schedule's."""
        return {
            "skip": Deed(Right.EDIT, schedule_page.skip),
            "undo": Deed(Right.EDIT, schedule_page.undo),
            "unschedule": Deed(Right.EDIT, schedule_page.unschedule),
        }

    def cards(self, request: HttpRequest, obj: Broadcast) -> list[Card]:
        """How to send it, when it runs, what became of its runs."""
        may = self.allows(request, Right.EDIT, obj)
        cards = [status_card(obj, may=may), schedule_page.card(obj, may=may), runs_card(obj)]
        return [*cards, *super().cards(request, obj)]


def _create(company_id: int, data: dict[str, Any]) -> Broadcast:
    version = templates.approved(template_id=data["template"].pk)
    plan = Plan(
        version=version,
        list_ids=data["groups"],
        segment_ids=data["segments"],
        frequency_capping=data["frequency_capping"],
        app_ids=version.template.app_ids,
    )
    return broadcasts.create(company_id=company_id, name=data["name"], origin=Origin.MESSAGING, plan=plan)


def _variables(broadcast: Broadcast) -> Variables:
    """What the version that would be sent asks for; nothing where none is approved."""
    version = usable_version(broadcast.template)
    return execution.variables_of(version) if version else Variables()


def _lines(texts: Sequence[str]) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((format_html("{}", text),) for text in texts)) or NONE
