"""What the list of contacts can be narrowed to."""

from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.fields import BinaryField
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter, TextFilter

from audiences.models import Contact, Group, Suppression
from core.channels import Channel

MOST_GROUPS = 300
COLUMNS = {Channel.EMAIL: "email", Channel.SMS: "phone", Channel.WHATSAPP: "phone"}


class GroupFilter(DropdownFilter):
    """Whoever is in a group."""

    title = "group"
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The groups by name."""
        rows = Group.objects.order_by("name_folded").values_list("pk", "name")[:MOST_GROUPS]
        return [(str(pk), name) for pk, name in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contact]) -> QuerySet[Contact]:
        """Narrow."""
        value = self.value() or ""
        return queryset.filter(memberships__group_id=int(value)) if value.isdecimal() and len(value) < 19 else queryset


class LanguageFilter(TextFilter):
    """Whoever is written to in a language."""

    title = "language"
    parameter_name = "language"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contact]) -> QuerySet[Contact]:
        """Narrow."""
        value = (self.value() or "").replace("\x00", "").strip()
        return queryset.filter(language=value) if value else queryset


class SuppressedFilter(DropdownFilter):
    """Whoever gets no messages by a channel."""

    title = "suppression"
    parameter_name = "suppressed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The channels of addresses; devices come and go with their apps."""
        suppressed = [(channel.value, f"Suppressed for {channel.label}") for channel in COLUMNS]
        return [*suppressed, *((f"not-{channel.value}", f"Reachable by {channel.label}") for channel in COLUMNS)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contact]) -> QuerySet[Contact]:
        """Narrow."""
        value = self.value() or ""
        channel = value.removeprefix("not-")
        if channel not in COLUMNS:
            return queryset
        is_suppressed = Exists(suppressed(channel))
        has_address = ~Q(**{COLUMNS[Channel(channel)]: ""})
        return queryset.filter(has_address, ~is_suppressed if value.startswith("not-") else is_suppressed)


def suppressed(channel: str) -> QuerySet[Suppression]:
    """What the ledger says of a contact's address, by the hash that PostgreSQL makes of it."""
    text = Func(OuterRef(COLUMNS[Channel(channel)]), Value("UTF8"), function="convert_to", output_field=BinaryField())
    hashed = Func(text, function="sha256", output_field=BinaryField())
    rows: QuerySet[Suppression] = Suppression.objects.annotate(wanted=hashed)
    return rows.filter(company_id=OuterRef("company_id"), channel=channel, address_hash=F("wanted"))
