"""The secret address of a company's calendar."""

from django.db import models
from django.utils import timezone

from core.tenancy import CompanyOwned, company_manager


class CalendarFeed(CompanyOwned):
    """A row is one address at which a company's calendar can be read without signing in, until it is revoked."""

    name = models.CharField(max_length=255, help_text="Who uses it.")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = company_manager()

    def __str__(self) -> str:
        return self.name
