"""The calendar at the native door, and its feed."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request

from campaigns import calendar, feeds
from campaigns.api import calendar_serializers as serializers
from campaigns.api import examples
from companies.api.authentication import PersonAuthentication
from core.api.answers import Answer
from core.api.validation import validated, validated_instant
from core.api.views import DialectView
from core.dialects import NATIVE
from core.errors import Fault, InvalidError

FEED = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Muster//Calendar//EN\r\nEND:VCALENDAR\r\n"
FEED_ADDRESS = {"url": "https://muster.example.com/api/calendar/s3cr3t.ics"}


class CalendarView(DialectView):
    """All that has a date."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)

    @extend_schema(
        summary="Read the calendar",
        operation_id="calendar",
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATETIME, required=True, description="The first instant."),
            OpenApiParameter("to", OpenApiTypes.DATETIME, required=True, description="The instant after the last."),
        ],
        responses={200: serializers.EntrySerializer(many=True)},
        examples=[OpenApiExample("An entry", [examples.ENTRY], response_only=True)],
    )
    def get(self, request: Request) -> Answer:
        """Campaigns that run, and content that is planned, in a window."""
        found = calendar.entries(start=self._instant("from"), end=self._instant("to"))
        return Answer([serializers.shown(entry) for entry in found])

    def _instant(self, name: str) -> Any:
        value = validated_instant(self.request._request.GET, name)
        if value is None:
            raise InvalidError(f"{name} is required.", faults=[Fault([name], "This field is required.", missing=True)])
        return value


class CalendarFeedsView(DialectView):
    """Secret addresses of the calendar."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)
    rights = {"POST": "manage"}

    @extend_schema(
        summary="Issue an address of the calendar's feed",
        operation_id="calendar_feed_issue",
        request=serializers.FeedSerializer,
        responses={201: serializers.FeedAddressSerializer},
        examples=[
            OpenApiExample("For a phone", {"name": "Olga's phone"}, request_only=True),
            OpenApiExample(
                "Its address", {"url": "https://muster.example.com/api/calendar/s3cr3t.ics"}, response_only=True
            ),
        ],
    )
    def post(self, request: Request) -> Answer:
        """A new address; whoever knows it reads the calendar, until it is revoked in the back office."""
        data = validated(serializers.FeedSerializer, self.body())
        _, token = feeds.issue_feed(company_id=self.principal.company_id, name=data["name"])
        base = settings.PUBLIC_URL or request._request.build_absolute_uri("/")[:-1]
        return Answer({"url": f"{base}/api/calendar/{token}.ics"}, status=201)


class CalendarFeedView(DialectView):
    """The feed itself."""

    dialect = NATIVE
    public = True
    authentication_classes = ()

    @extend_schema(
        summary="Read the calendar's feed",
        operation_id="calendar_feed",
        responses={(200, "text/calendar"): str},
        examples=[OpenApiExample("A feed", FEED, response_only=True, media_type="text/calendar")],
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        """The calendar in iCalendar form, by its secret address."""
        base = settings.PUBLIC_URL or request._request.build_absolute_uri("/")[:-1]
        text = feeds.read_feed(token=token, link=base)
        return HttpResponse(text, content_type="text/calendar; charset=utf-8")
