"""Searching and narrowing lists of broadcasts and runs."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from campaigns.admin.finding import by_name
from campaigns.models import Campaign
from companies.backoffice import desk_of
from core.channels import Channel


def by_campaign_name(request: HttpRequest, queryset: QuerySet[Any], term: str, lookup: str) -> QuerySet[Any]:
    """Rows whose campaign's name holds a term.

    Args:
        lookup: which finds a row by campaigns.
    """
    text = term.replace("\x00", "").strip()
    if not text:
        return queryset
    desk = desk_of(request)
    company_id = desk.company.pk if desk and desk.company else None
    return queryset.filter(**{lookup: by_name(Campaign.objects.all(), text, company_id).values("pk")})


class ChannelFilter(DropdownFilter):
    """By what it goes."""

    title = "channel"
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The channels."""
        return list(Channel.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow."""
        return queryset.filter(channel=self.value()) if self.value() in Channel.values else queryset
