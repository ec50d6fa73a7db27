"""The scheduler's rounds over campaigns."""

from celery import shared_task

from campaigns import completion


@shared_task(name="campaigns.complete_ended")
def complete_ended() -> None:
    """Complete campaigns whose end has passed."""
    completion.complete_ended()
