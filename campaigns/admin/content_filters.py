"""What the list of content can be narrowed to, beside its columns."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from campaigns.admin.channels import name_of
from campaigns.models import ContentItem
from campaigns.platforms import LIMITS

NONE = "none"


class PlatformFilter(DropdownFilter):
    """Where it goes."""

    title = "platform"
    parameter_name = "platform"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every platform."""
        return [(name, name_of(name)) for name in LIMITS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ContentItem]) -> QuerySet[ContentItem]:
        """Narrow."""
        return queryset.filter(platform=self.value()) if self.value() in LIMITS else queryset


class WhenFilter(DropdownFilter):
    """When it is to be published, by the days of the company."""

    title = "date"
    parameter_name = "when"

    DAYS = {"today": (0, 1), "week": (0, 7), "month": (0, 30), "past": (-400, 0)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The windows."""
        return [
            ("today", "Today"),
            ("week", "The next 7 days"),
            ("month", "The next 30 days"),
            ("past", "Before today"),
            (NONE, "Without a date"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ContentItem]) -> QuerySet[ContentItem]:
        """Narrow."""
        value = self.value()
        if value == NONE:
            return queryset.filter(scheduled_at=None)
        if value not in self.DAYS:
            return queryset
        first, last = self.DAYS[value]
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        start, end = midnight + timedelta(days=first), midnight + timedelta(days=last)
        return queryset.filter(scheduled_at__gte=start, scheduled_at__lt=end)
