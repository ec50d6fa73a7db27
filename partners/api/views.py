"""The partner door: create or resolve a campaign."""

from django.conf import settings
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from companies.access import host_slug
from companies.api.authentication import PartnerAuthentication
from core.api.answers import Answer
from core.api.views import DialectView
from core.dialects import PARTNER
from core.ids import short_id
from partners import links, sources
from partners.api import serializers
from partners.payload import read_item

ITEM = {
    "source": {
        "material": ["https://images.example/fjordveien-7.jpg"],
        "name": "Fjordveien 7",
        "reference_id": "LISTING-2041",
        "target_url": "https://homes.example/fjordveien-7",
    }
}


LINK = "https://muster.example.com/campaigns/AbC123xy"
ANSWERS = [
    OpenApiExample("A campaign is there", {"campaign_link": LINK}, response_only=True, status_codes=["200"]),
    OpenApiExample(
        "One was made",
        {"ad_creation_link": f"{LINK}/ads", "campaign_id": "AbC123xy"},
        response_only=True,
        status_codes=["201"],
    ),
]


class PartnerCampaignView(DialectView):
    """Create or resolve a campaign by the partner's own id."""

    dialect = PARTNER
    authentication_classes = (PartnerAuthentication,)

    @extend_schema(
        summary="Create or resolve a campaign",
        operation_id="partner_campaign",
        request=serializers.PartnerCallSerializer,
        responses={200: serializers.CampaignLinkSerializer, 201: serializers.CreatedSerializer},
        examples=[OpenApiExample("A property", ITEM, request_only=True), *ANSWERS],
    )
    def post(self, request: Request) -> Answer:
        """200 for a campaign that is there, 201 for one that was made or is to be made by hand."""
        base = settings.PUBLIC_URL or f"{request._request.scheme}://{request._request.get_host()}"
        payload = self.body()
        machine = self.principal
        call = sources.Call(
            credential_id=machine.credential_id,
            company_id=machine.company_id,
            host_slug=host_slug(request.META.get("HTTP_HOST", ""), base_domain=settings.BASE_DOMAIN),
            item=read_item(payload),
            payload=payload,
        )
        return self._answer(base, sources.resolve(call))

    def _answer(self, base: str, found: sources.Resolution) -> Answer:
        if found.campaign_id is None:
            return Answer({"campaign_link": links.creation_link(base, found.reference_id)}, status=201)
        if not found.created:
            return Answer({"campaign_link": links.campaign_link(base, found.campaign_id)})
        body = {
            "ad_creation_link": links.ad_creation_link(base, found.campaign_id),
            "campaign_id": short_id(found.campaign_id),
        }
        return Answer(body, status=201)
