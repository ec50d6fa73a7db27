"""What is written: posts, articles and scripts."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.models.campaign import Campaign
from campaigns.querysets import ContentQuerySet
from core.ids import new_uuid
from core.tenancy import CompanyOwned, company_manager


class ContentType(models.TextChoices):
    """What kind of text it is."""

    SOCIAL = "social", "Social post"
    BLOG = "blog", "Blog article"
    SCRIPT = "script", "Video script"


class ContentStatus(models.TextChoices):
    """Where an item stands."""

    DRAFT = "DRAFT", "Draft"
    SCHEDULED = "SCHEDULED", "Scheduled"
    PUBLISHING = "PUBLISHING", "Being published"
    PUBLISHED = "PUBLISHED", "Published"
    FAILED = "FAILED", "Failed"
    CANCELLED = "CANCELLED", "Cancelled"


class Review(models.TextChoices):
    """Whether a person has looked at what the assistant wrote."""

    NONE = "", "Not needed"
    PENDING = "pending", "To be reviewed"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


class ContentItem(CompanyOwned):
    """A row is one post, article or script; without a campaign it lies in the company's library."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="content", db_index=False
    )
    type = models.CharField(max_length=10, choices=ContentType)
    platform = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    media = models.JSONField(default=list, blank=True, help_text="Addresses of images and videos.")
    status = models.CharField(max_length=10, choices=ContentStatus, default=ContentStatus.DRAFT)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    missed_at = models.DateTimeField(
        null=True, blank=True, help_text="Its time passed while the campaign was paused: it is not published by itself."
    )
    published_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=255, blank=True, editable=False)
    external_url = models.URLField(max_length=2083, blank=True, editable=False)
    problem = models.TextField(
        blank=True, default="", db_default="", editable=False, help_text="Why it could not be published, for people."
    )
    provenance = models.JSONField(
        default=dict, blank=True, help_text="Who or what wrote it: a person, or the assistant with model and job."
    )
    review = models.CharField(max_length=10, choices=Review, default=Review.NONE, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager(ContentQuerySet)

    class Meta:
        indexes = [
            # The list's order, alone and by status; the included columns let the other filters be answered from here.
            models.Index(
                fields=["company", "-created_at", "-id"], name="content_list", include=["status", "type", "platform"]
            ),
            models.Index(
                fields=["company", "status", "-created_at", "-id"],
                name="content_by_status",
                include=["type", "platform"],
            ),
            models.Index(fields=["company", "campaign", "created_at", "id"], name="content_of_campaign"),
            # Foreign keys are followed from the campaign's side, too, when it is deleted.
            models.Index(fields=["campaign"], name="content_campaign", condition=Q(campaign__isnull=False)),
            models.Index(
                fields=["company", "scheduled_at", "id"],
                name="content_calendar",
                condition=Q(scheduled_at__isnull=False),
            ),
            models.Index(fields=["scheduled_at"], name="content_due", condition=Q(status="SCHEDULED", missed_at=None)),
        ]

    def __str__(self) -> str:
        return self.title or self.body[:80] or self.get_type_display()
