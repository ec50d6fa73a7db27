"""Campaigns in the back office."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from campaigns import changes, creation
from campaigns.admin import beside, extensions, finding, lifecycle
from campaigns.admin.bulk import BulkActions
from campaigns.admin.calendar_page import CalendarPages
from campaigns.admin.copying_pages import CampaignDeletion
from campaigns.admin.form import CampaignForm
from campaigns.admin.lists import ArchivedFilter, CampaignPaginator, counted_filters
from campaigns.admin.pages import CampaignPages
from campaigns.models import Campaign, CampaignStatus, Origin
from companies.backoffice import desk_of
from companies.office import history
from companies.office.base import company_in_front
from companies.office.cards import Card, Deed
from companies.office.words import label, moment
from companies.roles import Right
from core.errors import ConflictError

CONTEXT = ("context_keyMessages", "context_targetAudience", "context_tone", "context_channels")
ESSENTIALS = ("name", "brief", "goal", "type", "starts_at", "ends_at", "tags")


@admin.register(Campaign)
class CampaignAdmin(CampaignPages, CampaignDeletion, CalendarPages, BulkActions):
    """Campaigns of every family."""

    add_right = change_right = delete_right = Right.EDIT
    nothing = ("No campaigns here", "Create the first one, or let a partner's item become one.")

    form = CampaignForm
    list_display = ("name", "state", "type", "origin_", "starts", "ends", "changed")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("type", ChoicesDropdownFilter),
        ("origin", ChoicesDropdownFilter),
        ArchivedFilter,
    )
    search_fields = ("name",)
    search_help_text = "Part of a name"
    ordering = ("-created_at", "-id")
    sortable_by = ()
    list_disable_select_all = True
    fieldsets = (
        ("What it is", {"fields": (*ESSENTIALS, "version")}),
        ("How it speaks", {"fields": CONTEXT, "description": "Taken from the brand, unless this campaign differs."}),
    )

    def get_urls(self) -> list[Any]:
        """Django's, and other apps' pages."""
        return [*extensions.urls(self), *super().get_urls()]

    # -- List

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without those that only the books keep; with what other apps' columns show."""
        return super().get_queryset(request).filter(deleted_at=None).annotate(**extensions.annotations())

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        """With other apps' columns before the last one."""
        *columns, last = super().get_list_display(request)
        return [*columns, *(self._column(column) for column in extensions.columns()), last]

    def get_list_select_related(self, request: HttpRequest) -> Sequence[str]:
        """What other apps' columns need."""
        return [column.related for column in extensions.columns() if column.related]

    @staticmethod
    def _column(column: extensions.Column) -> Any:
        def show(obj: Campaign) -> Any:
            return column.show(obj)

        show.__name__ = column.name
        return display(description=column.title)(show)

    def get_paginator(self, request: HttpRequest, queryset: Any, per_page: int, *args: Any, **options: Any) -> Any:
        """Totals from the counters."""
        options.update(filters=counted_filters(request), company_id=_company_id(request))
        return CampaignPaginator(queryset, per_page, *args, **options)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By name, the fast way."""
        term = search_term.replace("\x00", "").strip()
        return (finding.by_name(queryset, term, _company_id(request)) if term else queryset), False

    @display(description="Status")
    def state(self, obj: Campaign) -> SafeString:
        """Status, and whether it is archived."""
        shown = label(obj.get_status_display(), lifecycle.TONES[CampaignStatus(obj.status)])
        return shown + SafeString(" ") + label("Archived") if obj.is_archived else shown

    @display(description="Came from")
    def origin_(self, obj: Campaign) -> str:
        """The door."""
        return "Muster" if obj.origin == Origin.NATIVE else obj.get_origin_display()

    @display(description="Starts")
    def starts(self, obj: Campaign) -> SafeString:
        """In the company's zone."""
        return moment(obj.starts_at)

    @display(description="Ends")
    def ends(self, obj: Campaign) -> SafeString:
        """In the company's zone."""
        return moment(obj.ends_at)

    @display(description="Last change")
    def changed(self, obj: Campaign) -> SafeString:
        """Of the campaign itself."""
        return moment(obj.updated_at)

    # -- One campaign

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The same for a new one; whoever may only look sees the context in words."""
        if self.has_change_permission(request, obj) or obj is None:
            return self.fieldsets
        return [("What it is", {"fields": ESSENTIALS})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form, which shows what the company's brand says."""
        form = super().get_form(request, obj, change=change, **options)
        form.company_id = _company_id(request)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What another app begins it with."""
        found = extensions.beginning(request)
        return dict(found.initial) if found else {}

    def store(self, request: HttpRequest, obj: Campaign, form: Any, change: bool) -> Campaign:
        """Create or change it by the domain's functions."""
        if not change:
            return self._create(request, form)
        try:
            return changes.update_campaign(
                campaign=obj,
                fields=form.changed_fields(),
                overrides=form.changed_overrides(),
                version=form.cleaned_data.get("version") or 0,
            )
        except ConflictError as error:
            raise _explained(error, obj) from error

    def _create(self, request: HttpRequest, form: Any) -> Campaign:
        found = extensions.beginning(request)
        campaign = creation.create_campaign(
            company_id=company_in_front(request).pk,
            origin=found.origin if found else Origin.NATIVE,
            overrides=form.said_overrides(),
            **form.columns(),
        )
        for extension in extensions.all_extensions():
            extension.created(request, campaign)
        return campaign

    def deeds(self) -> dict[str, Deed]:
        """Moves, the archive, and the way back from an edit."""
        return beside.DEEDS

    def cards(self, request: HttpRequest, obj: Campaign) -> list[Card]:
        """What stands beside it, and the history."""
        may = self.allows(request, Right.EDIT, obj)
        return [*beside.cards(request, obj, may=may), *super().cards(request, obj)]

    def cards_for_new(self, request: HttpRequest) -> list[Card]:
        """What another app begins it with."""
        found = extensions.beginning(request)
        return list(found.cards) if found else []


def _company_id(request: HttpRequest) -> int | None:
    """The company in front; None where an operator looks at all."""
    desk = desk_of(request)
    return desk.company.pk if desk and desk.company else None


def _explained(error: ConflictError, campaign: Campaign) -> ConflictError:
    """Who changed what meanwhile."""
    if error.code != "VERSION_CHANGED":
        return error
    facts = history.of(campaign, 1)
    who = facts[0].who if facts else "Somebody"
    what = ", ".join(change.name for change in facts[0].changes) if facts else ""
    return ConflictError(
        f"{who} changed this campaign{f' ({what})' if what else ''} while you were writing, so that yours was not "
        "saved. Your text is kept below: copy what you need, then reload the page and enter it again.",
        code=error.code,
    )
