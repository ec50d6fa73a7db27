"""The scheduler's rounds over analytics."""

from celery import shared_task

from analytics import exporting, partitions


@shared_task(name="analytics.keep_months")
def keep_months() -> None:
    """Make the months ahead, and drop those that have been kept long enough."""
    partitions.keep()


@shared_task(name="analytics.drop_exports")
def drop_exports() -> None:
    """Drop the exports whose time is over."""
    exporting.prune()
