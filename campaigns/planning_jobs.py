"""Planning with a language model: its answer may take a minute, and its libraries are large, so a worker asks it."""

from typing import Any

from ai.planning import Turn
from campaigns import planning
from campaigns.models import Campaign
from companies.assistant import has_language_model
from companies.models import Company
from core.errors import NotFoundError, UnavailableError
from core.jobs import queue
from core.jobs.running import RunningJob
from core.jobs.waiting import wait_for
from core.models import Job, JobStatus

CHAT = "campaigns.chat"
PLAN = "campaigns.plan"
PATIENCE_SECONDS = 60


def request_chat(*, company: Company, turns: tuple[Turn, ...], additional: str) -> Job:
    """Ask for the assistant's next turn.

    Args:
        turns: oldest first.
        additional: further context that the caller gave.
    """
    arguments = {"turns": _plain(turns), "additional": additional}
    return queue.enqueue(company_id=company.pk, kind=CHAT, label="Answer in a planning chat", arguments=arguments)


def request_plan(*, campaign: Campaign, turns: tuple[Turn, ...]) -> Job:
    """Ask for a plan of a chat, put into a campaign.

    Args:
        turns: oldest first.
    """
    arguments = {"turns": _plain(turns), "campaign": campaign.pk}
    label = f"Make a plan for {campaign.name}"
    return queue.enqueue(company_id=campaign.company_id, kind=PLAN, label=label, arguments=arguments)


def run_chat(job: RunningJob) -> dict[str, Any]:
    """Answer in a chat."""
    company = Company.objects.get(pk=job.company_id)
    additional = job.arguments["additional"]
    talk = planning.conversation(company=company, turns=_turns(job), additional=additional)
    answer = planning.chat(company=company, talk=talk, job_id=job.id)
    return {"response": answer.result.response, "role": "assistant", "fallback": answer.fallback or None}


def run_plan(job: RunningJob) -> dict[str, Any]:
    """Put a chat's plan into its campaign; again after a crash gives the same.

    Raises:
        NotFoundError: the campaign was deleted meanwhile.
    """
    company = Company.objects.get(pk=job.company_id)
    campaign: Campaign | None = Campaign.objects.alive().filter(pk=job.arguments["campaign"]).first()
    if campaign is None:
        raise NotFoundError("The campaign was deleted meanwhile.")
    talk = planning.conversation(company=company, turns=_turns(job), path="chatHistory", campaign=campaign)
    _, answer = planning.plan_campaign(campaign=campaign, company=company, talk=talk, job_id=job.id)
    return {"assistant": answer.assistant, "fallback": answer.fallback or None}


def chat_waited(*, company: Company, turns: tuple[Turn, ...]) -> tuple[str, str]:
    """The assistant's next turn, waited for by somebody at a page.

    Returns:
        What it says, and why it was not the language model, if it was not.

    Raises:
        UnavailableError: it takes longer than anybody waits.
        InvalidError: a chat that is too long.
    """
    talk = planning.conversation(company=company, turns=turns)
    if has_language_model(company):
        result = _waited(request_chat(company=company, turns=turns, additional=""))
        return result["response"], result["fallback"] or ""
    answer = planning.chat(company=company, talk=talk)
    return answer.result.response, answer.fallback


def plan_waited(*, campaign: Campaign, company: Company, turns: tuple[Turn, ...]) -> tuple[Campaign, str]:
    """A campaign after the plan of a chat, waited for by somebody at a page.

    Returns:
        The campaign, and why it was not the language model that read the chat, if it was not.

    Raises:
        As `chat_waited`; and as `planning.plan_campaign`.
    """
    talk = planning.conversation(company=company, turns=turns, campaign=campaign)
    if has_language_model(company):
        result = _waited(request_plan(campaign=campaign, turns=turns))
        campaign.refresh_from_db()
        return campaign, result["fallback"] or ""
    campaign, answer = planning.plan_campaign(campaign=campaign, company=company, talk=talk)
    return campaign, answer.fallback


def _waited(job: Job) -> dict[str, Any]:
    job = wait_for(job, seconds=PATIENCE_SECONDS)
    if job.status == JobStatus.SUCCEEDED and job.result is not None:
        found: dict[str, Any] = job.result
        return found
    raise UnavailableError(job.error or "The assistant takes longer than usual. Please try again in a moment.")


def _plain(turns: tuple[Turn, ...]) -> list[dict[str, str]]:
    return [{"role": turn.role, "text": turn.text} for turn in turns]


def _turns(job: RunningJob) -> tuple[Turn, ...]:
    return tuple(Turn(row["role"], row["text"]) for row in job.arguments["turns"])
