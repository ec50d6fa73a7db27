"""Addresses that are counted, and how a company tags what they lead to."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.models import Campaign, ContentItem
from companies.models import Company
from core.ids import new_uuid, short_id
from core.tenancy import CompanyOwned, company_manager

LONGEST_TARGET = 2083
LONGEST_TEMPLATE = 200


class Purpose(models.TextChoices):
    """What an address counts."""

    CLICK = "click", "Clicks"
    OPEN = "open", "Opens"


class TrackedLink(CompanyOwned):
    """A row is one address that is counted: a click that leads on to a target, or the pixel of a message.

    Where there is content, its events belong to the content's present campaign; `campaign` is what it was when the
    link was made, and takes over when the content is gone.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    purpose = models.CharField("counts", max_length=5, choices=Purpose, default=Purpose.CLICK)
    target = models.CharField(max_length=LONGEST_TARGET, blank=True, help_text="Where a click leads; none for opens.")
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    content = models.ForeignKey(
        ContentItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    platform = models.CharField(max_length=20, blank=True, help_text="Where the link stands.")
    name = models.CharField(max_length=255, blank=True, help_text="What you call it.")
    tags: Any = models.JSONField(
        default=dict, blank=True, help_text="This link's own UTM values, in place of the policy's."
    )
    clicks = models.BigIntegerField("by people", default=0, editable=False)
    machine_clicks = models.BigIntegerField("by machines", default=0, editable=False)
    created_at = models.DateTimeField("since", default=timezone.now, editable=False)
    ended_at = models.DateTimeField("ended", null=True, blank=True, editable=False)

    objects = company_manager()

    class Meta:
        indexes = [
            models.Index(fields=["company", "-created_at", "-id"], name="link_list"),
            # Foreign keys are followed from the other side, too, when that is deleted.
            models.Index(fields=["campaign"], name="link_campaign", condition=Q(campaign__isnull=False)),
            models.Index(fields=["content"], name="link_content", condition=Q(content__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name or self.target.partition("://")[2] or "Open pixel"

    @property
    def short_id(self) -> str:
        """Its id in its address."""
        return short_id(self.pk)

    @property
    def belongs_to(self) -> Campaign | None:
        """The campaign that its events count for."""
        return self.content.campaign if self.content else self.campaign


class Mode(models.TextChoices):
    """What is done to the addresses that links lead to."""

    OFF = "off", "Leave addresses as they are"
    ADD = "add", "Add the tags that are missing"
    REPLACE = "replace", "Set all tags, also those that are there"


class TrackingPolicy(CompanyOwned):
    """A row is how one company tags the addresses that its links lead to."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="tracking_policy")
    mode = models.CharField(max_length=7, choices=Mode, default=Mode.ADD)
    track_emails = models.BooleanField(
        "count clicks and opens of e-mails",
        default=True,
        help_text="Links in e-mails become tracked links, and a pixel counts opens. It holds from the next run on.",
    )
    utm_source = models.CharField("utm_source", max_length=LONGEST_TEMPLATE, blank=True, default="{platform}")
    utm_medium = models.CharField("utm_medium", max_length=LONGEST_TEMPLATE, blank=True, default="{medium}")
    utm_campaign = models.CharField("utm_campaign", max_length=LONGEST_TEMPLATE, blank=True, default="{campaign}")
    utm_content = models.CharField("utm_content", max_length=LONGEST_TEMPLATE, blank=True, default="{content}")
    utm_term = models.CharField("utm_term", max_length=LONGEST_TEMPLATE, blank=True, default="")

    objects = company_manager()

    class Meta:
        verbose_name = "tracking policy"
        verbose_name_plural = "tracking policies"

    def __str__(self) -> str:
        return f"Tracking policy of {self.company}"
