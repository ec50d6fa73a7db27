"""Content in the back office: posts, articles and scripts."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from campaigns import content
from campaigns.admin import content_deeds, content_words, extensions
from campaigns.admin.content_deeds import ContentActions
from campaigns.admin.content_filters import PlatformFilter, WhenFilter
from campaigns.admin.content_form import ContentForm
from campaigns.content_lifecycle import EDITABLE
from campaigns.models import Campaign, ContentItem
from campaigns.models.content import Review
from companies.office.base import company_in_front
from companies.office.cards import Card, Deed
from companies.office.words import NONE, link_to, moment, outside, shortened
from companies.roles import Right

WRITTEN = ("title", "body", "media")


@admin.register(ContentItem)
class ContentAdmin(ContentActions):
    """What is written, and when it goes out."""

    add_right = change_right = delete_right = Right.EDIT
    intro = "Posts, articles and scripts of all campaigns, and those in the library."
    nothing = ("No content here", "Write the first item, or plan a campaign and let the assistant draft some.")

    form = ContentForm
    list_display = ("what", "state", "kind", "where", "when", "campaign_", "who")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("type", ChoicesDropdownFilter),
        PlatformFilter,
        WhenFilter,
        ("campaign", AutocompleteSelectFilter),
    )
    list_select_related = ("campaign",)
    ordering = ("-created_at", "-id")
    sortable_by = ()
    list_disable_select_all = True
    autocomplete_fields = ("campaign",)
    readonly_fields = ("kind", "where", "campaign_", "heading", "text", "pictures", "address")
    fieldsets = (
        ("What it is", {"fields": ("kind", "platform", "campaign")}),
        ("What it says", {"fields": WRITTEN}),
    )
    add_fieldsets = (
        ("What it is", {"fields": ("type", "platform", "campaign")}),
        ("What it says", {"fields": WRITTEN}),
        ("When", {"fields": ("scheduled_at",)}),
    )
    seen_fieldsets = (
        ("What it is", {"fields": ("kind", "where", "campaign_", "address")}),
        ("What it says", {"fields": ("heading", "text", "pictures")}),
    )

    class Media:
        js = ("muster/content.js",)

    # -- List

    @display(description="Content")
    def what(self, obj: ContentItem) -> str:
        """Its title or first words."""
        return content_words.name(obj)

    @display(description="Status")
    def state(self, obj: ContentItem) -> SafeString:
        """Where it stands."""
        return content_words.status(obj)

    @display(description="Type")
    def kind(self, obj: ContentItem) -> SafeString:
        """What it is."""
        return format_html('<span class="o-nowrap">{}</span>', obj.get_type_display())

    @display(description="Platform")
    def where(self, obj: ContentItem) -> str:
        """Where it goes."""
        return content_words.platform(obj)

    @display(description="Publish at")
    def when(self, obj: ContentItem) -> SafeString:
        """In the company's zone."""
        return moment(obj.scheduled_at)

    @display(description="Campaign")
    def campaign_(self, obj: ContentItem) -> SafeString:
        """What it belongs to."""
        return link_to(obj.campaign)

    @display(description="Written by")
    def who(self, obj: ContentItem) -> SafeString:
        """A person, or the assistant."""
        return format_html('<span class="o-nowrap">{}</span>', shortened(content_words.writer(obj), 24))

    # -- One item

    @display(description="Text")
    def text(self, obj: ContentItem) -> SafeString:
        """As it is, line by line."""
        return format_html('<div class="o-prose">{}</div>', obj.body)

    @display(description="Pictures and videos")
    def pictures(self, obj: ContentItem) -> SafeString:
        """Their addresses."""
        return format_html_join(SafeString("<br>"), "{}", ((outside(address),) for address in obj.media))

    @display(description="Title")
    def heading(self, obj: ContentItem) -> str:
        """As it is."""
        return obj.title

    @display(description="Address")
    def address(self, obj: ContentItem) -> SafeString:
        """Where the public sees it."""
        return outside(obj.external_url) if obj.external_url else NONE

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Published content is only looked at."""
        is_open = not isinstance(obj, ContentItem) or obj.status in EDITABLE
        return is_open and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Published content stays in the books."""
        is_open = not isinstance(obj, ContentItem) or obj.status in EDITABLE
        return is_open and super().has_delete_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A form, or the same in words for whoever only looks."""
        if obj is None:
            return self.add_fieldsets
        return self.fieldsets if self.has_change_permission(request, obj) else self.seen_fieldsets

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The campaign that “Write” was pressed on."""
        asked = request.GET.get("campaign", "")
        found = Campaign.objects.alive().filter(pk=int(asked)) if asked.isdecimal() and len(asked) < 19 else None
        campaign = found.first() if found is not None else None
        return {"campaign": campaign.pk} if campaign else {}

    def store(self, request: HttpRequest, obj: ContentItem, form: Any, change: bool) -> ContentItem:
        """Write or change it by the domain's functions."""
        if change:
            return content.update_item(item=obj, fields=form.changes())
        return content.create_item(company_id=company_in_front(request).pk, **form.said())

    def delete_model(self, request: HttpRequest, obj: ContentItem) -> None:
        """By the domain's function."""
        content.delete_item(item=obj)

    def deeds(self) -> dict[str, Deed]:
        """The calendar's, and other apps'."""
        others = {name: deed for one in extensions.all_extensions() for name, deed in one.content_deeds().items()}
        return {**content_deeds.DEEDS, **others}

    def cards(self, request: HttpRequest, obj: ContentItem) -> list[Card]:
        """Where it stands, who wrote it, what happened."""
        may = self.allows(request, Right.EDIT, obj)
        origin = Card("Origin", "office/cards/pairs.html", {"pairs": content_words.origin(obj)}, icon="edit_note")
        asked = obj.review != Review.NONE and obj.status in EDITABLE and self.allows(request, Right.APPROVE, obj)
        review = [content_deeds.review_card(obj)] if asked else []
        status = content_deeds.card(obj, content_words.status(obj), may=may)
        shared = [card for one in extensions.all_extensions() for card in one.content_cards(request, obj, may=may)]
        return [status, *review, *shared, origin, *super().cards(request, obj)]
