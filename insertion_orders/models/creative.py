"""Creatives: what an ad shows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.tenancy import CompanyOwned, company_manager


class CreativeType(models.IntegerChoices):
    """What a creative is; the numbers are the DSP dialect's."""

    IMAGE = 11, "Image"
    HTML = 13, "HTML"
    VIDEO = 14, "Video"
    AUDIO = 17, "Audio"


class CreativeStatus(models.TextChoices):
    """Whether it may be shown."""

    PENDING = "pending", "Waits for approval"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    RETIRED = "retired", "Retired"


class Creative(CompanyOwned):
    """A row is one picture, page, film or sound that ads show: a file of ours, or a link to somebody's server."""

    name = models.CharField(max_length=255)
    type = models.PositiveSmallIntegerField(choices=CreativeType, default=CreativeType.IMAGE)
    link = models.CharField(max_length=2083, blank=True, help_text="Where it lies, if it was not uploaded.")
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.BigIntegerField("bytes", null=True, editable=False)
    width = models.PositiveIntegerField(null=True, blank=True, help_text="In pixels.")
    height = models.PositiveIntegerField(null=True, blank=True, help_text="In pixels.")
    seconds = models.PositiveIntegerField(null=True, blank=True, help_text="How long it plays.")
    status = models.CharField(max_length=10, choices=CreativeStatus, default=CreativeStatus.PENDING, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.CharField(max_length=255, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(blank=True, editable=False, help_text="Why it was rejected.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager()

    class Meta:
        indexes = [
            models.Index(fields=["company", "-created_at", "-id"], name="creative_list"),
            models.Index(fields=["company", "id"], name="creative_waiting", condition=Q(status="pending")),
        ]

    def __str__(self) -> str:
        return self.name


class CreativeFile(CompanyOwned):
    """A row is the file of one creative, apart from it so that lists do not read it."""

    creative = models.OneToOneField(Creative, on_delete=models.CASCADE, related_name="file")
    data = models.BinaryField()

    objects = company_manager()

    def __str__(self) -> str:
        return str(self.creative)
