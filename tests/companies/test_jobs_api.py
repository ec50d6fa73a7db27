"""Jobs at the native door."""

import pytest
from django.utils import timezone

from core.jobs import queue
from core.models import AuditEntry, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(company, scope) -> Job:
    return queue.enqueue(company_id=company.pk, kind="tests.wait", label="Wait", arguments={})


def test_a_job_that_runs_says_how_far_it_is_and_when_to_ask_again(owner, job):
    Job.objects.update(status="running", done=2, total=5, started_at=timezone.now())
    answer = owner.get(f"/api/jobs/{job.uuid}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (200, "1")
    shown = answer.json()
    assert (shown["status"], shown["progress"], shown["error"], shown["result"]) == (
        "running",
        {"done": 2, "total": 5},
        None,
        None,
    )


def test_a_job_that_is_done_asks_for_nothing_more(owner, job):
    Job.objects.update(status="succeeded", result={"fields": 3}, finished_at=timezone.now())
    answer = owner.get(f"/api/jobs/{job.uuid}")
    assert "Retry-After" not in answer.headers
    assert answer.json()["result"] == {"fields": 3}


def test_a_failed_job_says_why_in_words_and_keeps_the_rest_to_itself(owner, job):
    Job.objects.update(status="failed", error="The page is gone.", detail="Traceback: secret")
    answer = owner.get(f"/api/jobs/{job.uuid}")
    assert answer.json()["error"] == "The page is gone."
    assert "Traceback" not in answer.content.decode()


def test_a_waiting_job_is_cancelled_once(owner, job):
    assert owner.post(f"/api/jobs/{job.uuid}/cancel").json()["status"] == "cancelled"
    again = owner.post(f"/api/jobs/{job.uuid}/cancel")
    assert (again.status_code, again.json()) == (
        409,
        {"message": "This job has ended already.", "error": "JOB_ENDED"},
    )
    assert AuditEntry.objects.filter(action="cancelled").count() == 1


def test_colleagues_look_and_strangers_find_nothing(colleague, stranger, job):
    assert colleague.get(f"/api/jobs/{job.uuid}").status_code == 200
    assert colleague.post(f"/api/jobs/{job.uuid}/cancel").status_code == 403
    assert stranger.get(f"/api/jobs/{job.uuid}").json() == {"message": "Job not found"}
    assert stranger.post(f"/api/jobs/{job.uuid}/cancel").status_code == 404
    job.refresh_from_db()
    assert job.status == "queued"
