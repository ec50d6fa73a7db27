"""Content at the native door."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from campaigns import checks, content, content_listing
from campaigns.api import content_serializers as serializers
from campaigns.api import examples
from campaigns.api.content_filters import read_content_filters
from campaigns.models import Campaign, ContentItem
from companies.api.authentication import PersonAuthentication
from core.api.answers import Answer
from core.api.paging import limit_and_offset
from core.api.validation import validated
from core.api.views import DialectViewSet
from core.dialects import NATIVE
from core.errors import Fault, InvalidError, NotFoundError

SHOWN = OpenApiExample("A post", examples.CONTENT, response_only=True)


class ContentViewSet(DialectViewSet):
    """Posts, articles and scripts."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)
    rights = {"review": "approve"}

    @extend_schema(
        summary="List content",
        parameters=examples.CONTENT_PARAMETERS,
        responses={200: serializers.ContentPageSerializer},
        examples=[OpenApiExample("A page", {"items": [examples.CONTENT], "total": 1}, response_only=True)],
    )
    def list(self, request: Request) -> Answer:
        """A page of content, newest first."""
        query = request._request.GET
        filters, (limit, offset) = read_content_filters(query), limit_and_offset(query)
        page = content_listing.page(filters=filters, columns=serializers.COLUMNS, limit=limit, offset=offset)
        body: dict[str, Any] = {"items": [serializers.shown(row) for row in page.rows], "total": page.total}
        return Answer(body | {"totalIsCapped": True} if page.total_is_capped else body)

    @extend_schema(
        summary="Write content",
        request=serializers.ContentInputSerializer,
        responses={201: serializers.ContentSerializer},
        examples=[OpenApiExample("A new post", examples.NEW_CONTENT, request_only=True), SHOWN],
    )
    def create(self, request: Request) -> Answer:
        """A new item: a draft, or on the calendar where it says when."""
        data = self._input(serializers.ContentInputSerializer)
        return self._shown(content.create_item(company_id=self.principal.company_id, **data), status=201)

    @extend_schema(summary="Read content", responses={200: serializers.ContentSerializer}, examples=[SHOWN])
    def retrieve(self, request: Request, id: str) -> Answer:  # noqa: A002 - the document's name
        """One item."""
        return self._shown(content.find(id))

    @extend_schema(
        summary="Change content",
        request=serializers.ContentChangeSerializer,
        responses={200: serializers.ContentSerializer},
        examples=[OpenApiExample("A better text", {"content": "Now with a roof."}, request_only=True), SHOWN],
    )
    def update(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Change what is given; `scheduledAt` puts it on the calendar, null takes it off."""
        item = content.find(id)
        data = self._input(serializers.ContentChangeSerializer)
        return self._shown(content.update_item(item=item, fields=data))

    @extend_schema(summary="Delete content", responses={204: None})
    def destroy(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Delete it for good; published content stays."""
        content.delete_item(item=content.find(id))
        return Answer(status=204)

    @extend_schema(
        summary="Schedule content",
        request=serializers.ScheduleSerializer,
        responses={200: serializers.ContentSerializer},
        examples=[OpenApiExample("A date", {"scheduledAt": "2027-05-02T07:00:00Z"}, request_only=True), SHOWN],
    )
    def schedule(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Put it on the calendar, if its platform takes it as it is."""
        item = content.find(id)
        data = validated(serializers.ScheduleSerializer, self.body())
        return self._shown(content.schedule(item=item, scheduled_at=data["scheduled_at"]))

    @extend_schema(
        summary="Cancel content", request=None, responses={200: serializers.ContentSerializer}, examples=[SHOWN]
    )
    def cancel(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Give it up; it can be scheduled anew."""
        item = content.find(id)
        self.body()  # takes nothing, but not anything
        return self._shown(content.cancel(item=item))

    @extend_schema(
        summary="Review content that the assistant wrote",
        request=serializers.ReviewSerializer,
        responses={200: serializers.ContentSerializer},
        examples=[OpenApiExample("Good", {"approve": True}, request_only=True), SHOWN],
    )
    def review(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Approve or reject it; a company may demand this before anything of the assistant's is scheduled."""
        item = content.find(id)
        data = validated(serializers.ReviewSerializer, self.body())
        return self._shown(content.review_item(item=item, approve=data["approve"]))

    def _input(self, serializer: Any) -> dict[str, Any]:
        """The body's fields, with the campaign that it names."""
        data = validated(serializer, self.body())
        if "platform" in data:
            data["platform"] = data["platform"] or ""
        if data.get("campaign"):
            data["campaign"] = self._campaign(str(data["campaign"]))
        return data

    def _campaign(self, uuid: str) -> Campaign:
        try:
            return checks.find(uuid)
        except NotFoundError as error:
            raise InvalidError(error.message, faults=[Fault(["campaignId"], error.message)]) from error

    def _shown(self, item: ContentItem, *, status: int = 200) -> Answer:
        return Answer(serializers.shown_item(item), status=status)
