"""Segments in the back office: conditions as rows, with the count while they change."""

import json
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import path
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.decorators import display

from audiences import segments
from audiences.admin.builder import MOST_BYTES, FilterField
from audiences.filters import behaviour, parse, words
from audiences.models import Contact, Group, Segment
from audiences.uses import groups_of
from companies.backoffice import desk_of
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.bulk import on_each
from companies.office.cards import Card
from companies.office.forms import OfficeForm
from companies.office.words import moment, page_of, shortened
from companies.roles import Right
from core.errors import DomainError, InvalidError


class SegmentList(ChangeList):
    """A page of segments, with the names of all groups that they ask for: one query."""

    def get_results(self, request: HttpRequest) -> None:
        """The page, and the names."""
        super().get_results(request)
        wanted = {pk for row in self.result_list for pk in groups_of(row.filter)}
        named = dict(Group.objects.filter(pk__in=wanted).values_list("pk", "name"))
        for row in self.result_list:
            row.group_names = named


class SegmentForm(OfficeForm):
    """A segment's name and its conditions."""

    company_id: ClassVar[int] = 0

    filter = FilterField(label="Who belongs to it")

    class Meta:
        model = Segment
        fields = ("name", "filter")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields.get("filter")
        if field is not None:
            refusal = self.refusal
            faults = refusal.faults if isinstance(refusal, InvalidError) else []
            field.widget.company_id = self.instance.company_id or self.company_id
            field.widget.segment_id = self.instance.pk
            field.widget.faults = {fault.name.removeprefix("filter."): fault.message for fault in faults}

    def _refusals(self) -> Any:
        """Faults of conditions stand at their rows; above them one sentence says so."""
        found = list(super()._refusals())
        own = [(name, message) for name, message in found if not (name is None and message.startswith("filter"))]
        return [*own, ("filter", "Some conditions are not complete.")] if len(own) < len(found) else own


@admin.register(Segment)
class SegmentAdmin(OfficeAdmin):
    """Filters with a name."""

    add_right = change_right = delete_right = Right.EDIT
    intro = "Contacts who have something in common. Who belongs to a segment is asked anew each time that it is used."
    nothing = ("No segments yet", "Make one of what you know of your contacts, or of what they did.")

    form = SegmentForm
    list_display = ("name", "who", "changed_at")
    search_fields = ("name_folded",)
    search_help_text = "Name"
    ordering = ("name_folded", "pk")
    sortable_by = ()
    readonly_fields = ("who", "changed_at")
    fieldsets = ((None, {"fields": ("name", "filter")}),)
    seen_fieldsets = ((None, {"fields": ("name", "who", "changed_at")}),)

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        """With the groups' names."""
        return SegmentList

    def get_urls(self) -> list[Any]:
        """Django's, and the count while conditions change."""
        view = require_POST(self.admin_site.admin_view(self.preview_view))
        return [path("preview/", view, name="audiences_segment_preview"), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever may only look reads the conditions as a sentence."""
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return self.fieldsets if may else self.seen_fieldsets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form, which offers what the company has."""
        form = super().get_form(request, obj, change=change, **options)
        desk = desk_of(request)
        form.company_id = desk.company.pk if desk and desk.company else 0
        return form

    @display(description="Who")
    def who(self, obj: Segment) -> str:
        """The conditions as a sentence."""
        try:
            node = parse(obj.filter)
        except InvalidError as error:
            return error.message
        return shortened(words.sentence(node, groups=_group_names(obj), kinds=behaviour.kinds()), 300)

    @display(description="Last change")
    def changed_at(self, obj: Segment) -> SafeString:
        """When."""
        return moment(obj.updated_at)

    def store(self, request: HttpRequest, obj: Segment, form: Any, change: bool) -> Segment:
        """Create or change it."""
        data = form.cleaned_data
        if change:
            return segments.change(segment=obj, name=data["name"], filter=data["filter"])
        return segments.create(company_id=company_in_front(request).pk, name=data["name"], filter=data["filter"])

    def delete_model(self, request: HttpRequest, obj: Segment) -> None:
        """Take it away."""
        segments.delete(segment=obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Take several away."""
        on_each(request, queryset, lambda one: segments.delete(segment=one), noun="segment", done="deleted")

    def preview_view(self, request: HttpRequest) -> JsonResponse:
        """Whom conditions fit that are not stored yet: how many, and the newest ten; or what is wrong with each."""
        try:
            filter_ = json.loads(request.body[: MOST_BYTES + 1])
            found = segments.preview(company_id=self._company_id(request), filter=filter_)
        except (ValueError, RecursionError):
            return JsonResponse({"message": "The conditions could not be read."}, status=400)
        except InvalidError as error:
            faults = {fault.name: fault.message for fault in error.faults}
            return JsonResponse({"message": error.message, "faults": faults})  # half-written is no error
        except DomainError as error:
            return JsonResponse({"message": error.message}, status=409)
        return JsonResponse(shown(found))

    def _company_id(self, request: HttpRequest) -> int:
        """The company in front, or for an operator the one of the segment that is looked at."""
        asked = request.GET.get("segment", "")
        if not asked:
            return company_in_front(request).pk
        segment = self.get_object(request, asked)
        if segment is None or not self.has_view_permission(request, segment):
            raise Http404
        return int(segment.company_id)

    def cards(self, request: HttpRequest, obj: Segment) -> list[Card]:
        """Who belongs to it now, and the history."""
        try:
            data = shown(segments.preview(company_id=obj.company_id, filter=obj.filter))
        except DomainError as error:
            data = {"problem": error.message}
        return [Card("Who that is", "office/audiences/preview.html", data, icon="groups"), *super().cards(request, obj)]

    def cards_for_new(self, request: HttpRequest) -> list[Card]:
        """Room for the count."""
        return [Card("Who that is", "office/audiences/preview.html", {"is_new": True}, icon="groups")]


def _group_names(segment: Segment) -> dict[int, str]:
    """The names of the groups that a segment asks for."""
    named: dict[int, str] | None = getattr(segment, "group_names", None)
    if named is not None:
        return named
    rows = Group.objects.filter(company_id=segment.company_id, pk__in=groups_of(segment.filter))
    return dict(rows.values_list("pk", "name"))


def shown(found: segments.Preview) -> dict[str, Any]:
    """A preview for the script and for the page."""
    many = found.count > segments.CAP
    return {
        "count": f"More than {segments.CAP:,}" if many else f"{found.count:,}",
        "noun": "contact" if found.count == 1 else "contacts",
        "contacts": [_row(contact) for contact in found.contacts],
    }


def _row(contact: Contact) -> dict[str, str]:
    name, address = str(contact), contact.email or contact.phone
    return {"name": name, "address": "" if address == name else address, "url": page_of(contact)}
