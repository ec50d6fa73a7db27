"""What was spent: counters that the taking in of events keeps, and the stops that they lead to.

The counters stand in rows of their own. Whoever reports spend locks these and nothing else, so that it never waits for
somebody who edits an order, nor the other way about.
"""

from django.db import models
from django.utils import timezone

from core.tenancy import CompanyOwned, company_manager
from insertion_orders.models.ad_campaign import AdCampaign
from insertion_orders.models.order import InsertionOrder


class StopReason(models.TextChoices):
    """Why nothing more may be spent for now."""

    ORDER_BUDGET = "order_budget", "The order's budget is spent"
    ORDER_IMPRESSIONS = "order_shown", "The order's impressions were shown"
    BUDGET = "budget", "The campaign's budget is spent"
    IMPRESSIONS = "impressions", "The campaign's impressions were shown"
    CLICKS = "clicks", "The campaign's clicks were reached"
    CONVERSIONS = "conversions", "The campaign's conversions were reached"
    DAY_BUDGET = "day_budget", "The day's budget is spent"
    DAY_IMPRESSIONS = "day_shown", "The day's impressions were shown"
    DAY_CLICKS = "day_clicks", "The day's clicks were reached"
    DAY_CONVERSIONS = "day_convs", "The day's conversions were reached"
    HOUR = "hour", "Spent as planned for now"


class Counters(CompanyOwned):
    """What was spent and shown over all time, and whether that has come to a limit."""

    spent = models.DecimalField(max_digits=24, decimal_places=6, default=0)
    impressions = models.BigIntegerField(default=0)
    clicks = models.BigIntegerField(default=0)
    conversions = models.BigIntegerField(default=0)
    stop_reason = models.CharField(max_length=12, choices=StopReason, blank=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class OrderSpend(Counters):
    """A row counts what all campaigns of one order spent, deleted ones included."""

    order = models.OneToOneField(InsertionOrder, on_delete=models.CASCADE, primary_key=True, related_name="spend")

    objects = company_manager()

    def __str__(self) -> str:
        return f"Spend of {self.order}"


class AdSpend(Counters):
    """A row counts what one ad campaign spent, and says from when on its rest is planned.

    What it spent before a pause, an approval or a change of its budget is no arrears: the plan begins anew there.
    """

    ad = models.OneToOneField(AdCampaign, on_delete=models.CASCADE, primary_key=True, related_name="spend")
    plan_from = models.DateTimeField(null=True)
    plan_base = models.DecimalField(max_digits=24, decimal_places=6, default=0)

    objects = company_manager()

    def __str__(self) -> str:
        return f"Spend of {self.ad}"


class DeliveryHour(CompanyOwned):
    """A row counts what one ad campaign spent within one hour of its own clock."""

    pk = models.CompositePrimaryKey("company_id", "ad_id", "hour")
    # Written with every batch of events: looking each row's references up would cost more than the row.
    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    ad = models.ForeignKey(
        AdCampaign, on_delete=models.CASCADE, related_name="hours", db_index=False, db_constraint=False
    )
    hour = models.DateTimeField(help_text="When it began.")
    spent = models.DecimalField(max_digits=24, decimal_places=6)
    impressions = models.BigIntegerField()
    clicks = models.BigIntegerField()
    conversions = models.BigIntegerField()

    objects = company_manager()


class SpendStop(CompanyOwned):
    """A row says that an order or a campaign was stopped, when, why, and until when."""

    order = models.ForeignKey(InsertionOrder, on_delete=models.CASCADE, related_name="stops", db_index=False)
    ad = models.ForeignKey(AdCampaign, null=True, on_delete=models.CASCADE, related_name="stops", db_index=False)
    reason = models.CharField(max_length=12, choices=StopReason)
    limit = models.DecimalField(max_digits=24, decimal_places=6)
    done = models.DecimalField(max_digits=24, decimal_places=6)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    objects = company_manager()

    class Meta:
        indexes = [
            models.Index(fields=["order", "-at"], name="spend_stop_order"),
            models.Index(fields=["ad", "-at"], name="spend_stop_ad"),
            models.Index(fields=["until"], name="spend_stop_over"),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
