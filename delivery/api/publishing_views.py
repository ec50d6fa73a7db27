"""Publishing content at the native door."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from campaigns import content
from campaigns.api import content_serializers as serializers
from campaigns.api import examples
from companies.api import job_views
from companies.api.authentication import PersonAuthentication
from core.api.answers import Answer
from core.api.views import DialectView
from core.dialects import NATIVE
from core.jobs.waiting import wait_for
from core.models import LIVE, Job
from delivery import publishing

WAIT_SECONDS = 20


class PublishingView(DialectView):
    """One item goes out."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)

    @extend_schema(
        summary="Publish content",
        operation_id="content_publish",
        request=None,
        responses={200: serializers.ContentSerializer, 202: job_views.JobSerializer},
        examples=[OpenApiExample("A post", examples.CONTENT, response_only=True, status_codes=["200"])],
    )
    def post(self, request: Request, id: str) -> Answer:  # noqa: A002 - the document's name
        """Publish it now, whatever its date, through the account of its platform.

        Waits up to 20 seconds: the item shows what became of it, and `problem` why not. After that, or with
        `Prefer: respond-async`, the job says so.
        """
        item = content.find(id)
        self.body()  # takes nothing, but not anything
        job = self._waited_for(publishing.publish_now(item=item))
        if job.status in LIVE:
            answer = job_views.answer(job, status=202)
            answer.headers["Location"] = f"/api/jobs/{job.uuid}"
            return answer
        return Answer(serializers.shown_item(content.find(id)))

    def _waited_for(self, job: Job) -> Job:
        if "respond-async" in self.request.META.get("HTTP_PREFER", "").lower():
            return job
        return wait_for(job, seconds=WAIT_SECONDS)
