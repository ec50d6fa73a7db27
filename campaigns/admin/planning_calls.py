"""What the planning page asks for while one talks: a reply, a plan, drafts. JSON in, JSON out."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from ai.planning import Turn
from campaigns import generation, planning_jobs
from campaigns.admin.pages import page
from campaigns.admin.planning_page import drafts, said, summary
from campaigns.models import Campaign
from companies.models import Company
from companies.office.base import OfficeAdmin
from companies.office.jobs import is_live
from companies.roles import Right
from core.errors import DomainError, InvalidError, NotFoundError
from core.jobs import queue

Call = Callable[[HttpRequest, Campaign], dict[str, Any]]
MALFORMED = "The chat came in a shape that cannot be read. Reload the page."


def _answer(call: Call, request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """A call's answer; what the domain refuses is told in words."""
    if request.method != "POST":
        return JsonResponse({"message": "This address takes POST only."}, status=405)
    try:
        return JsonResponse(call(request, campaign))
    except DomainError as error:
        return JsonResponse({"message": error.message}, status=404 if isinstance(error, NotFoundError) else 400)


@page("chat", Right.EDIT)
def chat(admin: OfficeAdmin, request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The assistant's next turn."""

    def call(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
        company = Company.objects.get(pk=campaign.company_id)
        response, fallback = planning_jobs.chat_waited(company=company, turns=_turns(request))
        return {"response": response, "fallback": fallback}

    return _answer(call, request, campaign)


@page("plan", Right.EDIT)
def plan(admin: OfficeAdmin, request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What the chat says, put into the campaign."""

    def call(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
        company = Company.objects.get(pk=campaign.company_id)
        before = said(campaign)
        planned, fallback = planning_jobs.plan_waited(campaign=campaign, company=company, turns=_turns(request))
        after = said(planned)
        changed = tuple(key for key in after if after[key] != before[key])
        return {
            "changed": [after[key][0] for key in changed],
            "summary": summary(planned, changed),
            "fallback": fallback,
        }

    return _answer(call, request, campaign)


@page("draft", Right.EDIT)
def draft(admin: OfficeAdmin, request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Ask for drafts; with a job's id, how far they are."""

    def call(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
        asked = request.POST.get("job", "")
        if not asked:
            job = generation.request_drafts(campaign=campaign)
        elif (job := queue.find(asked)).arguments.get("campaign") != campaign.pk:
            raise NotFoundError("Job not found")
        return {"job": str(job.uuid), "live": is_live(job), "html": drafts(job)}

    return _answer(call, request, campaign)


def _turns(request: HttpRequest) -> tuple[Turn, ...]:
    """The chat so far.

    Raises:
        InvalidError: it is not one, or it does not end with what the person said.
    """
    try:
        rows = json.loads(request.POST.get("turns", ""))
        turns = tuple(Turn(row["role"], str(row["text"]).replace("\x00", "")) for row in rows)
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidError(MALFORMED) from error
    if not turns or any(turn.role not in ("user", "assistant") for turn in turns):
        raise InvalidError(MALFORMED)
    if not any(turn.role == "user" and turn.text.strip() for turn in turns):
        raise InvalidError("Say something first.")
    return turns
