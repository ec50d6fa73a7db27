"""Planning with the assistant at the native door."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from ai.planning import Turn
from campaigns import checks, generation, planning, planning_jobs
from campaigns.api import examples
from campaigns.api import planning_serializers as serializers
from campaigns.api.views import CampaignDoor
from campaigns.models import Campaign
from companies.api import job_views
from companies.assistant import has_language_model
from companies.models import Company
from core.api.answers import Answer
from core.api.validation import validated
from core.errors import UnavailableError
from core.jobs.waiting import wait_for
from core.models import Job, JobStatus

WAIT_SECONDS = 20


class PlanningViewSet(CampaignDoor):
    """Chat, plan, drafts."""

    rights = {"POST": "edit"}

    @extend_schema(
        summary="Chat about a campaign",
        operation_id="planning_chat",
        request=serializers.ChatSerializer,
        responses={200: serializers.ReplySerializer},
        examples=[
            OpenApiExample("A first thought", examples.CHAT, request_only=True),
            OpenApiExample("A question back", examples.REPLY, response_only=True),
        ],
    )
    def chat(self, request: Request) -> Answer:
        """The assistant asks for what is missing, one thing at a time, and sums up what it knows."""
        data = validated(serializers.ChatSerializer, self.body())
        turns = (*_turns(data.get("history", [])), Turn("user", data["message"]))
        additional = (data.get("context") or {}).get("additionalContext") or ""
        company = self._company()
        talk = planning.conversation(company=company, turns=turns, additional=additional)
        if has_language_model(company):
            job = self._waited_for(planning_jobs.request_chat(company=company, turns=turns, additional=additional))
            return _result(job, ("response", "role"))
        answer = planning.chat(company=company, talk=talk)
        return Answer({"response": answer.result.response, "role": "assistant"})

    @extend_schema(
        summary="Make a plan of a chat",
        request=serializers.ChatHistorySerializer,
        responses={200: serializers.PlannedSerializer},
        examples=[
            OpenApiExample("A chat", {"chatHistory": examples.HISTORY}, request_only=True),
            OpenApiExample("The campaign", examples.PLANNED, response_only=True),
        ],
    )
    def plan(self, request: Request, id: str) -> Answer:  # noqa: A002 - the document's name
        """Put what the chat says into the campaign; what it says nothing of stays."""
        campaign, company = checks.find(id), self._company()
        turns = _turns(validated(serializers.ChatHistorySerializer, self.body())["chatHistory"])
        talk = planning.conversation(company=company, turns=turns, path="chatHistory", campaign=campaign)
        if has_language_model(company):
            return self._planned(campaign, self._waited_for(planning_jobs.request_plan(campaign=campaign, turns=turns)))
        campaign, answer = planning.plan_campaign(campaign=campaign, company=company, talk=talk)
        return Answer({**self.shown(campaign), "assistant": answer.assistant, "fallback": answer.fallback or None})

    @extend_schema(
        summary="Write drafts",
        request=None,
        responses={200: serializers.GeneratedSerializer, 202: job_views.JobSerializer},
        examples=[OpenApiExample("Written", examples.GENERATED, response_only=True)],
    )
    def generate(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Drafts for every channel of the plan. Waits for them up to 20 seconds, or says where to ask for them."""
        campaign = checks.find(id)
        self.body()  # takes nothing, but not anything
        job = self._waited_for(generation.request_drafts(campaign=campaign))
        return _result(job, ("message", "counts", "ideas"))

    def _waited_for(self, job: Job) -> Job:
        """The job once it has ended, unless the caller would rather ask again."""
        if "respond-async" in self.request.META.get("HTTP_PREFER", "").lower():
            return job
        return wait_for(job, seconds=WAIT_SECONDS)

    def _planned(self, campaign: Campaign, job: Job) -> Answer:
        """The campaign after a job that planned it."""
        if job.status != JobStatus.SUCCEEDED or job.result is None:
            return _result(job, ())
        campaign.refresh_from_db()
        return Answer({**self.shown(campaign), **job.result})

    def _company(self) -> Company:
        return Company.objects.get(pk=self.principal.company_id)


def _turns(rows: list[dict[str, Any]]) -> tuple[Turn, ...]:
    return tuple(Turn(row["role"], row["text"]) for row in rows)


def _result(job: Job, names: tuple[str, ...]) -> Answer:
    """Parts of a job's result, or where to ask for it.

    Raises:
        UnavailableError: the job failed, or somebody cancelled it.
    """
    if job.status == JobStatus.SUCCEEDED and job.result is not None:
        return Answer({name: job.result[name] for name in names})
    if job.status in (JobStatus.FAILED, JobStatus.CANCELLED):
        raise UnavailableError(job.error or "The job was cancelled.", code="GENERATION_FAILED")
    answer = job_views.answer(job, status=202)
    answer.headers["Location"] = f"/api/jobs/{job.uuid}"
    return answer
