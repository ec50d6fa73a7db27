"""Creatives in the back office: uploaded or linked, looked at, approved."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from companies.office.base import OfficeAdmin, company_in_front
from companies.office.bulk import on_each
from companies.office.cards import Button, Card, Deed
from companies.office.words import NONE, count, link, moment, outside, page_of
from companies.roles import Right
from core.tenancy import company_scope
from insertion_orders import creatives, reading
from insertion_orders.admin import creative_views, words
from insertion_orders.admin.ad_form import thumb
from insertion_orders.admin.creative_form import CreativeForm
from insertion_orders.lifecycle import CREATIVES
from insertion_orders.models import Creative, CreativeStatus, CreativeType

MOST_USES = 20
_KB, _MB = 1024, 1024 * 1024


class CreativeList(ChangeList):
    """A page of creatives, each with how many campaigns show it."""

    def get_results(self, request: HttpRequest) -> None:
        """The page, and its uses: one statement each."""
        super().get_results(request)
        found = reading.uses([row.pk for row in self.result_list])
        for row in self.result_list:
            row.uses = found.get(row.pk, 0)


@admin.register(Creative)
class CreativeAdmin(OfficeAdmin):
    """What ads show."""

    add_right = Right.EDIT
    intro = "What ads show: uploaded here, or linked. Each is approved once, and stays as it was approved."
    nothing = ("No creatives yet", "Upload the first one; ads can show it once it is approved.")

    form = CreativeForm
    list_display = ("picture", "name", "type", "status_", "size_", "uses", "added")
    list_display_links = ("picture", "name")
    list_filter = (("status", ChoicesDropdownFilter), ("type", ChoicesDropdownFilter))
    search_fields = ("name",)
    search_help_text = "Part of a name"
    ordering = ("-created_at", "-id")
    sortable_by = ()
    actions = ("approve_selected", "retire_selected")
    add_fieldsets = (
        (None, {"fields": ("name", "type", "file", "link")}),
        ("Measures", {"fields": (("width", "height"), "seconds")}),
    )
    seen_fieldsets = ((None, {"fields": ("name", "type", "size_", "kind", "link_", "added")}),)

    def get_urls(self) -> list[Any]:
        """Django's, the file and the small picture."""
        views = (("file", creative_views.file), ("thumb", creative_views.thumb))
        return [*(self._page(name, view) for name, view in views), *super().get_urls()]

    def _page(self, name: str, view: Any) -> Any:
        answer = self.admin_site.admin_view(lambda request, pk: view(self, request, pk), cacheable=True)
        return path(f"<int:pk>/{name}/", answer, name=f"insertion_orders_creative_{name}")

    def has_approve_permission(self, request: HttpRequest) -> bool:
        """For the actions of the list."""
        return self.allows(request, Right.APPROVE)

    # -- List

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With who handed it in."""
        found: QuerySet[Any] = super().get_queryset(request).select_related("submitted_by")
        return found

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        """With its uses."""
        return CreativeList

    @display(description="Picture")
    def picture(self, obj: Creative) -> SafeString:
        """Small."""
        if address := thumb(obj):
            return format_html('<img class="io-thumb" src="{}" alt="{}" loading="lazy">', address, obj.name)
        return format_html('<span class="io-thumb">{}</span>', obj.get_type_display())

    @display(description="Status")
    def status_(self, obj: Creative) -> SafeString:
        """Whether ads may show it."""
        return words.creative_status(obj)

    @display(description="Size")
    def size_(self, obj: Creative) -> SafeString | str:
        """In pixels and bytes."""
        parts = [f"{obj.width} × {obj.height}"] if obj.width and obj.height else []
        parts += [f"{obj.seconds} s"] if obj.seconds else []
        parts += [_bytes(obj.size)] if obj.size else []
        return " · ".join(parts) or NONE

    @display(description="Shown by")
    def uses(self, obj: Any) -> str:
        """How many campaigns."""
        return count(obj.uses, "campaign")

    @display(description="Added")
    def added(self, obj: Creative) -> SafeString:
        """When, and by whom."""
        return words.by(moment(obj.created_at), obj.submitted_by)

    @display(description="Contents")
    def kind(self, obj: Creative) -> SafeString | str:
        """Its media type, as its contents say."""
        return obj.content_type or NONE

    @display(description="Link")
    def link_(self, obj: Creative) -> SafeString:
        """Where it lies."""
        return outside(obj.link) if obj.link else NONE

    @action(description="Approve", permissions=["approve"])
    def approve_selected(self, request: HttpRequest, queryset: Any) -> None:
        """One by one."""
        on_each(request, queryset, lambda one: _act(one, creatives.approve), noun="creative", done="approved")

    @action(description="Retire", permissions=["approve"])
    def retire_selected(self, request: HttpRequest, queryset: Any) -> None:
        """One by one."""
        on_each(request, queryset, lambda one: _act(one, creatives.retire), noun="creative", done="retired")

    # -- One creative

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A form for a new one; then it is only looked at."""
        return self.seen_fieldsets if obj else self.add_fieldsets

    def store(self, request: HttpRequest, obj: Creative, form: Any, change: bool) -> Creative:
        """Keep it; `change` never comes here, since nobody may."""
        return creatives.create(company_id=company_in_front(request).pk, asked=form.asked())

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """A new one is looked at."""
        messages.success(request, f"“{obj}” is kept. Ads can show it once it is approved.")
        if "_addanother" in request.POST:
            return HttpResponseRedirect(reverse("admin:insertion_orders_creative_add"))
        return HttpResponseRedirect(page_of(obj))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """The page of a linked one may show what it links to."""
        answer = super().render_change_form(request, context, *args, **options)
        if obj := options.get("obj"):
            answer.headers["Content-Security-Policy"] = creative_views.page_policy(obj)
        return answer

    def deeds(self) -> dict[str, Deed]:
        """Decisions."""
        return DEEDS

    def cards(self, request: HttpRequest, obj: Creative) -> list[Card]:
        """How it looks, where it stands, where it is used, its history."""
        decides = self.allows(request, Right.APPROVE, obj)
        return [_status_card(obj, may=decides), _uses_card(obj), _preview_card(obj), *super().cards(request, obj)]


