"""The messaging door: campaigns made and executed by a developer's backend."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request

from companies.api.authentication import ApiKeyAuthentication
from core import idempotency
from core.api.answers import Answer
from core.api.validation import validated
from core.dialects import MESSAGING
from core.errors import NotFoundError
from delivery import execution, messaging, preflight, progress
from delivery.api import messaging_answers as answers
from delivery.api import messaging_examples as examples
from delivery.api import messaging_schema as schema
from delivery.api.base import MachineView
from delivery.api.messaging_fields import named
from delivery.api.messaging_serializers import CreateMessageCampaignSerializer, ExecuteMessageCampaignSerializer
from delivery.freezing import Audience
from delivery.inline import audience_of
from delivery.models import Broadcast

MORE_BYTES = 4 * 1024 * 1024
_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Your own key of this call: the same key and body get the first answer again, for 24 hours.",
)


class MessagingView(MachineView):
    """A view of the messaging door."""

    dialect = MESSAGING
    authentication_classes = (ApiKeyAuthentication,)


class CreateView(MessagingView):
    """Make a campaign."""

    rights: ClassVar[dict[str, str]] = {"POST": "campaigns:create"}

    @extend_schema(
        summary="Create a campaign",
        operation_id="messaging_create",
        request=CreateMessageCampaignSerializer,
        responses={200: schema.MessageCampaignCreatedSerializer},
        examples=[
            OpenApiExample("An e-mail", examples.CREATE, request_only=True),
            OpenApiExample("Created", examples.CREATED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """A campaign of an approved template. It sends nothing until it is executed, or its event comes."""
        data = validated(CreateMessageCampaignSerializer, self.body())
        broadcast = messaging.create(company_id=self.principal.company_id, asked=messaging.Asked(**data))
        return Answer(answers.success("Campaign created successfully", campaign_id=broadcast.campaign_id))


class ExecuteView(MessagingView):
    """Execute a campaign."""

    rights: ClassVar[dict[str, str]] = {"POST": "campaigns:execute"}
    limit = MORE_BYTES

    @extend_schema(
        summary="Execute a campaign, or look at what that would do",
        operation_id="messaging_execute",
        parameters=[_KEY],
        request=ExecuteMessageCampaignSerializer,
        responses={200: schema.ExecutedSerializer},
        examples=[
            OpenApiExample("To a list", examples.EXECUTE, request_only=True),
            OpenApiExample("To two people", examples.EXECUTE_CONTACTS, request_only=True),
            OpenApiExample("Begun", examples.EXECUTED, response_only=True),
            OpenApiExample("Only looked at", examples.LOOKED_AT, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """Send a campaign to lists, segments, or people that the call names; `dryRun` only tells what would be done."""
        data = validated(ExecuteMessageCampaignSerializer, self.body())
        broadcast = messaging.find(campaign_id=data["campaign_id"], channel=data["type"])
        audience = _audience(broadcast, data)
        options = {"values": data.get("personalization"), "is_capped": data.get("frequency_capping")}
        if data.get("dryRun"):
            found = preflight.look(broadcast=broadcast, audience=audience, **options)
            return Answer(answers.looked_at(found, broadcast.campaign_id))
        return self._execute(broadcast, audience, force=data.get("force", False), options=options)

    def _execute(self, broadcast: Broadcast, audience: Audience, *, force: bool, options: dict[str, Any]) -> Answer:
        """Once for each key. Who gives a key means what is new under it, so that it needs no `force`."""
        key = self.request.META.get("HTTP_IDEMPOTENCY_KEY", "").strip()

        def work() -> idempotency.Answered:
            run = execution.execute(broadcast=broadcast, audience=audience, force=force or bool(key), **options)
            return 200, answers.executed(run, broadcast.campaign_id)

        status, body = idempotency.once(key=key, body=self.raw(), work=work)
        return Answer(body, status=status)


def _audience(broadcast: Broadcast, data: dict[str, Any]) -> Audience:
    if contacts := data.get("contacts"):
        return audience_of(broadcast.channel, named(broadcast.channel, contacts))
    return Audience(list_ids=data.get("list_ids") or (), segment_ids=data.get("segment_ids") or ())


class ExecutionView(MessagingView):
    """Where an execution stands."""

    @extend_schema(
        summary="Read an execution",
        operation_id="messaging_execution",
        responses={200: schema.ExecutionAnswerSerializer},
        examples=[OpenApiExample("Running", examples.EXECUTION, response_only=True)],
    )
    def get(self, request: Request, id: str) -> Answer:  # noqa: A002 - the document's name
        """Its state, and its balance: planned = sent + failed + skipped + uncertain + pending, at every moment."""
        if not (id.isascii() and id.isdigit() and len(id) < 19):
            raise NotFoundError(progress.NOT_FOUND)
        return Answer(answers.execution(progress.of_execution(int(id))))
