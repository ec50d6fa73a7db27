"""What was done to many items at once, so that it can be taken back."""

from django.db import models
from django.utils import timezone

from campaigns.models.campaign import Campaign
from campaigns.models.content import ContentItem
from core.ids import new_uuid
from core.tenancy import CompanyOwned, company_manager


class EditKind(models.TextChoices):
    """What kind of edit it was."""

    REPLACE = "replace", "Find and replace"
    RESUME = "resume", "Resume"


class EditRun(CompanyOwned):
    """A row is one edit of a campaign and many of its items."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="edits")
    kind = models.CharField(max_length=10, choices=EditKind)
    summary = models.CharField(max_length=255, help_text="What was done, for people.")
    done_by = models.CharField(max_length=255, blank=True)
    done_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = company_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.summary


class EditChange(CompanyOwned):
    """A row is what one edit changed in one item, or in the campaign itself where it names no item."""

    run = models.ForeignKey(EditRun, on_delete=models.CASCADE, related_name="changes")
    item = models.ForeignKey(ContentItem, null=True, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(help_text="The columns that changed, as they were.")
    version = models.PositiveIntegerField(help_text="The row's version after the edit; another one was edited since.")

    objects = company_manager()

    def __str__(self) -> str:
        return f"{self.run}: {self.item or 'the campaign'}"
