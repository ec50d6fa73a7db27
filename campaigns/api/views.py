"""Campaigns at the native door."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request

from campaigns import changes, checks, content_listing, context, creation, defaults, deletion, listing
from campaigns.api import content_serializers, examples, serializers
from campaigns.api.content_serializers import ContentSerializer
from campaigns.api.filters import read_filters
from campaigns.models import Campaign
from companies.api.authentication import PersonAuthentication
from core.api.answers import Answer
from core.api.paging import limit_and_offset
from core.api.validation import validated
from core.api.views import DialectViewSet
from core.dialects import NATIVE


class CampaignDoor(DialectViewSet):
    """What every view of campaigns at the native door has."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)

    def defaults(self) -> context.Context:
        """What every campaign of the company inherits."""
        return defaults.inherited_in_scope()

    def shown(self, campaign: Campaign) -> dict[str, Any]:
        """A campaign as the native door shows it."""
        row = {name: getattr(campaign, name) for name in serializers.COLUMNS}
        return serializers.shown(row, self.defaults())


class CampaignViewSet(CampaignDoor):
    """Campaigns of every family, as marketers' own tools see them."""

    @extend_schema(
        summary="List campaigns",
        parameters=examples.LIST_PARAMETERS,
        responses={200: serializers.CampaignPageSerializer},
        examples=[OpenApiExample("A page", {"items": [examples.CAMPAIGN], "total": 45}, response_only=True)],
    )
    def list(self, request: Request) -> Answer:
        """A page of campaigns, newest first."""
        query = request._request.GET
        filters, (limit, offset) = read_filters(query), limit_and_offset(query)
        page = listing.page(filters=filters, columns=serializers.COLUMNS, limit=limit, offset=offset)
        defaults = self.defaults()
        body: dict[str, Any] = {
            "items": [serializers.shown(row, defaults) for row in page.rows],
            "total": page.total,
        }
        return Answer(body | {"totalIsCapped": True} if page.total_is_capped else body)

    @extend_schema(
        summary="Create a campaign",
        request=serializers.CampaignInputSerializer,
        responses={201: serializers.CampaignSerializer},
        examples=[
            OpenApiExample("A sale", examples.NEW_CAMPAIGN, request_only=True),
            OpenApiExample("Created", examples.CAMPAIGN, response_only=True),
        ],
    )
    def create(self, request: Request) -> Answer:
        """A new campaign, as a draft."""
        data = self._input(serializers.CampaignInputSerializer)
        overrides = data.pop("context", None)
        campaign = creation.create_campaign(company_id=self.principal.company_id, overrides=overrides, **data)
        return Answer(self.shown(campaign), status=201)

    @extend_schema(
        summary="Read a campaign",
        responses={200: serializers.CampaignSerializer},
        examples=[OpenApiExample("A campaign", examples.CAMPAIGN, response_only=True)],
    )
    def retrieve(self, request: Request, id: str) -> Answer:  # noqa: A002 - the document's name
        """One campaign."""
        return Answer(self.shown(checks.find(id)))

    @extend_schema(
        summary="Change a campaign",
        request=serializers.CampaignUpdateSerializer,
        responses={200: serializers.CampaignSerializer},
        examples=[
            OpenApiExample("Rename and activate", examples.CHANGED_CAMPAIGN, request_only=True),
            OpenApiExample("Changed", examples.CAMPAIGN, response_only=True),
        ],
    )
    def update(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Change what is given; a status goes through the lifecycle."""
        campaign = checks.find(id)
        data = self._input(serializers.CampaignUpdateSerializer, partial=True)
        overrides, status = data.pop("context", None), data.pop("status", "")
        campaign = changes.update_campaign(campaign=campaign, fields=data, overrides=overrides, status=status)
        return Answer(self.shown(campaign))

    @extend_schema(
        summary="Delete a campaign",
        parameters=[
            OpenApiParameter("action", enum=deletion.ACTIONS, description="What happens to its content."),
            OpenApiParameter("moveToCampaignId", OpenApiTypes.UUID, description="Where `move_content` moves it."),
        ],
        responses={204: None},
        examples=[OpenApiExample("Refused", examples.PUBLISHED, response_only=True, status_codes=["409"])],
    )
    def destroy(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Delete it for good."""
        query = request._request.GET
        action, target = query.get("action", ""), query.get("moveToCampaignId", "")
        deletion.delete_campaign(campaign=checks.find(id), action=action, move_to=target)
        return Answer(status=204)

    @extend_schema(
        summary="Read a campaign's content",
        responses={200: ContentSerializer(many=True)},
        examples=[OpenApiExample("A post", [examples.CONTENT], response_only=True)],
    )
    def content(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Everything written for it, in one list, oldest first."""
        rows = content_listing.of_campaign(campaign=checks.find(id), columns=content_serializers.COLUMNS)
        return Answer([content_serializers.shown(row) for row in rows])

    @extend_schema(
        summary="Archive a campaign",
        request=serializers.ArchiveSerializer,
        responses={200: serializers.CampaignSerializer},
        examples=[
            OpenApiExample("Archive", {"archive": True}, request_only=True),
            OpenApiExample("Archived", examples.CAMPAIGN, response_only=True),
        ],
    )
    def archive(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Hide it from default lists, or show it again; its status stays."""
        campaign = checks.find(id)
        data = validated(serializers.ArchiveSerializer, self.body())
        return Answer(self.shown(changes.archive_campaign(campaign=campaign, archive=data["archive"])))

    def _input(self, serializer: type[serializers.CampaignInputSerializer], **options: Any) -> dict[str, Any]:
        """The body's fields; a text set to null is emptied."""
        data = validated(serializer, self.body(), **options)
        return {key: "" if value is None and key in ("brief", "goal") else value for key, value in data.items()}
