"""The two Celery tasks of the kernel: run one job, and sweep."""

from celery import shared_task

from core import health
from core.jobs import queue, runner


@shared_task(name=queue.RUN_TASK)
def run_job(job_id: int) -> None:
    """Run one job by its primary key."""
    runner.run(job_id)


@shared_task(name="core.jobs.sweep")
def sweep() -> None:
    """Say that a worker lives, and hand over what waits too long."""
    health.beat()
    queue.sweep()
