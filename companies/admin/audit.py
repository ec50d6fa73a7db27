"""The audit trail in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter
from unfold.decorators import display

from companies.office import history
from companies.office.base import OfficeAdmin
from companies.office.cards import Card
from companies.office.words import link, moment, shortened
from core.models import AuditEntry

KINDS = {
    "campaigns.campaign": "Campaigns",
    "partners.partnersource": "Partner items",
    "core.job": "Jobs",
    "companies.credential": "Credentials",
    "companies.membership": "Members",
    "companies.company": "Company",
    "companies.brandprofile": "Brand",
}

SHORT_CHANGE = 40


class DoorFilter(DropdownFilter):
    """Through which door."""

    title = "door"
    parameter_name = "door"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The doors."""
        return [(door, name) for door, name in history.DOORS.items() if door]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow to one."""
        return queryset.filter(door=self.value()) if self.value() else queryset


class KindFilter(DropdownFilter):
    """What was changed."""

    title = "what"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds of objects."""
        return list(KINDS.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow to one."""
        return queryset.filter(object_type=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditAdmin(OfficeAdmin):
    """Who changed what, and when. Nobody changes it, not even here."""

    intro = "Every change, by people, partners and jobs. Nothing here can be altered or removed."
    nothing = ("Nothing happened yet", "Each change will stand here, with who made it.")

    warn_unsaved_form = False
    list_display = ("when", "who", "did", "what", "door_")
    list_display_links = ("when",)
    list_filter = (KindFilter, DoorFilter, ("at", RangeDateFilter))
    search_fields = ("object_label", "actor_label")
    search_help_text = "Who, or the name of what was changed"
    ordering = ("-at", "-pk")
    sortable_by = ()
    actions = None
    fieldsets = (
        (None, {"fields": ("when", "who", "did", "what", "door_")}),
        ("Changes", {"fields": ("values",)}),
        ("For engineers", {"classes": ("collapse",), "fields": ("object_type", "object_id", "request_id")}),
    )
    readonly_fields = ("when", "who", "did", "what", "door_", "values", "object_type", "object_id", "request_id")

    @display(description="When")
    def when(self, obj: AuditEntry) -> SafeString:
        """The instant."""
        return moment(obj.at)

    @display(description="Who")
    def who(self, obj: AuditEntry) -> str:
        """The person, machine or job."""
        return shortened(obj.actor_label, 60)

    @display(description="Did")
    def did(self, obj: AuditEntry) -> str:
        """The action, with what it changed."""
        changes = history.fact(obj).changes
        if len(changes) == 1 and len(changes[0].before + changes[0].after) <= SHORT_CHANGE:
            return f"{obj.action}: {changes[0].before or 'none'} → {changes[0].after or 'none'}"
        names = ", ".join(change.name for change in changes)
        return f"{obj.action}: {names}" if names else obj.action

    @display(description="What")
    def what(self, obj: AuditEntry) -> SafeString | str:
        """The object."""
        found = history.fact(obj)
        return link(found.url, shortened(found.what, 60)) if found.url else shortened(found.what, 60)

    @display(description="Through")
    def door_(self, obj: AuditEntry) -> str:
        """The door."""
        return history.DOORS.get(obj.door, obj.door)

    @display(description="From → to")
    def values(self, obj: AuditEntry) -> SafeString | str:
        """Each value that changed."""
        found = history.fact(obj)
        return render_to_string("office/changes.html", {"fact": found}) if found.changes else "No values changed."

    def cards(self, request: HttpRequest, obj: AuditEntry) -> list[Card]:
        """A fact has no history of its own."""
        return []
