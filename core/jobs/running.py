"""A job while it runs: its arguments, its progress, and whether it may go on."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from core.models import Job, JobStatus


class JobStopped(Exception):  # noqa: N818 - not an error: somebody cancelled it, or another worker has it now
    """The row says that this attempt must not go on."""


class RunningJob:
    """What a handler sees of its job.

    The attempt's number is a fence: once another worker took the job over, nothing that this one reports counts.
    `retry` counts attempts anew, so that the instant of queueing belongs to the fence.

    Args:
        job: the claimed row.
    """

    def __init__(self, job: Job) -> None:
        self.id = job.pk
        self.company_id: int = job.company_id
        self.arguments: dict[str, Any] = job.arguments
        self.cursor: Any = job.cursor
        self.attempt = job.attempts
        self.queued_at = job.queued_at
        self.row = job

    def progress(self, *, done: int, total: int, cursor: Any = None) -> None:
        """Report how far it is, prove that it lives, and keep where to go on from after a crash.

        Args:
            done: units finished.
            total: units in all.
            cursor: anything JSON-serialisable.

        Raises:
            JobStopped: it was cancelled or taken over.
        """
        columns: dict[str, Any] = {"done": done, "total": total, "heartbeat_at": timezone.now()}
        if cursor is not None:
            columns["cursor"] = self.cursor = cursor
        if not self._update(**columns):
            raise JobStopped

    def finish(self, result: dict[str, Any]) -> bool:
        """Close it as succeeded."""
        return self._update(status=JobStatus.SUCCEEDED, result=result, error="", detail="", finished_at=timezone.now())

    def fail(self, *, error: str, detail: str) -> bool:
        """Close it as failed.

        Args:
            error: the reason, for people.
            detail: the reason, for engineers.
        """
        return self._update(status=JobStatus.FAILED, error=error, detail=detail, finished_at=timezone.now())

    def postpone(self, *, until: datetime, error: str, detail: str) -> bool:
        """Put it back into the queue for another attempt."""
        return self._update(
            status=JobStatus.QUEUED,
            run_after=until,
            error=error,
            detail=detail,
            heartbeat_at=None,
            enqueued_at=None,
        )

    def _update(self, **columns: Any) -> bool:
        mine = Job.objects.filter(pk=self.id, status=JobStatus.RUNNING, attempts=self.attempt, queued_at=self.queued_at)
        return bool(mine.update(**columns))
