"""The scheduler's rounds over media buying."""

from celery import shared_task

from insertion_orders import expiry, forgetting


@shared_task(name="insertion_orders.expire_ended")
def expire_ended() -> None:
    """Let orders and ad campaigns expire whose end has passed."""
    expiry.expire_ended()


@shared_task(name="insertion_orders.forget_stops")
def forget_stops() -> None:
    """Delete the stops that were over long ago."""
    forgetting.forget_stops()
