"""Partners' items in the back office: as they came, and what their pages say."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import action, display

from companies.office.base import OfficeAdmin
from companies.office.bulk import on_each
from companies.office.cards import Card, Deed
from companies.office.words import link, link_to, moment, outside, shortened
from companies.roles import Right
from partners import sources
from partners.admin import reading, revisions
from partners.models import PartnerSource


class CampaignFilter(DropdownFilter):
    """With a campaign, or still without one."""

    title = "campaign"
    parameter_name = "has_campaign"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Whether there is one."""
        return [("yes", "Has a campaign"), ("no", "Waits for one")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow."""
        if self.value() in ("yes", "no"):
            return queryset.filter(campaign__isnull=self.value() == "no")
        return queryset


@admin.register(PartnerSource)
class SourceAdmin(OfficeAdmin):
    """What partners send."""

    intro = "What partners send: each item becomes a campaign, and its landing page is read for it."
    nothing = ("No items yet", "They appear when a partner sends one to POST /api/campaign.")

    warn_unsaved_form = False
    list_display = ("name", "reference_id", "campaign_", "reading_", "problem_", "came")
    list_filter = (("status", ChoicesDropdownFilter), CampaignFilter)
    list_select_related = ("campaign",)
    search_fields = ("name", "reference_id")
    search_help_text = "Name or the partner's own id"
    ordering = ("-created_at", "-id")
    sortable_by = ()
    actions = ("read_again",)
    fieldsets = (
        (None, {"fields": ("reference_id", "campaign_", "landing_page", "material_")}),
        ("Times", {"fields": (("came", "changed_"),)}),
    )
    readonly_fields = ("reference_id", "campaign_", "landing_page", "material_", "came", "changed_")

    @display(description="Campaign")
    def campaign_(self, obj: PartnerSource) -> SafeString:
        """The campaign that it became, or the form that makes one."""
        if obj.campaign is not None:
            return link_to(obj.campaign)
        query = urlencode({"source": str(obj.pk), "name": obj.name})
        return link(f"{reverse('admin:campaigns_campaign_add')}?{query}", "Create one")

    @display(description="Landing page read")
    def reading_(self, obj: PartnerSource) -> SafeString:
        """How far."""
        return reading.status(obj)

    @display(description="What went wrong")
    def problem_(self, obj: PartnerSource) -> str:
        """Why the page could not be read."""
        return shortened(obj.problem, 80)

    @display(description="Landing page")
    def landing_page(self, obj: PartnerSource) -> SafeString:
        """A link; nothing is fetched from here."""
        return outside(obj.target_url)

    @display(description="Material")
    def material_(self, obj: PartnerSource) -> SafeString:
        """Links; nothing is fetched from here."""
        return format_html_join(SafeString("<br>"), "{}", ((outside(url),) for url in obj.material))

    @display(description="Came")
    def came(self, obj: PartnerSource) -> SafeString:
        """First."""
        return moment(obj.created_at)

    @display(description="Last change")
    def changed_(self, obj: PartnerSource) -> SafeString:
        """Of its data, or of what is known of its page."""
        return moment(obj.updated_at)

    @action(description="Read the pages again", permissions=["reading"])
    def read_again(self, request: HttpRequest, queryset: Any) -> None:
        """Read several pages once more."""
        on_each(request, queryset, _read_again, noun="page", done="queued to be read again")

    def has_reading_permission(self, request: HttpRequest) -> bool:
        """Who edits campaigns may have pages read."""
        return self.allows(request, Right.EDIT)

    def deeds(self) -> dict[str, Deed]:
        """Reading again."""
        return {"read-again": Deed(Right.EDIT, self._read_again)}

    def _read_again(self, request: HttpRequest, obj: Any) -> str:
        _read_again(obj)
        return "The page is read again in the background."

    def cards(self, request: HttpRequest, obj: PartnerSource) -> list[Card]:
        """The reading, the jobs, the revisions, the history."""
        may = self.allows(request, Right.EDIT, obj)
        state = {"status": reading.status(obj), "read_at": moment(obj.read_at), "problem": obj.problem}
        return [
            Card("Reading", "office/partners/reading.html", state, icon="menu_book",
                 buttons=[reading.read_again_button()] if may else ()),
            reading.jobs_card(obj),
            *super().cards(request, obj),
            reading.fields_card(obj, wide=True, linked=False),
            Card("Revisions", "office/partners/revisions.html", {"revisions": revisions.of(obj)},
                 icon="difference", wide=True),
        ]  # fmt: skip


def _read_again(source: PartnerSource) -> None:
    sources.read_again(source=source)
