"""Insertion orders in the back office."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import action, display

from companies.backoffice import desk_of
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.cards import Card
from companies.office.words import count
from companies.roles import Right
from core.errors import DomainError
from core.tenancy import company_scope
from insertion_orders import orders
from insertion_orders.admin import order_cards, words
from insertion_orders.admin.order_form import OrderForm
from insertion_orders.models import AdCampaign, BudgetType, InsertionOrder, OrderStatus

LIST = "admin:insertion_orders_insertionorder_changelist"
MOST_AT_ONCE = 200


class StatusFilter(DropdownFilter):
    """Where an order stands; deleted ones are shown where they are asked for."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The statuses."""
        return list(OrderStatus.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow."""
        return queryset.filter(status=self.value()) if self.value() in OrderStatus.values else queryset.alive()


@admin.register(InsertionOrder)
class OrderAdmin(OfficeAdmin):
    """What buyers agreed to spend, or to have shown."""

    add_right = change_right = delete_right = Right.EDIT
    intro = (
        "What was agreed to be spent, or to be shown, between two days. Ad campaigns run under an order, and all of "
        "them stop where it is used up."
    )
    nothing = ("No insertion orders yet", "Make one here, or let a buying tool do it; then add campaigns to it.")

    form = OrderForm
    list_display = ("name", "status_", "time", "goal_", "used", "campaigns", "why")
    list_filter = (StatusFilter, ("budget_type", ChoicesDropdownFilter))
    list_select_related = ("spend",)
    search_fields = ("name",)
    search_help_text = "Part of a name"
    ordering = ("-created_at", "-id")
    sortable_by = ()
    actions = ("delete_selected",)
    fieldsets = (
        (None, {"fields": ("name",)}),
        ("Time", {"fields": ("starts_at", "ends_at", "time_zone")}),
        (
            "How much",
            {"fields": ("budget_type", "total_budget", "total_impressions", "auto_sum", "distribution")},
        ),
    )
    seen_fieldsets = (
        (None, {"fields": ("name", "time", "goal_")}),
        ("How much", {"fields": ("budget_type", "auto_sum", "distribution")}),
    )

    # -- Who may

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not of one that was deleted."""
        return super().has_change_permission(request, obj) and not _is_gone(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Once."""
        return super().has_delete_permission(request, obj) and not _is_gone(obj)

    # -- List

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what was spent, and how many campaigns there are."""
        ads = AdCampaign.objects.alive().filter(order=OuterRef("pk")).order_by().values("order")
        number = Coalesce(Subquery(ads.annotate(n=Count("pk")).values("n")), 0)
        rows = super().get_queryset(request).select_related("spend", "company")
        found: QuerySet[Any] = rows.annotate(ads_count=number)
        return found

    @display(description="Status")
    def status_(self, obj: InsertionOrder) -> SafeString:
        """Where it stands."""
        return words.order_status(obj)

    @display(description="Time")
    def time(self, obj: InsertionOrder) -> SafeString:
        """In its own zone."""
        return words.span(obj.starts_at, obj.ends_at, obj.zone)

    @display(description="Limit")
    def goal_(self, obj: InsertionOrder) -> str:
        """Its budget or impressions."""
        return words.goal(obj)

    @display(description="Used")
    def used(self, obj: InsertionOrder) -> SafeString:
        """What was spent or shown."""
        return words.used(obj)

    @display(description="Campaigns")
    def campaigns(self, obj: Any) -> str:
        """How many."""
        return f"{obj.ads_count:,}"

    @display(description="Stopped")
    def why(self, obj: InsertionOrder) -> SafeString:
        """Why, if it is."""
        return words.stopped(obj.spend, timezone.now())

    # -- One order

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever may only look sees it in words."""
        if obj is None:
            return self.fieldsets
        if not self.has_change_permission(request, obj):
            return self.seen_fieldsets
        total = "total_budget" if obj.budget_type == BudgetType.BUDGET else "total_impressions"
        how_much = ("budget_type", total, "auto_sum", "distribution")
        _, time, _ = self.fieldsets
        return [(None, {"fields": ("name", "seen")}), time, ("How much", {"fields": how_much})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The type of its budget stays."""
        return ("budget_type", "time", "goal_") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """In the company's zone, at first."""
        form = super().get_form(request, obj, change=change, **options)
        desk = desk_of(request)
        form.company = desk.company if desk else None
        return form

    def store(self, request: HttpRequest, obj: InsertionOrder, form: Any, change: bool) -> InsertionOrder:
        """Make or change it."""
        if not change:
            return orders.create_order(company_id=company_in_front(request).pk, fields=form.said())
        with company_scope(obj.company_id):
            return orders.change_order(order=obj, changes=form.changes(), seen=form.cleaned_data["seen"])

    def cards(self, request: HttpRequest, obj: InsertionOrder) -> list[Card]:
        """What it came to, its campaigns, its stops, its history."""
        now, may = timezone.now(), self.has_change_permission(request, obj)
        cards = [order_cards.money_card(obj, now), order_cards.ads_card(obj, now, may=may)]
        return [*cards, order_cards.stops_card(obj), *super().cards(request, obj)]

    # -- Deletion

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Say what happens, then do it."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._gone(request, object_id)
        if not self.has_delete_permission(request, obj):
            raise PermissionDenied
        if request.method == "POST":
            return self._delete(request, [obj])
        return self._ask(request, [obj], back=reverse("admin:insertion_orders_insertionorder_change", args=[obj.pk]))

    @action(description="Delete …", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Say what happens, then do it to all or none."""
        found = list(queryset.alive()[:MOST_AT_ONCE])
        if not found:
            messages.info(request, "They are deleted already.")
            return None
        return self._delete(request, found) if request.POST.get("post") else self._ask(request, found)

    def _ask(self, request: HttpRequest, found: list[Any], back: str = "") -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Delete {count(len(found), 'insertion order')}",
            "opts": self.opts,
            "rows": [(order.pk, order, order.ads_count, words.used(order)) for order in found],
            "is_list": not back,
            "back": back or reverse(LIST),
        }
        return TemplateResponse(request, "office/insertion_orders/delete_orders.html", context)

    def _delete(self, request: HttpRequest, found: list[Any]) -> HttpResponse:
        try:
            for company_id in {order.company_id for order in found}:
                with company_scope(company_id):
                    orders.delete_orders(ids=[order.pk for order in found if order.company_id == company_id])
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"{count(len(found), 'insertion order')} deleted, with all campaigns.")
        return HttpResponseRedirect(reverse(LIST))


def _is_gone(obj: Any) -> bool:
    return isinstance(obj, InsertionOrder) and obj.status == OrderStatus.DELETED
