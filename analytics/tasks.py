"""The scheduler's rounds over analytics."""

from celery import shared_task

from analytics import partitions


@shared_task(name="analytics.keep_months")
def keep_months() -> None:
    """Make the months ahead, and drop those that have been kept long enough."""
    partitions.keep()
