"""The campaign list's parts that keep it as fast at a million as at ten: counting, searching, filtering."""

from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.contrib.filters.admin import DropdownFilter

from campaigns import listing
from campaigns.models import Campaign, CampaignStatus, CampaignType
from companies.office.paging import CappedPaginator

# Parameters that the counters know; with any other the rows are counted, up to the cap.
COUNTED = {"status__exact", "type__exact", "archived", "p", "o"}


class CampaignPaginator(CappedPaginator):
    """Takes its total from the counters where they know it, and reads deep pages by their ids.

    Args:
        filters: what the counters are asked; None where they do not know.
    """

    def __init__(self, *args: Any, filters: listing.Filters | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters = filters

    @cached_property
    def count(self) -> int:  # type: ignore[override]
        """How many rows there are."""
        return listing.counted(self.filters) if self.filters else super().count

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than `count` says."""
        return self.filters is None and super().is_capped

    def page(self, number: Any) -> Page[Any]:
        """A page; a deep one walks the index alone and fetches its rows afterwards."""
        number = self.validate_number(number)
        start = (number - 1) * int(self.per_page)
        rows: Any = self.object_list
        if start < listing.DEEP_OFFSET or not isinstance(rows, QuerySet):
            return super().page(number)
        ids = list(rows.values_list("pk", flat=True)[start : start + int(self.per_page)])
        found = {row.pk: row for row in rows.order_by().filter(pk__in=ids)}
        return self._get_page([found[pk] for pk in ids if pk in found], number, self)


def counted_filters(request: HttpRequest) -> listing.Filters | None:
    """What the list is narrowed to, if the counters know it all."""
    asked = {name for name, value in request.GET.items() if value}
    if not asked <= COUNTED:
        return None
    archived = request.GET.get("archived", "")
    if archived == ArchivedFilter.ONLY:
        return None
    return listing.Filters(
        statuses=tuple(value for value in request.GET.getlist("status__exact") if value in CampaignStatus.values),
        types=tuple(value for value in request.GET.getlist("type__exact") if value in CampaignType.values),
        include_archived=archived == ArchivedFilter.ALL,
    )


class ArchivedFilter(DropdownFilter):
    """Archived campaigns are out of the way unless somebody asks for them."""

    ALL, ONLY = "all", "only"

    title = "archive"
    parameter_name = "archived"
    all_option = ["", "Without archived ones"]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """With them, or nothing else."""
        return [(self.ALL, "With archived ones"), (self.ONLY, "Archived ones only")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> QuerySet[Campaign]:
        """Narrow."""
        if self.value() == self.ALL:
            return queryset
        return queryset.filter(is_archived=self.value() == self.ONLY)
