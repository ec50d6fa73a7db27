"""Ad campaigns in the back office: made, changed, moved, approved, and looked at while they spend."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from companies.backoffice import desk_of
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.cards import Card, Deed
from companies.office.words import NONE, link_to, moment, page_of
from companies.roles import Right
from core.fields import fold
from core.tenancy import company_scope
from insertion_orders import ads, reading
from insertion_orders.admin import ad_cards, ad_deeds, approval_page, order_cards, words
from insertion_orders.admin.ad_form import AdForm
from insertion_orders.admin.ad_list import AdActions, OrderFilter, StageFilter
from insertion_orders.lifecycle import EDITABLE, PENDING, stage_of
from insertion_orders.models import AdCampaign

ESSENTIALS = ("advertiser_domain", "country_ids", "kind")
MONEY = ("budget_total", "budget_day", "even_pacing", "max_bid")
TIME = ("starts_at", "ends_at", "time_zone")
LIMITS = (
    ("total_impressions", "day_impressions"),
    ("total_clicks", "day_clicks"),
    ("total_conversions", "day_conversions"),
)


@admin.register(AdCampaign)
class AdAdmin(AdActions, OfficeAdmin):
    """What buyers run under their orders."""

    add_right = change_right = Right.EDIT
    intro = "What runs under insertion orders. A campaign is submitted, approved by a person, and then buys on its own."
    nothing = ("No ad campaigns yet", "Make one under an insertion order, here or with a buying tool.")

    form = AdForm
    list_display = ("name_", "stage_", "order_", "spent", "budget", "state", "decided")
    list_filter = (StageFilter, OrderFilter)
    list_select_related = reading.RELATED
    search_fields = ("campaign__name",)
    search_help_text = "Part of a name"
    ordering = ("-created_at", "-pk")
    sortable_by = ()
    readonly_fields = ("order_", "time")
    seen_fieldsets = (
        (None, {"fields": ("order_", "time")}),
        ("What it buys", {"fields": ESSENTIALS}),
        ("How much", {"fields": MONEY}),
        ("Limits (0: none)", {"fields": LIMITS}),
    )

    def get_urls(self) -> list[Any]:
        """Django's, and the queue of what waits for approval."""
        view = self.admin_site.admin_view(lambda request: approval_page.page(self, request))
        return [path("approval/", view, name="insertion_orders_adcampaign_approval"), *super().get_urls()]

    # -- Who may

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not of one that is finished."""
        is_open = not isinstance(obj, AdCampaign) or stage_of(obj) in EDITABLE
        return super().has_change_permission(request, obj) and is_open

    def subject_of(self, obj: AdCampaign) -> Any:
        """Its campaign's: what happens to both is one history."""
        return obj.campaign

    # -- List

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With all that says whether it buys."""
        found: QuerySet[Any] = super().get_queryset(request).select_related(*reading.RELATED, "submitted_by")
        return found

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By the campaign's name."""
        term = search_term.replace("\x00", "").strip()
        return (queryset.filter(campaign__name_folded__contains=fold(term)) if term else queryset), False

    @display(description="Campaign")
    def name_(self, obj: AdCampaign) -> str:
        """Its name."""
        return str(obj)

    @display(description="Stage")
    def stage_(self, obj: AdCampaign) -> SafeString:
        """Where it stands."""
        return words.stage(obj)

    @display(description="Insertion order")
    def order_(self, obj: AdCampaign) -> SafeString:
        """The order it runs under."""
        return link_to(obj.order)

    @display(description="Spent")
    def spent(self, obj: AdCampaign) -> SafeString:
        """Of its budget."""
        return words.spent(obj)

    @display(description="Budget")
    def budget(self, obj: AdCampaign) -> str:
        """In all."""
        return words.money(obj.budget_total, obj.order.currency)

    @display(description="Buys now")
    def state(self, obj: AdCampaign) -> SafeString:
        """Or why not."""
        return words.state(obj, timezone.now())

    @display(description="Approval")
    def decided(self, obj: AdCampaign) -> SafeString:
        """Who decided, and when; or since when it waits."""
        if stage_of(obj) == PENDING:
            return format_html("<small>Since {}</small>", moment(obj.submitted_at))
        return (
            format_html("<small>{}</small>", words.by(moment(obj.decided_at), obj.decided_by))
            if obj.decided_at
            else NONE
        )

    # -- One campaign

    @display(description="Time")
    def time(self, obj: AdCampaign) -> SafeString:
        """In its own zone."""
        return words.span(obj.campaign.starts_at, obj.campaign.ends_at or obj.order.ends_at, obj.zone)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever may only look sees it in words."""
        if obj is not None and not self.has_change_permission(request, obj):
            return self.seen_fieldsets
        first = ("order_", "name", "seen") if obj else ("order", "name", "submit")
        return [
            (None, {"fields": (*first, *ESSENTIALS)}),
            ("Time", {"fields": TIME}),
            ("How much", {"fields": MONEY}),
            ("What it shows", {"fields": ("creative_type", "creative_ids")}),
            ("Limits", {"fields": LIMITS, "description": "0 is no limit.", "classes": ["collapse"]}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form of the company in front."""
        form = super().get_form(request, obj, change=change, **options)
        desk = desk_of(request)
        form.company = desk.company if desk else None
        return form

    def store(self, request: HttpRequest, obj: AdCampaign, form: Any, change: bool) -> AdCampaign:
        """Make or change it."""
        if change:
            with company_scope(obj.company_id):
                return ads.change_ad(ad=obj, changes=form.changes(), seen=form.cleaned_data["seen"])
        order = form.cleaned_data["order"]
        return ads.create_ad(
            company_id=company_in_front(request).pk,
            order_id=order.pk,
            budget_type=order.budget_type,
            fields=form.said(),
            as_draft=not form.cleaned_data["submit"],
        )

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """A new one is opened."""
        what = "waits for approval" if stage_of(obj) == PENDING else "is kept as a draft"
        messages.success(request, f"“{obj}” {what}. Nothing is bought before somebody approves it.")
        return HttpResponseRedirect(page_of(obj))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Say so by its name."""
        messages.success(request, f"“{obj}” is changed.")
        return HttpResponseRedirect(
            page_of(obj) if "_continue" in request.POST else reverse("admin:insertion_orders_adcampaign_changelist")
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """A new one is opened rather than followed by another."""
        return super().render_change_form(request, {**context, "show_save_and_add_another": False}, *args, **options)

    def deeds(self) -> dict[str, Deed]:
        """Moves and decisions."""
        return ad_deeds.DEEDS

    def cards(self, request: HttpRequest, obj: AdCampaign) -> list[Card]:
        """Where it stands, who decided, its money in time, its stops, what it shows."""
        now = timezone.now()
        may, decides = self.allows(request, Right.EDIT, obj), self.allows(request, Right.APPROVE, obj)
        cards = [ad_cards.status_card(obj, now, may=may), ad_cards.approval_card(obj, now, may=decides)]
        cards += [ad_cards.creatives_card(obj), *([ad_cards.options_card(obj)] if obj.options else [])]
        cards += [ad_cards.pacing_card(obj, now), order_cards.stops_card(obj.order, obj)]
        return [*cards, *super().cards(request, obj)]
