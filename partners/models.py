"""What partners send, and what was read from their pages."""

from typing import Any

from django.db import models
from django.utils import timezone

from campaigns.models import Campaign
from core.tenancy import CompanyOwned, company_manager


class ReadingStatus(models.TextChoices):
    """How far the reading of a landing page has come."""

    WAITING = "waiting", "Waiting to be read"
    READ = "read", "Read"
    FAILED = "failed", "Could not be read"


class PartnerSource(CompanyOwned):
    """A row is one item of a partner, known by the partner's own id for it."""

    reference_id = models.CharField(max_length=255, help_text="The partner's own id for it.")
    name = models.CharField(max_length=255)
    target_url = models.URLField("landing page", max_length=2083)
    material = models.JSONField(default=list, help_text="Addresses of images and videos.")
    campaign = models.OneToOneField(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="source", db_index=False
    )
    payload_hash = models.CharField(max_length=32, editable=False)
    status = models.CharField(max_length=10, choices=ReadingStatus, default=ReadingStatus.WAITING)
    problem = models.TextField(blank=True, help_text="Why the page could not be read.")
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager()

    class Meta:
        verbose_name = "partner item"
        constraints = [models.UniqueConstraint(fields=["company", "reference_id"], name="source_reference_unique")]
        indexes = [models.Index(fields=["company", "-created_at", "-id"], name="source_list")]

    def __str__(self) -> str:
        return self.name


class SourceRevision(CompanyOwned):
    """A row is one payload of a source, as it came."""

    source = models.ForeignKey(PartnerSource, on_delete=models.CASCADE, related_name="revisions")
    payload = models.JSONField()
    received_at = models.DateTimeField(default=timezone.now)

    objects = company_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source} at {self.received_at:%Y-%m-%d %H:%M}"


class ExtractedField(CompanyOwned):
    """A row is one thing that a landing page says, where it was found, and what became of it."""

    source = models.ForeignKey(PartnerSource, on_delete=models.CASCADE, related_name="extracted")
    name = models.CharField(max_length=60)
    value: Any = models.JSONField()
    origin = models.CharField(max_length=20)
    confidence = models.DecimalField(max_digits=3, decimal_places=2, help_text="From 0, a guess, to 1, certain.")
    applied_to = models.CharField(max_length=40, blank=True, help_text="The campaign's field that it went into.")
    note = models.CharField(max_length=255, blank=True, help_text="Why it was not applied.")

    objects = company_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="extracted_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
