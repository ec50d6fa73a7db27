"""The messaging door's fourth version: lists of campaigns, and suspending them. And its first: what people did."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from campaigns.models import Origin
from core.api.answers import Answer
from core.api.body import parse
from core.api.validation import validated
from core.errors import Fault, InvalidError
from delivery import activities, listing, suspending
from delivery.activity_events import Event, read
from delivery.api import messaging_answers as answers
from delivery.api import messaging_examples as examples
from delivery.api import messaging_schema as schema
from delivery.api.messaging_serializers import ListMessageCampaignsSerializer, MessageCampaignIdsSerializer
from delivery.api.messaging_views import MORE_BYTES, MessagingView
from delivery.listing import Asked

_NO_LIST = f"Send a list of 1 to {activities.AT_ONCE:,} activities."


class ListView(MessagingView):
    """Campaigns."""

    rights: ClassVar[dict[str, str]] = {"POST": "view"}

    @extend_schema(
        summary="List campaigns",
        operation_id="messaging_list",
        request=ListMessageCampaignsSerializer,
        responses={200: schema.MessageCampaignPageSerializer},
        examples=[
            OpenApiExample("What runs", examples.LIST, request_only=True),
            OpenApiExample("A page", examples.LISTED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """A page of campaigns, newest first, narrowed by ids, channels and states."""
        data = validated(ListMessageCampaignsSerializer, self.body())
        asked = Asked(data["campaign_ids"], data["channel"], data["campaign_states"])
        size = data["page_size"]
        found, total = listing.page(
            origin=Origin.MESSAGING, asked=asked, limit=size, offset=(data["page_no"] - 1) * size
        )
        paging = {"page_no": data["page_no"], "page_size": size, "total": total}
        return Answer(answers.success("Campaigns found", **paging, campaigns=[answers.campaign(one) for one in found]))


class GetView(MessagingView):
    """Campaigns by their ids."""

    rights: ClassVar[dict[str, str]] = {"POST": "view"}

    @extend_schema(
        summary="Read campaigns",
        operation_id="messaging_get",
        request=MessageCampaignIdsSerializer,
        responses={200: schema.MessageCampaignsSerializer},
        examples=[
            OpenApiExample("One", examples.IDS, request_only=True),
            OpenApiExample("It", examples.GOT, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """The campaigns that are named; where one of them is not there, none."""
        found = listing.by_ids(validated(MessageCampaignIdsSerializer, self.body())["campaign_ids"])
        return Answer(answers.success("Campaigns found", campaigns=[answers.campaign(one) for one in found]))


class SuspendView(MessagingView):
    """Suspend campaigns."""

    rights: ClassVar[dict[str, str]] = {"POST": "campaigns:execute"}

    @extend_schema(
        summary="Suspend campaigns",
        operation_id="messaging_suspend",
        request=MessageCampaignIdsSerializer,
        responses={200: schema.MessageCampaignsMovedSerializer},
        examples=[
            OpenApiExample("One", examples.IDS, request_only=True),
            OpenApiExample("Suspended", examples.SUSPENDED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """Hold campaigns that are running or scheduled: all that are named, or none."""
        ids = validated(MessageCampaignIdsSerializer, self.body())["campaign_ids"]
        return Answer(answers.moved("Campaigns suspended", suspending.suspend(ids=ids)))


class ResumeView(MessagingView):
    """Resume campaigns."""

    rights: ClassVar[dict[str, str]] = {"POST": "campaigns:execute"}

    @extend_schema(
        summary="Resume campaigns",
        operation_id="messaging_resume",
        request=MessageCampaignIdsSerializer,
        responses={200: schema.MessageCampaignsMovedSerializer},
        examples=[
            OpenApiExample("One", examples.IDS, request_only=True),
            OpenApiExample("Resumed", examples.RESUMED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """Let suspended campaigns go on: all that are named, or none."""
        ids = validated(MessageCampaignIdsSerializer, self.body())["campaign_ids"]
        return Answer(answers.moved("Campaigns resumed", suspending.resume(ids=ids)))


class ActivityView(MessagingView):
    """What people did."""

    rights: ClassVar[dict[str, str]] = {"POST": "activity:upload"}
    limit = MORE_BYTES

    @extend_schema(
        summary="Upload activities",
        operation_id="messaging_activity",
        request=schema.ActivitySerializer(many=True),
        responses={200: schema.ActivityUploadedSerializer},
        examples=[
            OpenApiExample("Two", examples.ACTIVITY, request_only=True),
            OpenApiExample("Stored", examples.UPLOADED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """Store up to 1,000 activities, once each, and let campaigns run that wait for them.

        One that will not do is refused by its index and reason, and the others count.
        """
        events, rejected = _read(self.raw())
        found = activities.upload(company_id=self.principal.company_id, events=events)
        return Answer(answers.uploaded(found, rejected))


def _read(raw: bytes) -> tuple[list[Event], list[dict[str, Any]]]:
    """The activities of a body: a list, or an object with a list as `activities`."""
    body = parse(raw) if raw.strip() else []
    items = body.get("activities") if isinstance(body, dict) else body
    if not isinstance(items, list) or not 1 <= len(items) <= activities.AT_ONCE:
        raise InvalidError(_NO_LIST, faults=[Fault(["activities"], _NO_LIST)])
    now = timezone.now()
    events, rejected = [], []
    for index, item in enumerate(items):
        try:
            events.append(read(item, now=now))
        except InvalidError as error:
            rejected.append({"index": index, "field": error.faults[0].name, "message": error.message})
    return events, rejected
