"""Doing the same to several campaigns of the list."""

from typing import Any

from django.contrib.admin.actions import delete_selected as confirm_deletion
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action

from campaigns import changes, deletion
from campaigns.models import CampaignStatus
from companies.office.base import OfficeAdmin
from companies.office.bulk import on_each


class BulkActions(OfficeAdmin):
    """The actions of the campaign list; each campaign that refuses says why."""

    actions = ("activate", "pause", "complete", "archive", "unarchive", "delete_selected")

    @action(description="Activate", permissions=["change"])
    def activate(self, request: HttpRequest, queryset: Any) -> None:
        """Let them run."""
        self._move(request, queryset, CampaignStatus.ACTIVE, "activated")

    @action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: Any) -> None:
        """Stop them for a while."""
        self._move(request, queryset, CampaignStatus.PAUSED, "paused")

    @action(description="Complete", permissions=["change"])
    def complete(self, request: HttpRequest, queryset: Any) -> None:
        """End them."""
        self._move(request, queryset, CampaignStatus.COMPLETED, "completed")

    @action(description="Archive", permissions=["change"])
    def archive(self, request: HttpRequest, queryset: Any) -> None:
        """Put them out of the way."""
        self._archive(request, queryset, archive=True)

    @action(description="Take out of the archive", permissions=["change"])
    def unarchive(self, request: HttpRequest, queryset: Any) -> None:
        """Show them again."""
        self._archive(request, queryset, archive=False)

    @action(description="Delete", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Ask first, then delete one by one."""
        if not request.POST.get("post"):
            return confirm_deletion(self, request, queryset)
        on_each(request, queryset, lambda one: deletion.delete_campaign(campaign=one), noun="campaign", done="deleted")
        return None

    def _move(self, request: HttpRequest, queryset: Any, target: str, done: str) -> None:
        on_each(
            request, queryset, lambda one: changes.move_campaign(campaign=one, target=target),
            noun="campaign", done=done,
        )  # fmt: skip

    def _archive(self, request: HttpRequest, queryset: Any, *, archive: bool) -> None:
        done = "archived" if archive else "taken out of the archive"
        on_each(
            request, queryset, lambda one: changes.archive_campaign(campaign=one, archive=archive),
            noun="campaign", done=done,
        )  # fmt: skip
