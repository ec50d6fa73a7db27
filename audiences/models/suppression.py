"""Who gets no messages, whatever else is said of them."""

from django.db import models
from django.utils import timezone

from core.channels import Channel
from core.tenancy import CompanyOwned, company_manager


class Reason(models.TextChoices):
    """Why an address gets no messages."""

    UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
    STOPPED = "stopped", "Answered STOP"
    BOUNCED = "bounced", "Bounced for good"
    COMPLAINED = "complained", "Reported as spam"
    BY_HAND = "by-hand", "Added by hand"
    UNREACHABLE = "unreachable", "Cannot be reached"


class Suppression(CompanyOwned):
    """A row says for what reason an address gets no messages by a channel. No import, no deleted contact undoes it.

    The address itself is not kept, only its SHA-256: what somebody asked us to forget is forgotten. An address has a
    row for each reason, so that lifting one (a mailbox works again) does not undo another (its owner unsubscribed).
    """

    channel = models.CharField(max_length=10, choices=Channel)
    address_hash = models.BinaryField(max_length=32)
    reason = models.CharField(max_length=15, choices=Reason)
    source = models.CharField(max_length=255, blank=True, help_text="Who or what said so.")
    at = models.DateTimeField(default=timezone.now)

    objects = company_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "channel", "address_hash", "reason"], name="suppression_once")
        ]
        indexes = [models.Index(fields=["company", "-at", "-id"], name="suppression_list")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.get_reason_display()}"
