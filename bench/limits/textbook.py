"""The same two addresses as the frameworks' tutorials write them."""

from typing import Any

from django.db import transaction
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from campaigns.models import Campaign
from companies.models import Membership
from core.ids import short_id
from core.tenancy import across_companies
from partners.models import PartnerSource


def company_of(request: Request) -> int:
    """The company of who calls, by the first membership."""
    with across_companies():
        return int(Membership.objects.select_related("company").filter(user=request.user).first().company.pk)


class SourceSerializer(serializers.ModelSerializer[PartnerSource]):
    """A partner's item."""

    class Meta:
        model = PartnerSource
        fields = ["material", "name", "reference_id", "target_url"]


class ResolveSerializer(serializers.Serializer[Any]):
    """The body."""

    source = SourceSerializer()  # type: ignore[assignment]


class ResolveView(APIView):
    """Create or resolve by `get_or_create`."""

    def post(self, request: Request) -> Response:
        """The campaign of a reference."""
        serializer = ResolveSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data, company_id = serializer.validated_data["source"], company_of(request)
        with across_companies(), transaction.atomic():
            reference = data.pop("reference_id")
            known = PartnerSource.objects.select_related("campaign")
            source, created = known.get_or_create(company_id=company_id, reference_id=reference, defaults=data)
            if source.campaign is None:
                source.campaign = Campaign.objects.create(company_id=company_id, name=source.name, origin="partner")
                source.save()
        link = request.build_absolute_uri(f"/campaigns/{short_id(source.campaign.pk)}")
        return Response({"campaign_link": link}, status=201 if created else 200)


class CampaignSerializer(serializers.ModelSerializer[Campaign]):
    """A campaign."""

    context = serializers.SerializerMethodField()

    class Meta:
        model = Campaign
        fields = [
            "uuid", "name", "brief", "goal", "type", "status", "starts_at", "ends_at", "paused_at", "resumed_at",
            "completed_at", "last_status_changed_at", "is_archived", "context_overrides", "created_at", "updated_at",
            "context",
        ]  # fmt: skip

    def get_context(self, campaign: Campaign) -> dict[str, Any]:
        """Its own over the brand's."""
        brand = campaign.company.brand
        return {"tone": brand.tone, "channels": brand.channels, **campaign.context_overrides}


class CampaignListView(generics.ListAPIView[Campaign]):
    """A page with `count(*)`."""

    serializer_class = CampaignSerializer
    filterset_fields = ["status", "type", "is_archived"]

    def list(self, request: Request, *args: Any, **options: Any) -> Response:
        """Without the fence, which a textbook has not."""
        with across_companies():
            return super().list(request, *args, **options)

    def get_queryset(self) -> Any:
        """The company's, newest first."""
        found = Campaign.objects.select_related("company__brand").filter(company_id=company_of(self.request))
        return found.filter(deleted_at=None, is_archived=False).order_by("-created_at", "-id")
