"""Putting jobs in and taking them back. The row is the outbox: what the broker never got, the sweep finds."""

import time
from typing import Any

import structlog
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from core import audit
from core.context import current
from core.errors import ConflictError, NotFoundError
from core.ids import parse_uuid
from core.inserts import insert
from core.models import LIVE, Job, JobStatus

log = structlog.get_logger(__name__)

RUN_TASK = "core.jobs.run"
BROKER_FAULTS = (BrokerError, RedisError, OSError)

# After a refusal the broker is left alone for a moment, so that a burst of calls does not wait for it one by one.
_REST_SECONDS = 2.0
_resting_until = 0.0


def enqueue(*, company_id: int, kind: str, label: str, arguments: dict[str, Any], dedupe_key: str = "") -> Job:
    """Write a job down in the present transaction and tell a worker after its commit.

    Args:
        company_id: whose job it is.
        kind: a registered kind.
        label: what it works on, for people.
        arguments: ids only; the job reads the rest itself.
        dedupe_key: while a live job of the company has this key, that one is returned instead.

    Returns:
        The new job, or the live one with the same key.
    """
    job = Job(company_id=company_id, kind=kind, label=label[:255], arguments=arguments, dedupe_key=dedupe_key)
    job.asked_by = current().actor.label[:255]
    while not _insert_unless_live(job):
        # It may end between the two statements; then there is room for the new one.
        live: Job | None = Job.objects.filter(company_id=company_id, dedupe_key=dedupe_key, status__in=LIVE).first()
        if live is not None:
            return live
    transaction.on_commit(lambda: hand_over([job.pk]))
    return job


def _insert_unless_live(job: Job) -> bool:
    """Insert, unless a live job of the company has the key already."""
    return insert(job, unless_conflict=bool(job.dedupe_key))


def hand_over(job_ids: list[int]) -> int:
    """Tell the broker of jobs that wait.

    Returns:
        How many it took; those that it did not take stay for the sweep.
    """
    global _resting_until
    if time.monotonic() < _resting_until:
        return 0
    for count, job_id in enumerate(job_ids):
        try:
            current_app.send_task(RUN_TASK, [job_id])
        except BROKER_FAULTS as error:
            _resting_until = time.monotonic() + _REST_SECONDS
            log.warning("broker_unreachable", jobs=len(job_ids) - count, error=type(error).__name__)
            return count
    return len(job_ids)


def find(text: str) -> Job:
    """A job of the company in scope by its public id.

    Raises:
        NotFoundError: there is none.
    """
    uuid = parse_uuid(text)
    job: Job | None = Job.objects.filter(uuid=uuid).first() if uuid else None
    if job is None:
        raise NotFoundError("Job not found")
    return job


@transaction.atomic
def cancel(*, job: Job) -> Job:
    """Stop a job that waits or runs; a running one notices at its next step.

    Raises:
        ConflictError: it has ended already.
    """
    now = timezone.now()
    if not Job.objects.filter(pk=job.pk, status__in=LIVE).update(status=JobStatus.CANCELLED, finished_at=now):
        raise ConflictError("This job has ended already.", code="JOB_ENDED")
    job.refresh_from_db()
    audit.record(job, "cancelled")
    return job


@transaction.atomic
def retry(*, job: Job) -> Job:
    """Put a job that failed or was cancelled back into the queue, with its attempts counted anew.

    Raises:
        ConflictError: it is not one that failed or was cancelled.
    """
    now = timezone.now()
    ended = Job.objects.filter(pk=job.pk, status__in=[JobStatus.FAILED, JobStatus.CANCELLED])
    # The key is given up: a newer live job may hold it by now.
    if not ended.update(
        status=JobStatus.QUEUED, attempts=0, error="", detail="", dedupe_key="", finished_at=None,
        queued_at=now, enqueued_at=now, run_after=now,
    ):  # fmt: skip
        raise ConflictError("Only a job that failed or was cancelled can be tried again.", code="JOB_NOT_ENDED")
    job.refresh_from_db()
    audit.record(job, "retried")
    transaction.on_commit(lambda: hand_over([job.pk]))
    return job


_SWEEP = """
WITH due AS (
    SELECT id FROM core_job
    WHERE (status = 'queued' AND run_after <= now()
           AND (enqueued_at IS NULL OR enqueued_at <= now() - make_interval(secs => %(patience)s)))
       OR (status = 'running' AND heartbeat_at <= now() - make_interval(secs => %(silence)s)
           AND enqueued_at <= now() - make_interval(secs => %(patience)s))
    ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED
)
UPDATE core_job SET enqueued_at = now() FROM due WHERE core_job.id = due.id RETURNING core_job.id
"""


def sweep(*, patience: float = 15, silence: float = 30) -> int:
    """Hand over again what waits longer than it should: never taken by the broker, due again, or left by a dead worker.

    Args:
        patience: seconds after which a hand-over counts as lost.
        silence: seconds without a heartbeat after which a worker may be dead; the claim asks for the kind's own lease.

    Returns:
        How many jobs the broker took.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SWEEP, {"patience": patience, "silence": silence})
        due = [row[0] for row in cursor.fetchall()]
    return hand_over(due)
