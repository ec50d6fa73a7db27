"""Events at the native door."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from analytics import ingestion
from analytics.api import examples, serializers
from analytics.api.reading import read_events
from companies.api.authentication import PersonAuthentication
from core.api.answers import Answer
from core.api.views import DialectView
from core.dialects import NATIVE


class EventsView(DialectView):
    """What happened, as marketers' own tools report it."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)

    @extend_schema(
        summary="Report events",
        operation_id="analytics_events",
        request={
            "application/json": serializers.BatchSerializer,
            "application/x-ndjson": serializers.EventSerializer,
        },
        responses={200: serializers.OutcomeSerializer},
        examples=[
            OpenApiExample("A batch", examples.BATCH, request_only=True, media_type="application/json"),
            OpenApiExample("An event", examples.EVENT, request_only=True, media_type="application/x-ndjson"),
            OpenApiExample("One was refused", examples.OUTCOME, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """Take up to 10,000 events, packed with gzip or not; each is counted once by its key, however often it is sent.

        An event that will not do is refused by its index and reason, and the others count.
        """
        outcome = ingestion.take_raw(company_id=self.principal.company_id, raw=read_events(request._request))
        rejected = [{"index": refused.index, "message": refused.message} for refused in outcome.rejected]
        return Answer({"accepted": outcome.accepted, "duplicates": outcome.duplicates, "rejected": rejected})
