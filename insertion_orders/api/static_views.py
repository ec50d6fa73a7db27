"""The DSP door's fixed lists."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from core.api.answers import Answer
from insertion_orders import zones
from insertion_orders.api import answers, examples
from insertion_orders.api.base import WORKSPACE, V3View
from insertion_orders.api.order_serializers import STATUS_IDS
from insertion_orders.models import BudgetType, Distribution, OrderStatus


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


View = TypeVar("View", bound=Callable[..., Answer])


def _described(name: str, summary: str, example: Any) -> Callable[[View], View]:
    """How the OpenAPI document describes a list."""
    found: Callable[[View], View] = extend_schema(
        summary=summary,
        operation_id=name,
        parameters=[WORKSPACE],
        responses={200: NamedListSerializer},
        examples=[OpenApiExample("All", example, response_only=True)],
    )
    return found


class OrderStatusView(V3View):
    """What an order's status may be."""

    @_described("order_statuses", "Statuses of insertion orders", examples.STATUSES)
    def get(self, request: Request) -> Answer:
        """Every status with its number."""
        return _list([(STATUS_IDS[status], label) for status, label in OrderStatus.choices])


class BudgetTypeView(V3View):
    """What an order may be limited by."""

    @_described("budget_types", "Types of budgets", examples.BUDGET_TYPES)
    def get(self, request: Request) -> Answer:
        """Every type with its number."""
        return _list(BudgetType.choices)


class DistributionView(V3View):
    """How an order's budget may come to its campaigns."""

    @_described("distribution_methods", "Methods of distributing a budget", examples.DISTRIBUTIONS)
    def get(self, request: Request) -> Answer:
        """Every method with its number."""
        return _list(Distribution.choices)


def _list(entries: Iterable[tuple[int, Any]]) -> Answer:
    return Answer(answers.success([{"id": number, "name": str(label)} for number, label in entries]))


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
