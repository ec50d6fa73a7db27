"""How campaigns are read."""

from typing import Any

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

_RANGE = DateTimeRangeField()


class CampaignQuerySet(models.QuerySet[Any]):
    """Campaigns of the company in scope."""

    def alive(self) -> "CampaignQuerySet":
        """Without those that a media buyer deleted, which only the books keep."""
        return self.filter(deleted_at=None)

    def newest_first(self) -> "CampaignQuerySet":
        """The order of every list; ties go by id."""
        return self.order_by("-created_at", "-id")

    def running_between(self, start: Any, end: Any) -> "CampaignQuerySet":
        """With a start, not archived, and running at some time in the window; without an end they run on."""
        # The index's own words: comparing starts and ends apart would walk every campaign that ever began.
        window = models.Func("starts_at", "ends_at", models.Value("[]"), function="tstzrange", output_field=_RANGE)
        running = self.filter(deleted_at=None, is_archived=False, starts_at__isnull=False)
        found: CampaignQuerySet = running.alias(runs=window).filter(runs__overlap=(start, end))
        return found

    def ended(self, now: Any) -> "CampaignQuerySet":
        """Active ones whose end has passed."""
        return self.filter(status="ACTIVE", ends_at__lte=now)


class ContentQuerySet(models.QuerySet[Any]):
    """Posts, articles and scripts of the company in scope."""

    def oldest_first(self) -> "ContentQuerySet":
        """The order within a campaign; ties go by id."""
        return self.order_by("created_at", "id")

    def newest_first(self) -> "ContentQuerySet":
        """The order of the company's list; ties go by id."""
        return self.order_by("-created_at", "-id")

    def published(self) -> "ContentQuerySet":
        """Those that the public has seen, or is about to see."""
        return self.filter(status__in=["PUBLISHING", "PUBLISHED"])
