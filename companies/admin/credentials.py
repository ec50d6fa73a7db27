"""Credentials in the back office: issued, shown once, rotated, revoked."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display

from companies import credentials
from companies.admin import secrets
from companies.models import Credential
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.cards import Button, Card, Deed
from companies.office.forms import OfficeForm
from companies.office.words import NONE, label, moment, page_of
from companies.roles import Right

OVERLAPS = {"0": "at once", "1": "an hour", "24": "a day", "168": "a week"}


class CredentialForm(OfficeForm):
    """What a new credential needs."""

    class Meta:
        model = Credential
        fields = ("kind", "name")
        labels = {"kind": "Door"}
        help_texts = {"kind": "Which API it opens. It cannot be changed later."}


class StandingFilter(DropdownFilter):
    """Live ones, or revoked ones."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The states."""
        return [("live", "Live"), ("revoked", "Revoked")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow to one."""
        if self.value() in ("live", "revoked"):
            return queryset.filter(revoked_at__isnull=self.value() == "live")
        return queryset


@admin.register(Credential)
class CredentialAdmin(OfficeAdmin):
    """How machines sign in."""

    view_right = Right.MANAGE
    add_right = Right.MANAGE
    intro = "Keys with which partners, applications, agencies and buying tools sign in. A secret is shown once."
    nothing = ("No credentials yet", "Issue one for each partner or tool, so that each can be revoked alone.")

    form = CredentialForm
    list_display = ("name", "door", "key_", "last_used", "standing")
    list_filter = (("kind", ChoicesDropdownFilter), StandingFilter)
    search_fields = ("name", "key")
    search_help_text = "Name or key"
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": ("name", "door", "key_", "standing")}),
        ("Use", {"fields": ("last_used", "issued", "rotated", "overlap", "may")}),
    )
    readonly_fields = ("door", "key_", "standing", "last_used", "issued", "rotated", "overlap", "may")
    add_fieldsets = ((None, {"fields": ("kind", "name")}),)

    @display(description="Door", ordering="kind")
    def door(self, obj: Credential) -> str:
        """Which API."""
        return obj.get_kind_display()

    @display(description="Key")
    def key_(self, obj: Credential) -> SafeString:
        """The public half."""
        return SafeString(f'<code class="o-code">{obj.key}</code>')

    @display(description="Last used")
    def last_used(self, obj: Credential) -> SafeString | str:
        """When it last bought a token."""
        return moment(obj.last_used_at) if obj.last_used_at else "Never"

    @display(description="State")
    def standing(self, obj: Credential) -> SafeString:
        """Whether it is good."""
        if obj.revoked_at:
            return label("Revoked", "bad")
        return label("Two secrets live", "warn") if overlaps(obj) else label("Live", "good")

    @display(description="Issued")
    def issued(self, obj: Credential) -> SafeString:
        """When."""
        return moment(obj.created_at)

    @display(description="Secret changed")
    def rotated(self, obj: Credential) -> SafeString:
        """When its secret was last rotated."""
        return moment(obj.rotated_at)

    @display(description="Old secret good until")
    def overlap(self, obj: Credential) -> SafeString:
        """The end of a rotation's overlap."""
        return moment(obj.previous_valid_until) if overlaps(obj) else NONE

    @display(description="May")
    def may(self, obj: Credential) -> str:
        """Its scopes."""
        return ", ".join(obj.scopes)

    def store(self, request: HttpRequest, obj: Credential, form: forms.Form, change: bool) -> Credential:
        """Issue it; `response_add` shows the secret."""
        company, data = company_in_front(request), form.cleaned_data
        found = credentials.issue(company_id=company.pk, kind=data["kind"], name=data["name"])
        request.issued = found  # type: ignore[attr-defined]  # shown below, kept nowhere
        return found.credential

    def response_add(self, request: HttpRequest, obj: Credential, post_url_continue: str | None = None) -> HttpResponse:
        """The secrets, once."""
        return self._show(request, request.issued, "Credential issued")  # type: ignore[attr-defined]

    def deeds(self) -> dict[str, Deed]:
        """Rotate and revoke."""
        return {
            "rotate": Deed(Right.MANAGE, self._rotate),
            "revoke": Deed(Right.MANAGE, self._revoke),
        }

    def _rotate(self, request: HttpRequest, obj: Any) -> HttpResponse:
        hours = request.POST.get("overlap", "24")
        overlap = timedelta(hours=int(hours) if hours in OVERLAPS else 24)
        return self._show(request, credentials.rotate(credential=obj, overlap=overlap), "Secret rotated")

    def _revoke(self, request: HttpRequest, obj: Any) -> str:
        credentials.revoke(credential=obj)
        return f"“{obj.name}” is revoked: its secrets and all its live tokens stopped working."

    def _show(self, request: HttpRequest, issued: credentials.Issued, title: str) -> HttpResponse:
        return secrets.show(request, self, title=title, groups=[secrets.of(issued)], back=page_of(issued.credential))

    def cards(self, request: HttpRequest, obj: Credential) -> list[Card]:
        """Rotation, revocation, history."""
        if obj.revoked_at:
            return super().cards(request, obj)
        question = f"Revoke “{obj.name}”? It stops working at once and cannot be brought back."
        revoke = Button("revoke", "Revoke now", icon="block", tone="bad", confirm=question)
        return [
            Card("New secret", "office/cards/rotate.html", {"overlaps": OVERLAPS}, icon="autorenew"),
            Card("Revoke", "office/cards/revoke.html", icon="block", buttons=[revoke]),
            *super().cards(request, obj),
        ]


def overlaps(obj: Credential) -> bool:
    """Whether a rotated secret is still good."""
    return obj.previous_valid_until is not None and obj.previous_valid_until > timezone.now()
