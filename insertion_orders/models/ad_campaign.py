"""The ad campaign: what a media buyer asks for, beside the campaign that every family has."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.models import Campaign
from core.tenancy import CompanyOwned, company_manager
from insertion_orders.models.order import InsertionOrder
from insertion_orders.querysets import AdCampaignQuerySet


class CampaignKind(models.IntegerChoices):
    """What kind of buying it is; the numbers are the DSP dialect's."""

    ADVANCED = 1, "Advanced"
    PG = 2, "Programmatic guaranteed"


class Stage(models.TextChoices):
    """How far approval has come. With the campaign's status it gives the stage that the buyer sees."""

    DRAFT = "draft", "Draft"
    PENDING = "pending", "Waits for approval"
    REJECTED = "rejected", "Rejected"
    APPROVED = "approved", "Approved"
    DELETED = "deleted", "Deleted"


class AdCampaign(CompanyOwned):
    """A row says what a campaign buys, for how much and under which order.

    Its campaign has the name, the status and the dates; nought in a limit of events means no limit.
    """

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="ad")
    order = models.ForeignKey(InsertionOrder, on_delete=models.PROTECT, related_name="ads", db_index=False)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PENDING, editable=False)
    kind = models.PositiveSmallIntegerField("campaign type", choices=CampaignKind, default=CampaignKind.ADVANCED)
    time_zone = models.CharField(max_length=64)
    advertiser_domain = models.CharField(max_length=2083)
    creative_type = models.PositiveSmallIntegerField()
    creative_ids = ArrayField(models.BigIntegerField())
    country_ids = models.CharField(max_length=2000)
    budget_total = models.DecimalField(max_digits=18, decimal_places=6)
    budget_day = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    even_pacing = models.BooleanField("spend evenly by the hour", default=False)
    max_bid = models.DecimalField(max_digits=18, decimal_places=6)
    total_impressions = models.BigIntegerField(default=0)
    total_clicks = models.BigIntegerField(default=0)
    total_conversions = models.BigIntegerField(default=0)
    day_impressions = models.BigIntegerField(default=0)
    day_clicks = models.BigIntegerField(default=0)
    day_conversions = models.BigIntegerField(default=0)
    options = models.JSONField(default=dict, blank=True, help_text="Targeting, margins and what else was asked for.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.CharField(max_length=255, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(blank=True, editable=False, help_text="Why it was rejected.")
    approved_budget = models.DecimalField(max_digits=18, decimal_places=6, null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager(AdCampaignQuerySet)

    class Meta:
        indexes = [
            models.Index(fields=["order", "id"], name="ad_campaign_order"),
            models.Index(fields=["company", "submitted_at"], name="ad_campaign_queue", condition=Q(stage="pending")),
            GinIndex(fields=["creative_ids"], name="ad_campaign_creatives"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(budget_total__gt=0), name="ad_campaign_budget_positive"),
            models.CheckConstraint(condition=Q(max_bid__gte=1, max_bid__lte=1000), name="ad_campaign_bid_in_bounds"),
        ]

    def __str__(self) -> str:
        return str(self.campaign)

    @property
    def zone(self) -> ZoneInfo:
        """In which its days are counted."""
        return ZoneInfo(self.time_zone)
