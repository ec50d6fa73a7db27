"""Running one job: claim, enter the scope, do it, keep the books. Safe to be called twice for the same row."""

import traceback
from datetime import timedelta

import structlog
from django.db import InterfaceError, OperationalError
from django.db.models import F, Q
from django.utils import timezone

from core.context import Actor, acting
from core.errors import DomainError, OutboundError
from core.jobs.registry import JobKind, kind_of
from core.jobs.running import JobStopped, RunningJob
from core.models import Job, JobStatus
from core.tenancy import across_companies, company_scope

log = structlog.get_logger(__name__)

UNEXPECTED = "Something went wrong on our side. The details are kept with the job for whoever looks after Muster."
DIED = "The work was interrupted too often: its worker was stopped each time before it could finish."
DATABASE_FAULTS = (OperationalError, InterfaceError)


def run(job_id: int) -> JobStatus | None:
    """Run a job that is due.

    Args:
        job_id: its primary key.

    Returns:
        The status it was left in, or None where there was nothing to do: somebody else has it, or it has ended.
    """
    job = _claim(job_id)
    if job is None:
        return None
    actor = Actor("job", job.pk, f"Job: {job.label}")
    with company_scope(job.company_id), acting(actor=actor, door="job"):
        return _attempt(RunningJob(job), kind_of(job.kind))


def _claim(job_id: int) -> Job | None:
    """Take the job, or take it over from a worker that fell silent; a guarded UPDATE decides between rivals."""
    now = timezone.now()
    with across_companies():
        job: Job | None = Job.objects.filter(pk=job_id).first()
        if job is None:
            return None
        free = Q(status=JobStatus.QUEUED, run_after__lte=now)
        silent = Q(status=JobStatus.RUNNING, heartbeat_at__lte=now - kind_of(job.kind).lease)
        claimed = Job.objects.filter(free | silent, pk=job_id, attempts=job.attempts).update(
            status=JobStatus.RUNNING,
            attempts=F("attempts") + 1,
            started_at=job.started_at or now,
            heartbeat_at=now,
        )
        if not claimed:
            return None
        job.refresh_from_db()
        return job


def _attempt(running: RunningJob, kind: JobKind) -> JobStatus | None:
    if running.attempt > kind.max_attempts:
        return _give_up(running, kind, error=DIED, detail=f"{running.attempt - 1} attempts ended without a word.")
    try:
        result = kind.run(running)
    except JobStopped:
        return None
    except OutboundError as error:
        return _after_fault(running, kind, error.message, error.detail or str(error), passing=not error.permanent)
    except DomainError as error:
        return _after_fault(running, kind, error.message, traceback.format_exc(), passing=False)
    except DATABASE_FAULTS:
        return _after_fault(running, kind, UNEXPECTED, traceback.format_exc(), passing=True)
    except Exception:  # the last resort: a bug must end on the row where people see it
        log.exception("job_failed", job=running.id, kind=kind.name)
        return _after_fault(running, kind, UNEXPECTED, traceback.format_exc(), passing=False)
    return JobStatus.SUCCEEDED if running.finish(result) else None


def _after_fault(running: RunningJob, kind: JobKind, error: str, detail: str, *, passing: bool) -> JobStatus | None:
    """Try again later where that may help, else give up."""
    if not passing or running.attempt >= kind.max_attempts:
        return _give_up(running, kind, error=error, detail=detail)
    wait = kind.backoff[min(running.attempt, len(kind.backoff)) - 1] if kind.backoff else timedelta()
    return JobStatus.QUEUED if running.postpone(until=timezone.now() + wait, error=error, detail=detail) else None


def _give_up(running: RunningJob, kind: JobKind, *, error: str, detail: str) -> JobStatus | None:
    if not running.fail(error=error, detail=detail):
        return None
    log.warning("job_gave_up", job=running.id, kind=kind.name, error=error)
    if kind.on_failure:
        kind.on_failure(running)
    return JobStatus.FAILED
