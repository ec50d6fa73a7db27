"""Tracked links in the back office: made, copied, looked at, ended."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display

from analytics.admin.link_form import LinkForm
from analytics.models import Purpose, TrackedLink
from analytics.tracking import links, tagging
from campaigns.admin.channels import name_of
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.cards import Button, Card, Deed
from companies.office.words import NONE, label, link_to, moment, outside, page_of, shortened
from companies.roles import Right

COUNTED = ("Counted", {"fields": (("people", "machines"), ("since", "until"))})
PIXEL = '<img src="{}" width="1" height="1" alt="">'


class EndedFilter(DropdownFilter):
    """Live ones, or ended ones."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The states."""
        return [("live", "Live"), ("ended", "Ended")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow to one."""
        if self.value() in ("live", "ended"):
            return queryset.filter(ended_at__isnull=self.value() == "live")
        return queryset


@admin.register(TrackedLink)
class LinkAdmin(OfficeAdmin):
    """Addresses that are counted."""

    add_right = Right.EDIT
    intro = "Addresses that count who opens them, and lead on with your tags. Machines are counted apart from people."
    nothing = ("No tracked links yet", "Make one for each place where an address will stand, and publish it there.")

    form = LinkForm
    list_display = ("what", "leads_to", "campaign_", "people", "machines", "since", "standing")
    list_filter = (("purpose", ChoicesDropdownFilter), EndedFilter, ("campaign", AutocompleteSelectFilter))
    search_fields = ("name", "target")
    search_help_text = "Name or target"
    ordering = ("-created_at", "-id")
    sortable_by = ()
    autocomplete_fields = ("campaign",)
    readonly_fields = (
        "what", "standing", "leads_to", "whole_target", "arrives_at", "campaign_", "content_", "where", "own_tags",
        "people", "machines", "since", "until",
    )  # fmt: skip
    add_fieldsets = (
        (None, {"fields": ("purpose", "target", "campaign", "platform", "name")}),
        (
            "Tags of its own",
            {
                "fields": tagging.TAGS,
                "classes": ("collapse",),
                "description": "What is left empty follows the tracking policy.",
            },
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: TrackedLink | None = None) -> Any:
        """The form of a new link; of one that is there what was counted, and what there is to say."""
        if obj is None:
            return super().get_fieldsets(request, obj)
        shown = ["what", "standing", "campaign_"]
        shown += ["content_"] if obj.content_id else []
        shown += ["whole_target", "arrives_at"] if obj.target else []
        shown += ["where"]
        shown += ["own_tags"] if obj.tags else []
        return (COUNTED, ("Link", {"fields": shown}))

    @display(description="Name")
    def what(self, obj: TrackedLink) -> str:
        """What it is called."""
        return shortened(str(obj), 50)

    @display(description="Leads to")
    def leads_to(self, obj: TrackedLink) -> SafeString:
        """The target, without what all begin with."""
        return outside(obj.target, shortened(obj.target.partition("://")[2], 50)) if obj.target else NONE

    @display(description="Leads to")
    def whole_target(self, obj: TrackedLink) -> SafeString:
        """The target to its end."""
        return outside(obj.target)

    @display(description="With tags")
    def arrives_at(self, obj: TrackedLink) -> SafeString:
        """Where a click leads at present."""
        return outside(links.destination(obj))

    @display(description="Campaign")
    def campaign_(self, obj: TrackedLink) -> SafeString:
        """What it counts for."""
        return link_to(obj.belongs_to)

    @display(description="Content")
    def content_(self, obj: TrackedLink) -> SafeString:
        """The item that it stands in."""
        return link_to(obj.content)

    @display(description="Platform")
    def where(self, obj: TrackedLink) -> SafeString | str:
        """Where it stands."""
        return name_of(obj.platform) if obj.platform else NONE

    @display(description="Tags of its own")
    def own_tags(self, obj: TrackedLink) -> SafeString:
        """Its own UTM values."""
        return format_html_join(SafeString("<br>"), "{} = {}", sorted(obj.tags.items())) or NONE

    @display(description="By people")
    def people(self, obj: TrackedLink) -> str:
        """Clicks or opens by people."""
        return f"{obj.clicks:,}"

    @display(description="By machines")
    def machines(self, obj: TrackedLink) -> str:
        """Clicks or opens by machines."""
        return f"{obj.machine_clicks:,}"

    @display(description="Since")
    def since(self, obj: TrackedLink) -> SafeString:
        """When it was made."""
        return moment(obj.created_at)

    @display(description="Ended")
    def until(self, obj: TrackedLink) -> SafeString:
        """When it was ended."""
        return moment(obj.ended_at)

    @display(description="State")
    def standing(self, obj: TrackedLink) -> SafeString:
        """Whether it still counts, and what."""
        return label("Ended", "bad") if obj.ended_at else label(f"Counts {obj.get_purpose_display().lower()}", "good")

    def get_queryset(self, request: HttpRequest) -> Any:
        """With all that lists and pages show of a link."""
        return super().get_queryset(request).select_related(*links.RELATED)

    def store(self, request: HttpRequest, obj: TrackedLink, form: forms.Form, change: bool) -> TrackedLink:
        """Make it."""
        data = form.cleaned_data
        return links.create_link(
            company_id=company_in_front(request).pk,
            purpose=data["purpose"],
            target=data["target"],
            campaign=data["campaign"],
            platform=data["platform"],
            name=data["name"],
            tags={tag: data[tag] for tag in tagging.TAGS if data[tag]},
        )

    def response_add(
        self, request: HttpRequest, obj: TrackedLink, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Its page, where the address is to be copied, unless the next one is to be made."""
        if "_addanother" in request.POST:
            answer: HttpResponse = super().response_add(request, obj, post_url_continue)
            return answer
        messages.success(request, "The link is ready. Copy its address, and publish that.")
        return HttpResponseRedirect(page_of(obj))

    def deeds(self) -> dict[str, Deed]:
        """End it."""
        return {"end": Deed(Right.EDIT, self._end)}

    def _end(self, request: HttpRequest, obj: Any) -> str:
        links.end_link(link=obj)
        return "The link has ended: whoever opens it is told so, and nothing is counted any more."

    def cards(self, request: HttpRequest, obj: TrackedLink) -> list[Card]:
        """Its address to copy, ending it, and the history."""
        if obj.ended_at:
            return super().cards(request, obj)
        address = links.address(obj, base=request.build_absolute_uri("/")[:-1])
        addresses = [("Address", address)]
        if obj.purpose == Purpose.OPEN:
            addresses.append(("For a message in HTML", PIXEL.format(address)))
        cards = [Card("To publish", "office/analytics/tracking_address.html", {"addresses": addresses}, icon="link")]
        if self.allows(request, Right.EDIT, obj):
            question = "End this link? Whoever opens it from now on learns that it is no longer in use."
            end = Button("end", "End this link", icon="link_off", tone="bad", confirm=question)
            cards.append(Card("End", "office/analytics/tracking_end.html", icon="block", buttons=[end]))
        return [*cards, *super().cards(request, obj)]
