"""The campaign list's parts that keep it as fast at a million as at ten: counting, searching, filtering."""

from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.contrib.filters.admin import DropdownFilter

from campaigns import listing
from campaigns.admin import finding
from campaigns.models import Campaign, CampaignStatus, CampaignType
from companies.office.paging import CappedPaginator

# Parameters that the counters know; with any other the rows are counted, up to the cap.
COUNTED = {"status__exact", "type__exact", "archived", "p", "o"}


class CampaignPaginator(CappedPaginator):
    """Takes its total from the counters where they know it, and reads deep pages by their ids.

    Args:
        filters: what the counters are asked; None where they do not know.
        company_id: whose campaigns; None for all companies'.
    """

    def __init__(self, *args: Any, filters: listing.Filters | None, company_id: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters = filters
        self.company_id = company_id

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        if self.filters is None:
            return super().count
        return finding.counted(self.filters, self.company_id)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than `count` says."""
        return self.filters is None and super().is_capped

    def page(self, number: Any) -> Page[Any]:
        """A page; a deep one walks the index alone and fetches its rows afterwards."""
        number = self.validate_number(number)
        start = (number - 1) * int(self.per_page)
        if start < listing.DEEP_OFFSET:
            return super().page(number)
        rows = self.object_list
        ids = list(rows.values_list("pk", flat=True)[start : start + int(self.per_page)])
        found = {row.pk: row for row in rows.order_by().filter(pk__in=ids)}
        return Page([found[pk] for pk in ids if pk in found], number, self)


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
