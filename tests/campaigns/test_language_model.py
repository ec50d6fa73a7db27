"""Planning with a language model behind the native door: a worker asks it, and the books say what it cost."""

import json
import threading
from decimal import Decimal

import pytest
from django.db import connection

from ai.llm import Settings
from campaigns.creation import create_campaign
from campaigns.models import Campaign, ContentItem
from companies.models import Company
from core.assistant_calls import AssistantCall
from core.jobs import runner
from core.models import Job
from core.tenancy import company_scope
from tests.ai.llm.server import fails, says, serving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def model(settings):
    with serving() as running:
        settings.LLM = Settings(
            provider="openai", model="test-model", base_url=running.url, timeout=5.0, retries=0, price_in=Decimal(2)
        )
        settings.LLM_MONTH_TOKENS = settings.LLM_MONTH_COST = None
        yield running


@pytest.fixture
def campaign(company, scope) -> Campaign:
    return create_campaign(company_id=company.pk, name="Sale", brief="By hand")


def call(company, caller, path, body):
    """Call while a worker does the job that the call waits for."""
    answers = []

    def run():
        answers.append(caller.post(path, body))
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    with company_scope(company.pk):
        while thread.is_alive() and not Job.objects.filter(status="queued").exists():
            thread.join(0.02)
        runner.run(Job.objects.latest("pk").pk)
    thread.join(20)
    return answers[0]


def test_a_chat_is_answered_by_the_model(owner, company, scope, model):
    model.will(says({"response": "Who is it for?"}))
    answer = call(company, owner, "/api/campaigns/chat", {"message": "A sale"})
    assert (answer.status_code, answer.json()) == (200, {"response": "Who is it for?", "role": "assistant"})
    books = AssistantCall.objects.get()
    assert (books.purpose, books.model, books.outcome, books.job_id) == (
        "chat",
        "test-model",
        "answered",
        Job.objects.get().pk,
    )


def test_a_plan_fills_only_what_the_model_says(owner, company, campaign, model):
    model.will(says({"goal": "Sell more", "tone": None}))
    history = [{"role": "user", "text": "The goal is to sell more."}]
    path = f"/api/campaigns/{campaign.uuid}/generate-plan"
    shown = call(company, owner, path, {"chatHistory": history}).json()
    assert (shown["goal"], shown["brief"], shown["assistant"], shown["fallback"]) == (
        "Sell more",
        "By hand",
        "llm",
        None,
    )


def test_a_model_that_fails_is_replaced_and_the_reason_shown(owner, company, campaign, model):
    model.will(fails(500), fails(500), fails(500))
    history = [{"role": "user", "text": "We will be on LinkedIn."}]
    path = f"/api/campaigns/{campaign.uuid}/generate-plan"
    shown = call(company, owner, path, {"chatHistory": history}).json()
    assert (shown["assistant"], shown["context"]["channels"]) == ("offline", ["linkedin"])
    assert "built-in assistant" in shown["fallback"]
    assert AssistantCall.objects.get().outcome == "failed"


def test_a_company_may_do_without_the_model(owner, company, scope, model):
    Company.objects.update(language_model=False)
    assert owner.post("/api/campaigns/chat", {"message": "A sale"}).status_code == 200
    assert not Job.objects.exists()
    assert not AssistantCall.objects.exists()


def test_a_spent_budget_asks_nobody(owner, company, campaign, model, settings):
    settings.LLM_MONTH_TOKENS = 0
    assert owner.post(f"/api/campaigns/{campaign.uuid}/generate-content", Prefer="respond-async").status_code == 202
    job = Job.objects.get()
    runner.run(job.pk)
    job.refresh_from_db()
    assert (job.status, "built-in assistant" in job.result["fallback"]) == ("succeeded", True)
    assert {item.provenance["assistant"] for item in ContentItem.objects.all()} == {"offline"}
    assert json.dumps(job.result)


def test_a_page_waits_for_the_worker_too(company, campaign, model):
    from ai.planning import Turn
    from campaigns import planning_jobs

    model.will(says({"response": "Who is it for?"}))
    found = []

    def ask():
        with company_scope(company.pk):
            found.append(planning_jobs.chat_waited(company=company, turns=(Turn("user", "A sale"),)))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    while not Job.objects.filter(status="queued").exists():
        thread.join(0.02)
    runner.run(Job.objects.get().pk)
    thread.join(20)
    assert found == [("Who is it for?", "")]
