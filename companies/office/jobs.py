"""A job's state as a piece of a page that keeps itself fresh (`office.js` asks for it while the job lives)."""

from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from companies.office.words import NONE, duration, label
from core.models import LIVE, Job, JobStatus

TONES = {
    JobStatus.QUEUED: "neutral",
    JobStatus.RUNNING: "info",
    JobStatus.SUCCEEDED: "good",
    JobStatus.FAILED: "bad",
    JobStatus.CANCELLED: "warn",
}


def is_live(job: Job) -> bool:
    """Whether it still waits or runs."""
    return job.status in LIVE


def state(job: Job) -> SafeString:
    """Its status and progress; the browser replaces the inside while it lives."""
    return format_html(
        '<span class="o-job" data-job="{}"{}>{}</span>',
        job.pk,
        SafeString(" data-live") if is_live(job) else "",
        inside(job),
    )


def inside(job: Job) -> SafeString:
    """What is replaced."""
    text = job.get_status_display()
    if job.status == JobStatus.QUEUED and job.attempts:
        text = "Waits to try again"
    bar = progress(job) if job.status == JobStatus.RUNNING and job.total else ""
    return format_html("{}{}", label(text, TONES.get(JobStatus(job.status), "neutral")), bar)


def progress(job: Job) -> SafeString:
    """How far it is, as a bar with numbers."""
    if not job.total:
        return NONE
    percent = min(100, round(100 * job.done / job.total))
    return format_html(
        '<span class="o-bar" role="progressbar" aria-valuenow="{0}" aria-valuemin="0" aria-valuemax="100">'
        '<span style="width:{0}%"></span></span><span class="o-small">{1} of {2}</span>',
        percent,
        f"{job.done:,}",
        f"{job.total:,}",
    )


def took(job: Job) -> str:
    """How long it took, or has taken so far."""
    if job.started_at is None:
        return ""
    end: datetime = job.finished_at or timezone.now()
    return duration(end - job.started_at)
