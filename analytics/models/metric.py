"""Sums of events, kept by the statement that takes the events in. Reports read these and nothing else."""

from django.db import models

from analytics.models.event import Kind, Rule
from core.tenancy import CompanyOwned, company_manager


class Sums(CompanyOwned):
    """What every table of sums has: what was counted, how often, and what it was worth."""

    # Written by the thousand in one statement: looking each row's company up would take a tenth of it.
    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    platform = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    rule = models.CharField(max_length=10, choices=Rule, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    count = models.BigIntegerField()
    value = models.DecimalField(max_digits=24, decimal_places=6)

    class Meta:
        abstract = True


class DailyMetric(Sums):
    """A row sums one kind of event of one content item on one platform and one day in the company's zone.

    Where there is no campaign, or no content, the id is 0.
    """

    pk = models.CompositePrimaryKey(
        "company_id", "campaign_id", "day", "content_id", "platform", "kind", "rule", "currency"
    )
    campaign_id = models.BigIntegerField()
    content_id = models.BigIntegerField()
    day = models.DateField()
    family = models.CharField(max_length=10)

    objects = company_manager()

    class Meta:
        indexes = [models.Index(fields=["company", "day"], name="daily_metric_day")]


class TotalMetric(Sums):
    """A row sums one kind of event of one content item on one platform over all time.

    A campaign's numbers are a few of these rows, however many events and days it has.
    """

    pk = models.CompositePrimaryKey("company_id", "campaign_id", "content_id", "platform", "kind", "rule", "currency")
    campaign_id = models.BigIntegerField()
    content_id = models.BigIntegerField()

    objects = company_manager()


class CompanyMetric(Sums):
    """A row sums one kind of event of a whole company on one platform, of one family and one day, in one of 16 slots.

    Slots keep callers who report at the same time out of each other's way.
    """

    pk = models.CompositePrimaryKey("company_id", "day", "family", "platform", "kind", "rule", "currency", "slot")
    day = models.DateField()
    family = models.CharField(max_length=10)
    slot = models.SmallIntegerField()

    objects = company_manager()
