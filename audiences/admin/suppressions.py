"""The ledger in the back office: looked through, added to, lifted with a reason."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from audiences import suppressions
from audiences.models import Reason, Suppression
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.cards import Card, Deed
from companies.office.forms import OfficeForm
from companies.office.words import NONE, label, moment
from companies.roles import Right

TONES = {Reason.COMPLAINED: "bad", Reason.BOUNCED: "warn"}


class SuppressionForm(OfficeForm):
    """An address that is to get no more messages."""

    address = forms.CharField(
        max_length=512,
        widget=UnfoldAdminTextInputWidget,
        help_text="It is kept as a hash only: it can be looked for, but not read again.",
    )

    class Meta:
        model = Suppression
        fields = ("channel", "source")
        labels = {"source": "Who asked for it, and when"}
        help_texts = {"source": ""}


@admin.register(Suppression)
class SuppressionAdmin(OfficeAdmin):
    """Who gets no messages."""

    add_right = Right.EDIT
    intro = (
        "Addresses that get no messages, whatever else is said of them. No import, and no deleted contact, undoes it."
    )
    nothing = ("Nobody here", "Who unsubscribes, complains or cannot be reached comes here by itself.")

    form = SuppressionForm
    list_display = ("what", "why", "since", "said_by")
    list_filter = (("channel", ChoicesDropdownFilter), ("reason", ChoicesDropdownFilter))
    search_fields = ("source",)  # shows the box; `get_search_results` answers it
    search_help_text = "Whole address"
    ordering = ("-at", "-id")
    sortable_by = ()
    readonly_fields = ("what", "why", "since", "said_by")
    fieldsets = ((None, {"fields": ("what", "why", "since", "said_by")}),)
    add_fieldsets = ((None, {"fields": ("channel", "address", "source")}),)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By the hash of a whole address."""
        term = search_term.replace("\x00", "").strip()
        return (queryset.filter(address_hash__in=suppressions.with_address(text=term)) if term else queryset), False

    @display(description="Channel")
    def what(self, obj: Suppression) -> str:
        """By which no messages go."""
        return obj.get_channel_display()

    @display(description="Reason")
    def why(self, obj: Suppression) -> SafeString:
        """In a word."""
        return label(obj.get_reason_display(), TONES.get(Reason(obj.reason), "neutral"))

    @display(description="Since")
    def since(self, obj: Suppression) -> SafeString:
        """When it was said."""
        return moment(obj.at)

    @display(description="Said by")
    def said_by(self, obj: Suppression) -> SafeString | str:
        """Who or what."""
        return obj.source or NONE

    def store(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> Suppression:
        """Add it."""
        data = form.cleaned_data
        return suppressions.add_by_hand(
            company_id=company_in_front(request).pk,
            channel=data["channel"],
            address=data["address"],
            note=data["source"],
        )

    def deeds(self) -> dict[str, Deed]:
        """Lift it."""
        return {"lift": Deed(Right.MANAGE, self._lift)}

    def _lift(self, request: HttpRequest, obj: Any) -> HttpResponse:
        suppressions.lift(suppression=obj, why=request.POST.get("why", "").replace("\x00", ""))
        rest = suppressions.reasons(company_id=obj.company_id, channel=obj.channel, hashed=bytes(obj.address_hash))
        if rest:
            words = ", ".join(Reason(one).label.lower() for one in rest)
            messages.warning(request, f"Lifted, but the address still gets no messages: {words}.")
        else:
            messages.success(request, f"Lifted: the address may get messages by {obj.get_channel_display()} again.")
        return HttpResponseRedirect(reverse("admin:audiences_suppression_changelist"))

    def cards(self, request: HttpRequest, obj: Suppression) -> list[Card]:
        """Lifting it, for who may, and the history."""
        if not self.allows(request, Right.MANAGE, obj):
            return super().cards(request, obj)
        return [Card("Lift", "office/audiences/suppression_lift.html", icon="undo"), *super().cards(request, obj)]
