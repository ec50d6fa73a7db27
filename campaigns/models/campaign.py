"""The campaign: one table for all five families."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from campaigns.querysets import CampaignQuerySet
from core.fields import FoldedCopy
from core.ids import new_uuid, short_id
from core.tenancy import CompanyOwned, company_manager


class CampaignType(models.TextChoices):
    """How a campaign runs in time."""

    ONE_TIME = "ONE_TIME", "One time"
    RECURRING = "RECURRING", "Recurring"
    EVERGREEN = "EVERGREEN", "Evergreen"


class CampaignStatus(models.TextChoices):
    """Where a campaign stands, whatever its family."""

    DRAFT = "DRAFT", "Draft"
    ACTIVE = "ACTIVE", "Active"
    PAUSED = "PAUSED", "Paused"
    COMPLETED = "COMPLETED", "Completed"


class Origin(models.TextChoices):
    """Through which door a campaign came."""

    NATIVE = "native", "Back office or native API"
    PARTNER = "partner", "Partner"
    MESSAGING = "messaging", "Messaging"
    AGENCY = "agency", "Agency"
    DSP = "dsp", "Media buying"


class Campaign(CompanyOwned):
    """A row is one campaign, whichever door it came through."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=255)
    name_folded = FoldedCopy(source="name")
    brief = models.TextField(blank=True, max_length=20_000, help_text="What it is about, for whoever writes for it.")
    goal = models.TextField(blank=True, max_length=5_000, help_text="What it should achieve, best with a number.")
    type = models.CharField(max_length=10, choices=CampaignType, default=CampaignType.ONE_TIME)
    status = models.CharField(max_length=10, choices=CampaignStatus, default=CampaignStatus.DRAFT)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.NATIVE)
    starts_at = models.DateTimeField("starts", null=True, blank=True)
    ends_at = models.DateTimeField("ends", null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    last_status_changed_at = models.DateTimeField(default=timezone.now)
    is_archived = models.BooleanField("archived", default=False)
    context_overrides = models.JSONField(
        default=dict,
        blank=True,
        help_text="What this campaign itself says; the rest it inherits from the brand.",
    )
    tags = ArrayField(models.CharField(max_length=25), default=list, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = company_manager(CampaignQuerySet)

    class Meta:
        indexes = [
            # The list's order; the included columns let filters and deep pages be answered from the index alone.
            models.Index(
                fields=["company", "-created_at", "-id"],
                name="campaign_list",
                include=["is_archived", "status", "type"],
                condition=Q(deleted_at=None),
            ),
            # Without the company in it, the planner would walk everybody's names.
            GinIndex(F("company"), OpClass("name_folded", name="gin_trgm_ops"), name="campaign_name_search"),
            # Which campaigns run in a window of the calendar.
            GistIndex(
                F("company"),
                Func(F("starts_at"), F("ends_at"), Value("[]"), function="tstzrange"),
                name="campaign_calendar",
                condition=Q(starts_at__isnull=False, deleted_at=None, is_archived=False),
            ),
            models.Index(
                fields=["ends_at"],
                name="campaign_ending",
                condition=Q(status="ACTIVE", ends_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at=None) | Q(ends_at__gte=F("starts_at")),
                name="campaign_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_id(self) -> str:
        """Its id in links."""
        return short_id(self.pk)


class CampaignCount(models.Model):
    """A row counts a company's campaigns of one status, type and archive flag, in one of 16 slots.

    A trigger keeps it in the statement that changes the campaigns; slots keep writers out of each other's way.
    """

    company_id = models.BigIntegerField()
    status = models.CharField(max_length=10)
    type = models.CharField(max_length=10)
    is_archived = models.BooleanField()
    slot = models.SmallIntegerField()
    n = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "status", "type", "is_archived", "slot"], name="campaign_count_key"
            )
        ]
