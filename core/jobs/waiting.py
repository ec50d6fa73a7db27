"""Waiting for a job while its caller waits: bounded in time, and in how many wait at once."""

import threading
import time

from core.models import LIVE, Job

# A waiting call holds one of the server's few threads.
_places = threading.BoundedSemaphore(2)
_PAUSE_SECONDS = 0.15


def wait_for(job: Job, *, seconds: float) -> Job:
    """The job once it has ended, or as it is when the time, or a place to wait in, ran out.

    Must be called outside a transaction, or it would look at a picture of the past.

    Args:
        seconds: the longest wait.
    """
    if not _places.acquire(blocking=False):
        return job
    try:
        end = time.monotonic() + seconds
        while job.status in LIVE and time.monotonic() < end:
            time.sleep(_PAUSE_SECONDS)
            job.refresh_from_db()
        return job
    finally:
        _places.release()
