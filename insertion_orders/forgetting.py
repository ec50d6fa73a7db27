"""Stops that were over long ago: paced by the hour, a campaign may have one for each hour of its life."""

from datetime import timedelta

from django.utils import timezone

from core.tenancy import across_companies
from insertion_orders.models import SpendStop

KEPT = timedelta(days=90)
BATCH = 5_000


def forget_stops() -> int:
    """Delete stops that went on by themselves and are older than `KEPT`; those that somebody had to lift are kept.

    Returns:
        How many.
    """
    count = 0
    with across_companies():
        old = SpendStop.objects.filter(until__lt=timezone.now() - KEPT).order_by("pk")
        while batch := list(old.values_list("pk", flat=True)[:BATCH]):
            SpendStop.objects.filter(pk__in=batch).delete()
            count += len(batch)
    return count
