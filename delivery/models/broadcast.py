"""What is sent to whom, and when: the broadcast behind a campaign of the messaging and agency families."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.models import Campaign
from core.channels import Channel
from core.tenancy import CompanyOwned, company_manager


class ScheduleType(models.TextChoices):
    """What makes a broadcast run."""

    NONE = "none", "When it is executed"
    ONCE = "once", "Once"
    RECURRING = "recurring", "On weekdays"


class Broadcast(CompanyOwned):
    """A row says what a campaign sends, to whom and when. Its campaign has the name, the status and the dates."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="broadcast")
    channel = models.CharField(max_length=10, choices=Channel)
    template = models.ForeignKey("templates_app.MessageTemplate", on_delete=models.PROTECT, related_name="broadcasts")
    account = models.ForeignKey(
        "delivery.ChannelAccount", null=True, blank=True, on_delete=models.SET_NULL, related_name="broadcasts"
    )
    list_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    segment_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    values = models.JSONField(default=dict, blank=True, help_text="Values of variables for everybody, by name.")
    header_values = ArrayField(models.TextField(), default=list, blank=True)
    body_values = ArrayField(models.TextField(), default=list, blank=True)
    image_url = models.CharField(max_length=2083, blank=True)
    cards = models.JSONField(default=list, blank=True)
    app_ids = ArrayField(models.CharField(max_length=128), default=list, blank=True)
    agency_name = models.TextField(
        blank=True,
        db_collation="C",
        editable=False,
        help_text="The campaign's name, case-folded, where it must be unique.",
    )
    frequency_capping = models.BooleanField(default=True)
    trigger_event = models.CharField(max_length=128, blank=True)
    schedule_type = models.CharField(max_length=10, choices=ScheduleType, default=ScheduleType.NONE)
    schedule_start = models.DateTimeField(null=True, blank=True)
    days = models.JSONField(default=dict, blank=True, help_text="By weekday, the times on the company's clock.")
    last_day = models.DateField(null=True, blank=True)
    max_runs = models.PositiveIntegerField(null=True, blank=True)
    next_run_at = models.DateTimeField(null=True, blank=True)
    series_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="The first time of the rule that has not come; it may be skipped or moved.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "agency_name"], condition=~Q(agency_name=""), name="broadcast_agency_name"
            )
        ]
        indexes = [
            models.Index(fields=["next_run_at"], name="broadcast_due", condition=Q(next_run_at__isnull=False)),
            models.Index(fields=["company", "trigger_event"], name="broadcast_trigger", condition=~Q(trigger_event="")),
        ]

    def __str__(self) -> str:
        return str(self.campaign)


class OccurrenceState(models.TextChoices):
    """What became of a planned time."""

    RUN = "run", "Run"
    MOVED = "moved", "Moved by hand"
    SKIPPED = "skipped", "Skipped by hand"
    MISSED = "missed", "Missed"
    REFUSED = "refused", "Could not run"


class Occurrence(CompanyOwned):
    """A row is one planned time of a broadcast that has come, or was skipped or moved beforehand. It comes once."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="occurrences", db_index=False)
    planned_for = models.DateTimeField()
    moved_to = models.DateTimeField(null=True, help_text="When it runs, or ran, instead.")
    state = models.CharField(max_length=10, choices=OccurrenceState)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = company_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "planned_for"], name="occurrence_once"),
            models.UniqueConstraint(fields=["broadcast", "moved_to"], name="occurrence_moved_once"),
            models.CheckConstraint(
                condition=~Q(state="moved") | Q(moved_to__isnull=False), name="occurrence_moved_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.broadcast}: {self.planned_for}"
