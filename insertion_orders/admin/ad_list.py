"""The list of ad campaigns: its filters, and what can be done to several at once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import action

from companies.office.base import OfficeAdmin
from companies.office.bulk import on_each
from companies.office.words import count
from insertion_orders import finding, listing
from insertion_orders.admin import ad_deeds, words
from insertion_orders.lifecycle import STAGES
from insertion_orders.models import InsertionOrder

MOST_ORDERS = 100
MOST_AT_ONCE = 200


class StageFilter(DropdownFilter):
    """Where a campaign stands; deleted ones are shown where they are asked for."""

    title = "stage"
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The stages."""
        return [(stage, words.STAGES[stage][0]) for stage in STAGES]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow."""
        return queryset.filter(listing.any_stage([self.value()])) if self.value() in STAGES else queryset.alive()


class OrderFilter(DropdownFilter):
    """The order that a campaign runs under."""

    title = "insertion order"
    parameter_name = "order"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The newest."""
        newest = InsertionOrder.objects.alive().newest_first()[:MOST_ORDERS]
        return [(str(pk), name) for pk, name in newest.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow; also to an order that is too old for the choices."""
        asked = self.value() or ""
        if not asked.isdecimal() or int(asked) > finding.MAX_ID:
            return queryset
        return queryset.filter(order_id=int(asked))


class AdActions(OfficeAdmin):
    """The actions of the list; each campaign that refuses says why."""

    actions = ("submit_selected", "pause_selected", "resume_selected", "delete_selected")

    @action(description="Submit for approval", permissions=["change"])
    def submit_selected(self, request: HttpRequest, queryset: Any) -> None:
        """One by one."""
        self._each(request, queryset, "submit", "submitted")

    @action(description="Pause", permissions=["change"])
    def pause_selected(self, request: HttpRequest, queryset: Any) -> None:
        """One by one."""
        self._each(request, queryset, "pause", "paused")

    @action(description="Resume", permissions=["change"])
    def resume_selected(self, request: HttpRequest, queryset: Any) -> None:
        """One by one."""
        self._each(request, queryset, "resume", "resumed")

    @action(description="Delete …", permissions=["change"])
    def delete_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Ask first, then delete one by one."""
        if request.POST.get("post"):
            self._each(request, queryset, "delete", "deleted")
            return None
        found = list(queryset[:MOST_AT_ONCE])
        context = {
            **self.admin_site.each_context(request),
            "title": f"Delete {count(len(found), 'campaign')}",
            "opts": self.opts,
            "rows": [(ad.pk, ad, words.stage(ad), words.spent(ad)) for ad in found],
        }
        return TemplateResponse(request, "office/insertion_orders/delete_ads.html", context)

    def _each(self, request: HttpRequest, queryset: Any, action: str, done: str) -> None:
        on_each(request, queryset, lambda ad: ad_deeds.move(ad, action), noun="campaign", done=done)
