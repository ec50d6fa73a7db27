"""Jobs at the native door: progress, result, and a way to stop them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from companies.api.authentication import PersonAuthentication
from core.api.answers import Answer
from core.api.fields import instant
from core.api.views import DialectViewSet
from core.dialects import NATIVE
from core.jobs import queue
from core.models import LIVE, Job, JobStatus

RETRY_AFTER_SECONDS = 1

EXAMPLE = {
    "id": "019a8f61-0c2d-7e11-b2c3-d4e5f6071829",
    "kind": "campaigns.generate",
    "label": "Write drafts for Garden weeks",
    "status": "running",
    "progress": {"done": 2, "total": 5},
    "error": None,
    "result": None,
    "queuedAt": "2027-04-12T09:41:00Z",
    "startedAt": "2027-04-12T09:41:01Z",
    "finishedAt": None,
}


class ProgressSerializer(serializers.Serializer[None]):
    """How far it is."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()


class JobSerializer(serializers.Serializer[None]):
    """A job as the native door shows it (for the OpenAPI document; `shown` makes it)."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    label = serializers.CharField(help_text="What it works on, for people.")  # type: ignore[assignment]  # the body's name
    status = serializers.ChoiceField(choices=JobStatus.choices)
    progress = ProgressSerializer()
    error = serializers.CharField(allow_null=True)
    result = serializers.DictField(allow_null=True)
    queuedAt = serializers.DateTimeField()
    startedAt = serializers.DateTimeField(allow_null=True)
    finishedAt = serializers.DateTimeField(allow_null=True)


class JobViewSet(DialectViewSet):
    """Background work."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)

    @extend_schema(
        summary="Read a job",
        operation_id="job",
        responses={200: JobSerializer},
        examples=[OpenApiExample("Running", EXAMPLE, response_only=True)],
    )
    def retrieve(self, request: Request, id: str) -> Answer:  # noqa: A002 - the document's name
        """How far it is; `Retry-After` while it is not done."""
        return answer(queue.find(id))

    @extend_schema(
        summary="Cancel a job",
        operation_id="job_cancel",
        request=None,
        responses={200: JobSerializer},
        examples=[OpenApiExample("Cancelled", {**EXAMPLE, "status": "cancelled"}, response_only=True)],
    )
    def cancel(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Stop it; one that runs stops at its next step."""
        job = queue.find(id)
        self.body()  # takes nothing, but not anything
        return answer(queue.cancel(job=job))


def answer(job: Job, *, status: int = 200) -> Answer:
    """A job as an answer, with the time to wait while it is not done."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if job.status in LIVE else {}
    return Answer(shown(job), status=status, headers=headers)


def shown(job: Job) -> dict[str, Any]:
    """A job as the native door shows it."""
    return {
        "id": str(job.uuid),
        "kind": job.kind,
        "label": job.label,
        "status": job.status,
        "progress": {"done": job.done, "total": job.total},
        "error": job.error or None,
        "result": job.result,
        "queuedAt": instant(job.queued_at),
        "startedAt": instant(job.started_at),
        "finishedAt": instant(job.finished_at),
    }
