"""The insertion order: what a buyer agreed to spend, or to have shown, between two days."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.tenancy import CompanyOwned, company_manager
from insertion_orders.querysets import OrderQuerySet


class BudgetType(models.IntegerChoices):
    """What an order is limited by; the numbers are the DSP dialect's."""

    BUDGET = 1, "Budget"
    IMPRESSIONS = 2, "Impressions"


class Distribution(models.IntegerChoices):
    """How an order's budget comes to its campaigns; the numbers are the DSP dialect's."""

    MANUAL = 1, "Manual"
    AUTOMATIC = 2, "Automatic"


class OrderStatus(models.TextChoices):
    """Where an order stands."""

    ACTIVE = "active", "Active"
    EXPIRED = "expired", "Expired"
    DELETED = "deleted", "Deleted"


class InsertionOrder(CompanyOwned):
    """A row is one agreement on a budget, or on impressions, and on the time in which campaigns may use them."""

    name = models.CharField(max_length=255)
    status = models.CharField(max_length=10, choices=OrderStatus, default=OrderStatus.ACTIVE, editable=False)
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends")
    time_zone = models.CharField(max_length=64, help_text="In which its campaigns' days are counted by default.")
    budget_type = models.PositiveSmallIntegerField(choices=BudgetType, default=BudgetType.BUDGET)
    distribution = models.PositiveSmallIntegerField(
        "budget distribution",
        choices=Distribution,
        default=Distribution.MANUAL,
        help_text="Manual: each campaign keeps to its own budget. Automatic: what an ended campaign left over goes to "
        "those that still run, by the size of their budgets.",
    )
    total_budget = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    total_impressions = models.BigIntegerField(null=True, blank=True)
    auto_sum = models.BooleanField(
        "sum of its campaigns", default=False, help_text="The total is always the sum of its campaigns' totals."
    )
    currency = models.CharField(max_length=3, editable=False)
    options = models.JSONField(default=dict, blank=True, editable=False, help_text="Further fields of the buying tool.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager(OrderQuerySet)

    class Meta:
        indexes = [
            models.Index(fields=["company", "-created_at", "-id"], name="order_list", condition=~Q(status="deleted")),
            models.Index(fields=["ends_at"], name="order_ending", condition=Q(status="active")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="order_ends_after_start"),
            models.CheckConstraint(
                condition=(
                    Q(budget_type=1, total_budget__gte=0, total_impressions=None)
                    | Q(budget_type=2, total_impressions__gte=0, total_budget=None)
                ),
                name="order_total_of_its_type",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.time_zone)
