"""The scheduler's rounds over media buying."""

from celery import shared_task

from insertion_orders import expiry


@shared_task(name="insertion_orders.expire_ended")
def expire_ended() -> None:
    """Let orders and ad campaigns expire whose end has passed."""
    expiry.expire_ended()
