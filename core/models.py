"""The kernel's own rows: jobs and audit facts."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.assistant_calls import AssistantCall as AssistantCall
from core.errors import ConflictError
from core.ids import new_uuid
from core.tenancy import CompanyOwned, company_manager


class JobStatus(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


LIVE = (JobStatus.QUEUED, JobStatus.RUNNING)


class Job(CompanyOwned):
    """A row is one piece of background work, and at the same time its entry in the outbox."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    label = models.CharField(max_length=255, help_text="What it works on, for people.")
    arguments = models.JSONField(default=dict, help_text="Ids only.")
    status = models.CharField(max_length=10, choices=JobStatus, default=JobStatus.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    cursor = models.JSONField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True, help_text="What went wrong, for people.")
    detail = models.TextField(blank=True, help_text="What went wrong, for engineers.")
    result = models.JSONField(null=True, blank=True)
    asked_by = models.CharField(max_length=255, blank=True)
    dedupe_key = models.CharField(max_length=255, blank=True, help_text="At most one live job has a key.")
    queued_at = models.DateTimeField(default=timezone.now)
    enqueued_at = models.DateTimeField(
        null=True,
        default=timezone.now,
        help_text="Last handed to the broker; empty before another attempt.",
    )
    run_after = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)

    objects = company_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "dedupe_key"],
                condition=Q(status__in=["queued", "running"]) & ~Q(dedupe_key=""),
                name="job_one_live_per_key",
            )
        ]
        indexes = [
            models.Index(fields=["company", "-queued_at", "-id"], name="job_company_queued"),
            models.Index(fields=["run_after"], condition=Q(status="queued"), name="job_waiting"),
            models.Index(fields=["heartbeat_at"], condition=Q(status="running"), name="job_running"),
            # An object's page asks for its jobs.
            GinIndex(OpClass("arguments", name="jsonb_path_ops"), name="job_arguments"),
        ]

    def __str__(self) -> str:
        return self.label


class AuditEntry(CompanyOwned):
    """A row is one fact: who changed what, through which door, from what to what. It is never changed again."""

    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=255)
    door = models.CharField(max_length=10, blank=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    object_label = models.CharField(max_length=255)
    changes = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    objects = company_manager()

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit trail"
        indexes = [
            models.Index(fields=["company", "-at", "-id"], name="audit_company_at"),
            models.Index(fields=["company", "object_type", "object_id", "-at"], name="audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new fact.

        Raises:
            ConflictError: the fact exists already.
        """
        if self.pk:
            raise ConflictError("An audit entry is never changed.")
        super().save(*args, **options)


class IdempotencyRecord(CompanyOwned):
    """A row is the answer to a call that its caller gave a key, so that the same call again gets the same answer."""

    caller = models.CharField(max_length=60)
    key = models.CharField(max_length=255)
    body_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(null=True)
    expires_at = models.DateTimeField()

    objects = company_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "caller", "key"], name="idempotency_once")]
        indexes = [models.Index(fields=["expires_at"], name="idempotency_expiry")]

    def __str__(self) -> str:
        return f"{self.caller}: {self.key}"
