"""Accounts with providers, and the outbox that stands in for them."""

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.fields import EncryptedText
from core.tenancy import CompanyOwned, company_manager


class ChannelAccount(CompanyOwned):
    """A row is one way out: an account with a provider for messages of one channel, or for posts on one platform."""

    kind = models.CharField(max_length=20, editable=False, help_text="How it sends: a key of delivery.channels.kinds.")
    channel = models.CharField(max_length=20, help_text="What it carries: a channel of messages, or a platform.")
    name = models.CharField(max_length=255, help_text="What you call it.")
    settings: Any = models.JSONField(default=dict, editable=False)
    secrets = EncryptedText("keys", blank=True, editable=False, help_text="As JSON, encrypted.")
    rate_limit = models.FloatField(
        "messages a second",
        null=True,
        blank=True,
        help_text="At most so many, over all workers together. Empty: as fast as it goes.",
    )
    is_default = models.BooleanField(
        "usual way", default=False, help_text="Takes everything of its channel that names no other account."
    )
    checked_at = models.DateTimeField("last check", null=True, blank=True, editable=False)
    found = models.TextField(blank=True, editable=False, help_text="What the last check found.")
    problem = models.TextField(blank=True, editable=False, help_text="Why the last check failed.")
    created_at = models.DateTimeField("since", default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    disabled_at = models.DateTimeField("switched off", null=True, blank=True, editable=False)

    objects = company_manager()

    class Meta:
        verbose_name = "channel account"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "channel"], condition=Q(is_default=True), name="channel_account_default"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(disabled_at__isnull=True), name="channel_account_default_is_live"
            ),
        ]
        indexes = [models.Index(fields=["company", "-created_at", "-id"], name="channel_account_list")]

    def __str__(self) -> str:
        return self.name

    @property
    def keys(self) -> dict[str, str]:
        """The secrets, decrypted."""
        return json.loads(self.secrets) if self.secrets else {}


class OutboxMessage(CompanyOwned):
    """A row is one message or post that would have left; only the latest are kept."""

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=512, blank=True, help_text="Empty for posts.")
    key = models.CharField(max_length=255)
    title = models.CharField(max_length=1000, blank=True, help_text="The subject, or the beginning of the text.")
    content = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    objects = company_manager()

    class Meta:
        verbose_name = "message in the outbox"
        verbose_name_plural = "outbox"
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="outbox_once")]
        indexes = [models.Index(fields=["company", "-id"], name="outbox_list")]

    def __str__(self) -> str:
        return self.title or self.address or f"Message {self.pk}"
