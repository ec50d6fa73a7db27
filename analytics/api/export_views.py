"""Exports at the native door: asked for, written by a job, fetched."""

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from analytics import exporting
from analytics.api import report_examples as examples
from analytics.api import report_filters as filters
from analytics.exporting.files import TYPES
from analytics.models import Format
from companies.api import job_views
from companies.api.authentication import PersonAuthentication
from companies.models import Company
from core.api.answers import Answer
from core.api.validation import validated
from core.api.views import DialectView
from core.dialects import NATIVE

_QUEUED = {**examples.EXPORT_JOB, "status": "queued", "progress": {"done": 0, "total": 0}, "result": None,
           "startedAt": None, "finishedAt": None}  # fmt: skip


class ExportsView(DialectView):
    """Tables as files."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)
    rights = {"POST": "view"}

    @extend_schema(
        summary="Ask for a table as a file",
        operation_id="analytics_export",
        request=filters.ExportBody,
        responses={202: job_views.JobSerializer},
        examples=[
            OpenApiExample("Days of two platforms", examples.EXPORT, request_only=True),
            OpenApiExample("Its job", _QUEUED, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request) -> Answer:
        """A job writes the file: its `result` says where it is then, for seven days.

        `daily` has a row for each day, campaign, content item and platform; `campaigns` and `content` one for each.
        """
        asked = validated(filters.ExportBody, self.body())
        company = Company.objects.get(pk=self.principal.company_id)
        job = exporting.ask(
            company_id=company.pk,
            report=asked["report"],
            format=asked["format"],
            cut=filters.read_cut(asked, company),
        )
        answer = job_views.answer(job, status=202)
        answer.headers["Location"] = f"/api/jobs/{job.uuid}"
        return answer


class ExportFileView(DialectView):
    """The file of an export."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)

    @extend_schema(
        summary="Fetch an exported file",
        operation_id="analytics_export_file",
        responses={
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, TYPES[Format.XLSX]): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request, id: str) -> StreamingHttpResponse:  # noqa: A002 - the document's name
        """The file, for seven days; 409 while it is being written."""
        found = exporting.stored(exporting.find(id))
        return StreamingHttpResponse(
            found.parts,
            content_type=found.content_type,
            headers={
                "Content-Disposition": content_disposition_header(True, found.name),
                "Content-Length": str(found.size),
                "Cache-Control": "private, no-store",
            },
        )
