"""Events as the frameworks' tutorials take them in: a serializer with many of them, and one bulk insert; no sums."""

from typing import Any

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.models import Event, Kind
from bench.limits.textbook import company_of
from campaigns.models import Campaign
from core.tenancy import across_companies


class EventSerializer(serializers.Serializer[Any]):
    """An event."""

    key = serializers.CharField(max_length=128)
    kind = serializers.ChoiceField(choices=Kind.choices)
    campaignId = serializers.UUIDField()  # noqa: N815 - as it is sent
    platform = serializers.CharField(max_length=20)
    occurredAt = serializers.DateTimeField()  # noqa: N815


class EventsView(APIView):
    """A list of events."""

    def post(self, request: Request) -> Response:
        """Insert those that are new."""
        serializer = EventSerializer(data=request.data["events"], many=True)
        serializer.is_valid(raise_exception=True)
        company_id = company_of(request)
        with across_companies(), transaction.atomic():
            wanted = {one["campaignId"] for one in serializer.validated_data}
            known = dict(Campaign.objects.filter(company_id=company_id, uuid__in=wanted).values_list("uuid", "pk"))
            events = [_event(company_id, known, one) for one in serializer.validated_data]
            Event.objects.bulk_create(events, ignore_conflicts=True)
        return Response({"accepted": len(events)})


def _event(company_id: int, known: dict[Any, int], one: dict[str, Any]) -> Event:
    return Event(
        company_id=company_id,
        campaign_id=known[one["campaignId"]],
        key=one["key"],
        month=one["occurredAt"].date().replace(day=1),
        occurred_at=one["occurredAt"],
        family="native",
        platform=one["platform"],
        kind=one["kind"],
    )