def _act(creative: Creative, act: Any, **options: str) -> None:
    with company_scope(creative.company_id):
        act(creative=creative, **options)


def approve(request: HttpRequest, obj: Any) -> str:
    """Let ads show it."""
    _act(obj, creatives.approve)
    return f"“{obj}” is approved: ads may show it."


def reject(request: HttpRequest, obj: Any) -> str:
    """Refuse it."""
    _act(obj, creatives.reject, reason=request.POST.get("reason", ""))
    return f"“{obj}” is rejected."


def retire(request: HttpRequest, obj: Any) -> str:
    """Take it out of use."""
    _act(obj, creatives.retire)
    return f"“{obj}” is retired: no new ad may show it."


DEEDS = {
    "approve": Deed(Right.APPROVE, approve),
    "reject": Deed(Right.APPROVE, reject),
    "retire": Deed(Right.APPROVE, retire),
}


def _status_card(creative: Creative, *, may: bool) -> Card:
    targets, buttons = CREATIVES.targets(creative.status), []
    if CreativeStatus.APPROVED in targets:
        buttons.append(Button("approve", "Approve", "thumb_up", "main"))
    if CreativeStatus.RETIRED in targets:
        question = f"Retire “{creative}”? No new ad may show it, which is final. What runs with it goes on."
        buttons.append(Button("retire", "Retire", "block", confirm=question))
    pairs = [("Decided", words.by(moment(creative.decided_at), creative.decided_by))] if creative.decided_at else []
    data = {
        "status": words.creative_status(creative),
        "pairs": [("Handed in", words.by(moment(creative.created_at), creative.submitted_by)), *pairs],
        "reason": creative.reason,
        "may_reject": may and CreativeStatus.REJECTED in targets,
    }
    template = "office/insertion_orders/approval_card.html"
    return Card("Approval", template, data, icon="approval", buttons=buttons if may else ())


def _uses_card(creative: Creative) -> Card:
    found = list(reading.users_of(creative)[: MOST_USES + 1])
    rows = [{"link": link(page_of(ad), ad), "stage": words.stage(ad)} for ad in found[:MOST_USES]]
    data = {"rows": rows, "is_cut": len(found) > MOST_USES, "most": MOST_USES}
    return Card("Where it is used", "office/insertion_orders/uses.html", data, icon="ads_click")


def _preview_card(creative: Creative) -> Card:
    own = "" if creative.link else reverse("admin:insertion_orders_creative_file", args=[creative.pk])
    data = {
        "url": own or creative.link,
        "type": CreativeType(creative.type).name.lower(),
        "creative": creative,
        "is_linked": bool(creative.link),
    }
    return Card("How it looks", "office/insertion_orders/preview.html", data, icon="visibility", top=True)


def _bytes(size: int) -> str:
    if size < _KB:
        return f"{size} bytes"
    return f"{size / _KB:,.0f} KB" if size < _MB else f"{size / _MB:,.1f} MB"
