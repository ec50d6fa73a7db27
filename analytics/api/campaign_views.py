"""A campaign's numbers at the native door."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from analytics import queries
from analytics.api import campaign_serializers as serializers
from analytics.api import examples
from campaigns import checks
from companies.api.authentication import PersonAuthentication
from core.api.answers import Answer
from core.api.views import DialectView
from core.dialects import NATIVE


class CampaignAnalyticsView(DialectView):
    """What a campaign's content achieved."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)

    @extend_schema(
        summary="Read a campaign's analytics",
        operation_id="campaign_analytics",
        responses={200: serializers.CampaignAnalyticsSerializer},
        examples=[OpenApiExample("A campaign", examples.CAMPAIGN, response_only=True)],
    )
    def get(self, request: Request, id: str) -> Answer:  # noqa: A002 - the document's name
        """All that was ever counted of it: as a whole, by platform, and by type of content."""
        return Answer(serializers.shown(queries.of_campaign(checks.find(id))))
