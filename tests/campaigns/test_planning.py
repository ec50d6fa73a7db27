"""Planning with the assistant at the native door: chat, plan, drafts."""

import threading
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection

from campaigns import platforms
from campaigns.creation import create_campaign
from campaigns.models import Campaign, ContentItem
from core.jobs import runner
from core.models import Job
from core.tenancy import company_scope

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def campaign(company, scope) -> Campaign:
    return create_campaign(company_id=company.pk, name="Garden weeks", brief="By hand")


def say(caller, message, history=()):
    return caller.post("/api/campaigns/chat", {"message": message, "history": list(history)})


def plan(caller, campaign, *texts):
    history = [{"role": "user", "text": text} for text in texts]
    return caller.post(f"/api/campaigns/{campaign.uuid}/generate-plan", {"chatHistory": history})


def generate(caller, campaign, **headers):
    return caller.post(f"/api/campaigns/{campaign.uuid}/generate-content", **headers)


def test_the_chat_answers_with_a_question(owner):
    answer = say(owner, "I want to launch a product awareness campaign")
    assert answer.status_code == 200
    shown = answer.json()
    assert sorted(shown) == ["response", "role"]
    assert shown["role"] == "assistant"
    assert "?" in shown["response"]


def test_the_seeds_chat_works_as_printed(owner):
    body = {
        "message": "I want to launch a product awareness campaign",
        "history": [
            {"role": "user", "text": "Previous message..."},
            {"role": "assistant", "text": "AI response..."},
        ],
        "context": {"additionalContext": "Optional context data"},
    }
    assert owner.post("/api/campaigns/chat", body).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "message"),
        ({"message": ""}, "message"),
        ({"message": "Hi", "history": [{"role": "system", "text": "x"}]}, "history.0.role"),
        ({"message": "Hi", "history": [{"role": "user"}]}, "history.0.text"),
        ({"message": "Hi", "history": [{"role": "user", "text": "x"}] * 201}, "history"),
        ({"message": "Hi", "history": [{"role": "user", "text": "x" * 19_000}] * 6}, "history"),
    ],
)
def test_a_chat_that_is_none_is_refused_by_name(owner, body, field):
    answer = owner.post("/api/campaigns/chat", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_a_plan_fills_what_the_chat_says_and_nothing_else(owner, campaign):
    answer = plan(owner, campaign, "We want to reach families with a garden on Instagram, from 1 to 14 May 2027.")
    assert answer.status_code == 200
    shown = answer.json()
    assert shown["context"]["channels"] == ["instagram"]
    assert (shown["startsAt"], shown["endsAt"]) == ("2027-04-30T22:00:00Z", "2027-05-14T21:59:59Z")
    assert "families" in shown["context"]["targetAudience"].lower()
    assert (shown["name"], shown["status"], shown["contextOverrides"].get("tone")) == ("Garden weeks", "DRAFT", None)
    assert (shown["assistant"], shown["fallback"]) == ("offline", None)


def test_a_chat_that_says_nothing_changes_nothing(owner, campaign):
    before = owner.get(f"/api/campaigns/{campaign.uuid}").json()
    shown = plan(owner, campaign, "Hello there!").json()
    assert {name: shown[name] for name in before} == before


@pytest.mark.parametrize("body", [{}, {"chatHistory": []}, {"chatHistory": "Hi"}])
def test_a_plan_needs_a_chat(owner, campaign, body):
    answer = owner.post(f"/api/campaigns/{campaign.uuid}/generate-plan", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["chatHistory"])


def finish_job() -> Job:
    job = Job.objects.latest("pk")
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.status == "succeeded", job.detail
    return job


def test_drafts_are_written_for_every_channel_and_every_kind(owner, campaign, scope):
    Campaign.objects.update(context_overrides={"channels": ["instagram", "x"]})
    assert generate(owner, campaign, Prefer="respond-async").status_code == 202
    job = finish_job()
    items = list(ContentItem.objects.filter(campaign=campaign))
    assert {"instagram", "x"} <= {item.platform for item in items}
    assert {item.type for item in items} == {"social", "blog", "script"}
    assert {item.status for item in items} == {"DRAFT"}
    assert sum(job.result["counts"].values()) == len(items)
    for item in items:
        limits = platforms.LIMITS[item.platform or "blog"]
        assert 0 < len(item.body) <= limits.text
        assert (item.provenance["by"], item.provenance["assistant"], item.provenance["job"]) == (
            "assistant",
            "offline",
            str(job.uuid),
        )


def test_a_job_that_runs_twice_writes_once(owner, campaign, scope):
    generate(owner, campaign, Prefer="respond-async")
    job = finish_job()
    count = ContentItem.objects.count()
    Job.objects.update(status="queued")
    runner.run(job.pk)
    assert ContentItem.objects.count() == count


def test_asking_without_waiting_says_where_to_ask(owner, campaign, scope):
    answer = generate(owner, campaign, Prefer="respond-async")
    job = Job.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (202, f"/api/jobs/{job.uuid}")
    assert (answer.json()["status"], answer.headers["Retry-After"]) == ("queued", "1")


def test_asking_twice_at_once_is_one_job(owner, campaign, scope):
    first = generate(owner, campaign, Prefer="respond-async")
    second = generate(owner, campaign, Prefer="respond-async")
    assert first.headers["Location"] == second.headers["Location"]
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_both_callers_get_the_one_jobs_drafts(owner, campaign, company):
    answers = []

    def call():
        answers.append(generate(owner, campaign))
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    with company_scope(company.pk):
        while not Job.objects.exists():
            pass
        finish_job()
        for thread in threads:
            thread.join(20)
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()
        assert sorted(answers[0].json()) == ["counts", "ideas", "message"]
        assert Job.objects.count() == 1


def test_a_failed_job_says_why(owner, campaign, scope, monkeypatch):
    from campaigns.api import planning_views

    def fail(job, *, seconds):
        Job.objects.update(status="failed", error="The campaign was deleted meanwhile.")
        job.refresh_from_db()
        return job

    monkeypatch.setattr(planning_views, "wait_for", fail)
    answer = generate(owner, campaign)
    assert (answer.status_code, answer.json()) == (
        503,
        {"message": "The campaign was deleted meanwhile.", "error": "GENERATION_FAILED"},
    )


def test_colleagues_may_not_and_strangers_find_nothing(colleague, stranger, campaign, scope):
    assert plan(colleague, campaign, "On Instagram").status_code == 403
    assert generate(colleague, campaign).status_code == 403
    assert plan(stranger, campaign, "On Instagram").status_code == 404
    assert generate(stranger, campaign).status_code == 404
    assert not Job.objects.exists()
    assert Campaign.objects.get().context_overrides == {}


def test_a_channel_is_taken_off_the_campaigns_own_list(owner, campaign):
    Campaign.objects.update(context_overrides={"channels": ["facebook", "sms"]})
    owner.put("/api/brand-profile", {"channels": ["x", "email"]})
    assert plan(owner, campaign, "Drop SMS please.").json()["contextOverrides"]["channels"] == ["facebook"]
