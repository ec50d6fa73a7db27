"""The scheduler's rounds over delivery."""

from celery import shared_task

from core import idempotency
from delivery import handing_over, publishing, reporting, retention, scheduling, watching


@shared_task(name="delivery.run_due")
def run_due() -> None:
    """Publish and run what is planned for now, and have workers at every run that has something due."""
    publishing.publish_due()
    scheduling.run_due()
    handing_over.wake_due()


@shared_task(name="delivery.look_after")
def look_after() -> None:
    """Say which runs do not get on, and why; tell analytics what lost workers did not."""
    watching.look_after()
    reporting.report_left()


@shared_task(name="delivery.forget_keys")
def forget_keys() -> None:
    """Forget idempotency keys that no caller can mean any more."""
    idempotency.forget_expired()


@shared_task(name="delivery.forget")
def forget() -> None:
    """Forget recipients, activities and messages of the outbox that were kept long enough."""
    retention.forget()
