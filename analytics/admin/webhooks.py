"""Webhooks in the back office: made, explained, given new secrets, revoked."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget

from analytics.models import WebhookProvider, WebhookSource
from analytics.webhooks import receiving, sources
from analytics.webhooks.providers import PROVIDERS
from analytics.webhooks.sources import Issued
from companies.admin import secrets
from companies.admin.credentials import OVERLAPS, StandingFilter
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.cards import Button, Card, Deed
from companies.office.forms import OfficeForm
from companies.office.words import NONE, label, moment, page_of, shortened
from companies.roles import Right


class WebhookForm(OfficeForm):
    """What a new webhook needs."""

    names = {"secret": "pasted"}

    pasted = forms.CharField(
        label="Provider's key",
        required=False,
        max_length=sources.MOST_SECRET,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="Only where the provider makes it and shows it already. Else leave it empty: it is made here, or "
        "you paste it once the provider knows the address.",
    )

    class Meta:
        model = WebhookSource
        fields = ("name", "provider")
        help_texts = {"provider": "It cannot be changed later."}


@admin.register(WebhookSource)
class WebhookAdmin(OfficeAdmin):
    """Where providers report."""

    add_right = Right.MANAGE
    intro = (
        "Addresses at which providers of e-mail, text messages and WhatsApp, and your own programs, report deliveries, "
        "opens, clicks, answers and more."
    )
    nothing = ("No webhooks yet", "Make one for each provider, and paste its address there.")

    form = WebhookForm
    list_display = ("name", "provider_", "standing", "issued", "last_received", "problem_in_short")
    list_filter = (("provider", ChoicesDropdownFilter), StandingFilter)
    search_fields = ("name",)
    search_help_text = "Name"
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": ("name", "provider_", "standing")}),
        ("Use", {"fields": ("last_received", "problem", "issued", "rotated", "overlap")}),
    )
    readonly_fields = ("provider_", "standing", "last_received", "problem", "issued", "rotated", "overlap")
    add_fieldsets = ((None, {"fields": ("name", "provider", "pasted")}),)

    @display(description="Provider", ordering="provider")
    def provider_(self, obj: WebhookSource) -> str:
        """Who calls."""
        return WebhookProvider(obj.provider).label

    @display(description="Last received", ordering="last_received_at")
    def last_received(self, obj: WebhookSource) -> SafeString | str:
        """When a call was last taken, to the minute."""
        return moment(obj.last_received_at) if obj.last_received_at else "Never"

    @display(description="Problem")
    def problem(self, obj: WebhookSource) -> SafeString | str:
        """Why the last call did not count."""
        return obj.last_problem or NONE

    @display(description="Problem")
    def problem_in_short(self, obj: WebhookSource) -> SafeString | str:
        """For the list."""
        return shortened(obj.last_problem, 80) if obj.last_problem else NONE

    @display(description="State")
    def standing(self, obj: WebhookSource) -> SafeString:
        """Whether calls are taken."""
        if obj.revoked_at:
            return label("Revoked", "bad")
        if not obj.secret:
            return label("Waits for its key", "warn")
        return label("Two secrets live", "warn") if _overlaps(obj) else label("Live", "good")

    @display(description="Since", ordering="created_at")
    def issued(self, obj: WebhookSource) -> SafeString:
        """When it was made."""
        return moment(obj.created_at)

    @display(description="Secret changed")
    def rotated(self, obj: WebhookSource) -> SafeString:
        """When it last got a new secret."""
        return moment(obj.rotated_at)

    @display(description="Old secret good until")
    def overlap(self, obj: WebhookSource) -> SafeString:
        """The end of a change's overlap."""
        return moment(obj.previous_valid_until) if _overlaps(obj) else NONE

    def store(self, request: HttpRequest, obj: WebhookSource, form: forms.Form, change: bool) -> WebhookSource:
        """Make it; `response_add` shows the secret."""
        data = form.cleaned_data
        found = sources.create(
            company_id=company_in_front(request).pk,
            name=data["name"],
            provider=data["provider"],
            secret=data["pasted"],
        )
        request.issued = found  # type: ignore[attr-defined]  # shown below, kept nowhere
        return found.source

    def response_add(
        self, request: HttpRequest, obj: WebhookSource, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The secret, once; where the provider makes it, the page with the address."""
        issued: Issued = request.issued  # type: ignore[attr-defined]
        if issued.secret:
            return self._show(request, issued, "Webhook made")
        messages.success(request, f"“{obj.name}” is made. What to do at the provider stands on this page.")
        return HttpResponseRedirect(page_of(obj))

    def deeds(self) -> dict[str, Deed]:
        """Rotate and revoke."""
        return {"rotate": Deed(Right.MANAGE, self._rotate), "revoke": Deed(Right.MANAGE, self._revoke)}

    def _rotate(self, request: HttpRequest, obj: Any) -> HttpResponse | str:
        issued = sources.rotate(source=obj, secret=request.POST.get("secret", ""), overlap=_overlap(request))
        return self._show(request, issued, "Secret changed") if issued.secret else "The key is stored."

    def _revoke(self, request: HttpRequest, obj: Any) -> str:
        sources.revoke(source=obj)
        return f"“{obj.name}” is revoked: nothing that is sent to its address counts any more."

    def _show(self, request: HttpRequest, issued: Issued, title: str) -> HttpResponse:
        source = issued.source
        provider = PROVIDERS[source.provider]
        values = provider.to_copy(receiving.address_of(source, request), issued.secret)
        group = secrets.Secrets(source.name, values, " ".join(provider.steps))
        return secrets.show(request, self, title=title, groups=[group], back=page_of(source))

    def cards(self, request: HttpRequest, obj: WebhookSource) -> list[Card]:
        """What to do at the provider, the secret, and the history."""
        if obj.revoked_at or not self.allows(request, Right.MANAGE, obj):
            return super().cards(request, obj)
        provider = PROVIDERS[obj.provider]
        data = {
            "provider": provider,
            "address": receiving.address_of(obj, request),
            "verify_token": provider.verify_token(obj.key),
            "overlaps": OVERLAPS,
        }
        question = f"Revoke “{obj.name}”? Nothing that is sent to its address counts any more."
        revoke = Button("revoke", "Revoke now", icon="block", tone="bad", confirm=question)
        return [
            Card("At the provider", "office/analytics/webhook_steps.html", data, icon="integration_instructions"),
            _secret_card(obj, data),
            Card("Revoke", "office/analytics/webhook_revoke.html", icon="block", buttons=[revoke]),
            *super().cards(request, obj),
        ]


def _secret_card(obj: WebhookSource, data: dict[str, Any]) -> Card:
    provider = data["provider"]
    if not provider.is_theirs:
        return Card("New secret", "office/cards/rotate.html", data, icon="autorenew")
    title = f"New {provider.called.lower()}" if obj.secret else provider.called
    return Card(title, "office/analytics/webhook_key.html", {**data, "is_new": not obj.secret}, icon="key")


def _overlap(request: HttpRequest) -> timedelta:
    hours = request.POST.get("overlap", "24")
    return timedelta(hours=int(hours) if hours in OVERLAPS else 24)


def _overlaps(obj: WebhookSource) -> bool:
    """Whether the secret before is still good."""
    return bool(obj.previous_valid_until and obj.previous_valid_until > timezone.now())
