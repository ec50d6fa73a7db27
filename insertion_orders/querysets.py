"""How orders and ad campaigns are read and locked: order before campaign, by primary key."""

from typing import Any

from django.db import models


class OrderQuerySet(models.QuerySet[Any]):
    """Orders of the company in scope."""

    def alive(self) -> "OrderQuerySet":
        """Without those that were deleted, which only the books keep."""
        return self.exclude(status="deleted")

    def newest_first(self) -> "OrderQuerySet":
        """The order of every list; ties go by id."""
        return self.order_by("-created_at", "-id")

    def locked(self) -> "OrderQuerySet":
        """Locked against other changes until the transaction ends, by primary key."""
        return self.select_for_update(no_key=True).order_by("pk")

    def ended(self, now: Any) -> "OrderQuerySet":
        """Active ones whose end has passed."""
        return self.filter(status="active", ends_at__lte=now)


class AdCampaignQuerySet(models.QuerySet[Any]):
    """Ad campaigns of the company in scope."""

    def alive(self) -> "AdCampaignQuerySet":
        """Without those that were deleted, which only the books keep."""
        return self.exclude(stage="deleted")

    def waiting(self) -> "AdCampaignQuerySet":
        """Those that wait for approval, the longest first."""
        return self.filter(stage="pending", campaign__status="DRAFT").order_by("submitted_at", "id")

    def unfinished(self) -> "AdCampaignQuerySet":
        """Those that may still run."""
        return self.alive().exclude(campaign__status="COMPLETED")
