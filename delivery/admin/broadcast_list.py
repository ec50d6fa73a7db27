"""The list of broadcasts: its stages, and a page with the latest runs."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter

from companies.office.words import label
from delivery import broadcasts, listing
from delivery.admin.runs import counts_of
from delivery.models import Run

STAGES = {
    "draft": ("Draft", "neutral"),
    "active": ("Active", "good"),
    "scheduled": ("Scheduled", "info"),
    "running": ("Running", "info"),
    "sent": ("Sent", "good"),
    "suspended": ("Suspended", "warn"),
}


def stage(broadcast: Any) -> SafeString:
    """Where a broadcast of the back office's own query stands."""
    return label(*STAGES[broadcasts.stage(broadcast, is_running=broadcast.lives)])


class StageFilter(DropdownFilter):
    """Where a broadcast stands."""

    title = "stage"
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The stages."""
        return [(stage, words) for stage, (words, _) in STAGES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow."""
        return listing.in_stage(queryset, self.value() or "") if self.value() in STAGES else queryset


class BroadcastList(ChangeList):
    """A page of broadcasts, each with its latest run."""

    def get_results(self, request: HttpRequest) -> None:
        """The page, the latest runs and their balances: one statement each."""
        super().get_results(request)
        latest = Run.objects.filter(broadcast__in=[row.pk for row in self.result_list]).order_by(
            "broadcast_id", "-number"
        )
        found = {run.broadcast_id: run for run in latest.distinct("broadcast_id")}
        counts = counts_of(found.values())
        for row in self.result_list:
            row.latest = run = found.get(row.pk)
            if run is not None:
                run.broadcast, run.company = row, row.company
                row.latest_counts = counts[run.pk]
