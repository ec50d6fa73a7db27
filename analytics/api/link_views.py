"""Tracked links and the tracking policy at the native door."""

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request

from analytics.api import link_examples as examples
from analytics.api import link_serializers as serializers
from analytics.models import TrackedLink
from analytics.tracking import links, policies
from campaigns import checks, content
from companies.api.authentication import PersonAuthentication
from core.api.answers import Answer
from core.api.paging import limit_and_offset
from core.api.validation import validated
from core.api.views import DialectView, DialectViewSet
from core.dialects import NATIVE
from core.errors import Fault, InvalidError, NotFoundError

SHOWN = OpenApiExample("A link", examples.LINK, response_only=True)
POLICY = OpenApiExample("A policy", examples.POLICY, response_only=True)


class LinkViewSet(DialectViewSet):
    """Addresses that are counted."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)

    @extend_schema(
        summary="List tracked links",
        operation_id="analytics_links",
        parameters=[
            OpenApiParameter("campaignId", OpenApiTypes.UUID, description="Only this campaign's."),
            *examples.PAGING,
        ],
        responses={200: serializers.LinkPageSerializer},
        examples=[OpenApiExample("A page", {"items": [examples.LINK], "total": 1}, response_only=True)],
    )
    def list(self, request: Request) -> Answer:
        """A page of links, newest first."""
        query = request._request.GET
        limit, offset = limit_and_offset(query)
        campaign = checks.find(query["campaignId"]) if "campaignId" in query else None
        page = links.page(campaign=campaign, limit=limit, offset=offset)
        body: dict[str, Any] = {"items": [self._body(link) for link in page.rows], "total": page.total}
        return Answer(body | {"totalIsCapped": True} if page.total_is_capped else body)

    @extend_schema(
        summary="Create a tracked link",
        operation_id="analytics_link_create",
        request=serializers.LinkInputSerializer,
        responses={201: serializers.LinkSerializer},
        examples=[OpenApiExample("For a post", examples.NEW_LINK, request_only=True), SHOWN],
    )
    def create(self, request: Request) -> Answer:
        """A new address: hand out its `url`; whoever opens it is counted, and led on to the target with its tags."""
        data = self._input()
        link = links.create_link(company_id=self.principal.company_id, **data)
        return Answer(self._body(links.find(str(link.uuid))), status=201)

    @extend_schema(
        summary="Read a tracked link",
        operation_id="analytics_link",
        responses={200: serializers.LinkSerializer},
        examples=[SHOWN],
    )
    def retrieve(self, request: Request, id: str) -> Answer:  # noqa: A002 - the document's name
        """One link, with its counts."""
        return Answer(self._body(links.find(id)))

    @extend_schema(summary="End a tracked link", operation_id="analytics_link_end", responses={204: None})
    def destroy(self, request: Request, id: str) -> Answer:  # noqa: A002
        """End it: it leads nowhere from now on, and its counts stay. Again is no change."""
        links.end_link(link=links.find(id))
        return Answer(status=204)

    def _input(self) -> dict[str, Any]:
        """The body's fields, with the campaign and the content that it names."""
        data = validated(serializers.LinkInputSerializer, self.body())
        data["platform"] = data.get("platform") or ""
        if data.get("campaign"):
            data["campaign"] = _named("campaignId", checks.find, str(data["campaign"]))
        if data.get("content"):
            data["content"] = _named("contentId", content.find, str(data["content"]))
        return data

    def _body(self, link: TrackedLink) -> dict[str, Any]:
        base = settings.PUBLIC_URL or self.request._request.build_absolute_uri("/")[:-1]
        return serializers.shown(link, base)


class TrackingPolicyView(DialectView):
    """How the company tags the addresses that its links lead to."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)
    rights = {"PUT": "manage"}

    @extend_schema(
        summary="Read the tracking policy",
        operation_id="tracking_policy",
        responses={200: serializers.PolicySerializer},
        examples=[POLICY],
    )
    def get(self, request: Request) -> Answer:
        """The templates of the tags, and whether they replace what is there."""
        return Answer(serializers.shown_policy(policies.policy_of(self.principal.company_id)))

    @extend_schema(
        summary="Change the tracking policy",
        operation_id="tracking_policy_change",
        request=serializers.PolicySerializer,
        responses={200: serializers.PolicySerializer},
        examples=[OpenApiExample("A fixed source", {"utm_source": "newsletter"}, request_only=True), POLICY],
    )
    def put(self, request: Request) -> Answer:
        """Change what is given; every click follows it at once, also on links that are out already."""
        data = validated(serializers.PolicySerializer, self.body())
        return Answer(
            serializers.shown_policy(policies.update_policy(company_id=self.principal.company_id, fields=data))
        )


def _named(field: str, find: Any, uuid: str) -> Any:
    """What a field of the body names; what is not there is a fault of that field."""
    try:
        return find(uuid)
    except NotFoundError as error:
        raise InvalidError(error.message, faults=[Fault([field], error.message)]) from error
