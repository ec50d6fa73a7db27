"""The scheduler's rounds over audiences."""

from celery import shared_task

from audiences import exporting, importing


@shared_task(name="audiences.forget_files")
def forget_files() -> None:
    """Forget files of contacts, and what imports left behind, when their time is over."""
    importing.prune()
    exporting.prune()
