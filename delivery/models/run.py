"""One execution of a broadcast, and its ledger: who was meant to get the message, and what became of it."""

from typing import Any

from django.db import models
from django.utils import timezone

from core.ids import new_uuid
from core.tenancy import CompanyOwned, company_manager
from delivery.models.broadcast import Broadcast, Occurrence


class RunState(models.TextChoices):
    """Where a run stands."""

    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    STOPPED = "stopped", "Stopped"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"


class Run(CompanyOwned):
    """A row is one execution. Its audience is frozen when it is made; what each chunk has done is counted there."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    broadcast = models.ForeignKey(Broadcast, on_delete=models.PROTECT, related_name="runs", db_index=False)
    number = models.PositiveIntegerField()
    version = models.ForeignKey("templates_app.TemplateVersion", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("delivery.ChannelAccount", on_delete=models.PROTECT, related_name="runs")
    occurrence = models.OneToOneField(Occurrence, null=True, on_delete=models.SET_NULL, related_name="run")
    follows = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="followers")
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    fingerprint = models.BinaryField(max_length=32, help_text="What was asked for, to tell a retry by mistake.")
    values = models.JSONField(default=dict)
    tracked = models.JSONField(default=dict, help_text="The tracked links in its e-mails: delivery.tracked.")
    matched = models.BigIntegerField(default=0)
    suppressed = models.BigIntegerField(default=0)
    capped = models.BigIntegerField(default=0)
    invalid = models.BigIntegerField(default=0)
    queued = models.BigIntegerField(default=0)
    account_faults = models.PositiveSmallIntegerField(default=0, help_text="How often in a row its account failed.")
    forgiven = models.IntegerField(default=0, help_text="Refusals that a person has seen and gone on after.")
    problem = models.TextField(blank=True, help_text="Why it was paused or failed, for people.")
    stalled_since = models.DateTimeField(null=True, blank=True)
    stalled_why = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    has_records = models.BooleanField(default=True, help_text="Whether its recipients are still in the ledger.")
    forgotten_at = models.DateTimeField(null=True, help_text="When its recipients began to be deleted.")
    kept_outcomes: Any = models.JSONField(default=dict, help_text="Of deleted recipients: how many by outcome, reason.")

    objects = company_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["broadcast", "number"], name="run_number")]
        indexes = [
            models.Index(fields=["company", "-created_at", "-id"], name="run_list"),
            models.Index(fields=["company", "channel", "created_at"], name="run_cap"),
            models.Index(fields=["finished_at", "id"], name="run_to_forget", condition=models.Q(has_records=True)),
        ]

    def __str__(self) -> str:
        return f"{self.broadcast}, run {self.number}"


class Chunk(CompanyOwned):
    """A row is a range of a run's ledger that one worker sends at a time, in windows.

    What is at most `done_to` has its outcome. What lies between that and `handed_to` was being handed over when its
    worker was last heard of: if it is not heard of again, those are uncertain, unless the channel takes a key.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    done_to = models.BigIntegerField()
    handed_to = models.BigIntegerField()
    time_zone = models.CharField(max_length=64, blank=True)
    not_before = models.DateTimeField(default=timezone.now)
    worker = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    is_done = models.BooleanField(default=False)
    attempt = models.PositiveSmallIntegerField(default=1)
    sent = models.IntegerField(default=0)
    reported = models.IntegerField(default=0, help_text="How many of the sent analytics has been told.")
    failed = models.IntegerField(default=0)
    suppressed = models.IntegerField(default=0)
    invalid = models.IntegerField(default=0)
    uncertain = models.IntegerField(default=0)
    moved = models.IntegerField(default=0, help_text="How many went on to a later chunk, to be tried again.")
    at = models.DateTimeField(null=True, help_text="When its last window ended.")

    objects = company_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "first"], name="chunk_first")]
        indexes = [
            models.Index(fields=["run", "not_before", "first"], name="chunk_open", condition=models.Q(is_done=False))
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.first} to {self.last}"


class RecordState(models.TextChoices):
    """What became of one recipient. A planned one is sent as soon as its chunk has passed it."""

    PLANNED = "planned", "Planned"
    DELIVERED = "delivered", "Delivered"
    BOUNCED = "bounced", "Bounced"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Skipped"
    UNCERTAIN = "uncertain", "Uncertain"


class SendRecord(CompanyOwned):
    """A row is one recipient of one run. There is one for each address, so that none gets the message twice."""

    pk = models.CompositePrimaryKey("run_id", "number")
    # Written by the million in one statement: checking each row's two keys would take longer than writing it.
    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="records", db_index=False, db_constraint=False)
    number = models.BigIntegerField()
    contact_id = models.BigIntegerField(default=0)
    address = models.CharField(max_length=512)
    address_hash = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=RecordState, default=RecordState.PLANNED)
    reason = models.CharField(max_length=255, blank=True)
    is_permanent = models.BooleanField(default=True)
    provider_id = models.CharField(max_length=255, blank=True)
    values = models.JSONField(null=True)

    objects = company_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "address_hash"], name="record_address")]
        indexes = [
            models.Index(fields=["run", "state", "number"], name="record_state", condition=~models.Q(state="planned")),
            models.Index(
                fields=["company", "provider_id"], name="record_provider", condition=~models.Q(provider_id="")
            ),
        ]
