"""What contacts did, as a company's own systems report it."""

from django.db import models
from django.utils import timezone

from audiences.models import Contact
from core.tenancy import CompanyOwned, company_manager


class Activity(CompanyOwned):
    """A row is one thing that somebody did. It is known by the hash of all that was said of it, so it is kept once."""

    digest = models.BinaryField(max_length=32)
    name = models.CharField(max_length=128)
    identity = models.CharField(max_length=255, help_text="Who, as the caller's systems name them.")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    params = models.JSONField(default=dict)
    received_at = models.DateTimeField(default=timezone.now)

    objects = company_manager()

    class Meta:
        verbose_name_plural = "activities"
        constraints = [models.UniqueConstraint(fields=["company", "digest"], name="activity_once")]
        indexes = [
            models.Index(fields=["company", "-at", "-id"], name="activity_list"),
            # Who did it, and which names there are: of contacts only, since segments choose among these.
            models.Index(
                fields=["company", "name", "contact", "at"],
                name="activity_did",
                condition=models.Q(contact__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.identity}"
