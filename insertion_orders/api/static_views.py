"""The DSP door's fixed lists."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from core.api.answers import Answer
from insertion_orders import zones
from insertion_orders.api import answers, examples
from insertion_orders.api.base import WORKSPACE, V3View
from insertion_orders.models import BudgetType, Distribution

Entry = dict[str, Any]


class NamedSerializer(serializers.Serializer[None]):
    """An entry of a list."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class NamedListSerializer(serializers.Serializer[None]):
    """A list."""

    success = serializers.BooleanField(default=True)
    data = NamedSerializer(many=True)  # type: ignore[assignment]  # the body's name


class ZoneSerializer(NamedSerializer):
    """A time zone."""

    offset = serializers.CharField(help_text="From UTC at this moment.")


class ZoneListSerializer(serializers.Serializer[None]):
    """The time zones."""

    success = serializers.BooleanField(default=True)
    data = ZoneSerializer(many=True)  # type: ignore[assignment]


class StaticView(V3View):
    """A fixed list.

    Attributes:
        entries: its entries.
    """

    entries: ClassVar[Sequence[Entry]] = ()

    def get(self, request: Request) -> Answer:
        """The whole list."""
        return Answer(answers.success(list(self.entries)))


def _documented(name: str, summary: str, example: Any) -> Any:
    described = extend_schema(
        summary=summary,
        operation_id=name,
        parameters=[WORKSPACE],
        responses={200: NamedListSerializer},
        examples=[OpenApiExample("All", example, response_only=True)],
    )
    return described(StaticView.get)


class OrderStatusView(StaticView):
    """What an order's status may be."""

    entries = ({"id": 1, "name": "Active"}, {"id": 2, "name": "Expired"}, {"id": 3, "name": "Deleted"})
    get = _documented("order_statuses", "Statuses of insertion orders", examples.STATUSES)


class BudgetTypeView(StaticView):
    """What an order may be limited by."""

    entries = tuple({"id": value, "name": label} for value, label in BudgetType.choices)
    get = _documented("budget_types", "Types of budgets", examples.BUDGET_TYPES)


class DistributionView(StaticView):
    """How an order's budget may come to its campaigns."""

    entries = tuple({"id": value, "name": label} for value, label in Distribution.choices)
    get = _documented("distribution_methods", "Methods of distributing a budget", examples.DISTRIBUTIONS)


class ZonesView(V3View):
    """Time zones."""

    @extend_schema(
        summary="Time zones",
        operation_id="time_zones",
        parameters=[WORKSPACE],
        responses={200: ZoneListSerializer},
        examples=[OpenApiExample("The first", examples.ZONES, response_only=True)],
    )
    def get(self, request: Request) -> Answer:
        """Every zone with its number."""
        now = timezone.now()
        found = [{"id": zone.id, "name": zone.name, "offset": zone.offset(now)} for zone in zones.everywhere()]
        return Answer(answers.success(found))
