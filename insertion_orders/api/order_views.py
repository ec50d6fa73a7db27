"""Insertion orders at the DSP door."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from core.api.answers import Answer
from core.api.validation import validated
from insertion_orders import finding, listing, orders
from insertion_orders.api import answers, examples, names
from insertion_orders.api import order_serializers as serializers
from insertion_orders.api.base import WORKSPACE, V3View, number_of
from insertion_orders.api.order_serializers import OPTIONS, STATUS_IDS

_STATUSES = {number: status for status, number in STATUS_IDS.items()}


class OrderAddView(V3View):
    """Make an order."""

    @extend_schema(
        summary="Create an insertion order",
        operation_id="order_add",
        parameters=[WORKSPACE],
        request=serializers.OrderSerializer,
        responses={200: serializers.OrderAnswerSerializer},
        examples=[
            OpenApiExample("A budget", examples.ORDER, request_only=True),
            OpenApiExample("Made", examples.ORDER_MADE, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """An order that campaigns may spend under."""
        fields = _fields(validated(serializers.OrderSerializer, self.body()))
        with names.worded(names.ORDER):
            found = orders.create_order(company_id=self.principal.company_id, fields=fields)
        return Answer(answers.success(answers.order(found)))


class OrderView(V3View):
    """Change an order."""

    @extend_schema(
        summary="Change an insertion order",
        operation_id="order_change",
        parameters=[WORKSPACE],
        request=serializers.OrderChangeSerializer,
        responses={200: serializers.OrderAnswerSerializer},
        examples=[
            OpenApiExample("A larger budget", examples.ORDER_CHANGE, request_only=True),
            OpenApiExample("Changed", examples.ORDER_CHANGED, response_only=True),
        ],
    )
    def patch(self, request: Request, id: str) -> Answer:  # noqa: A002 - the document's name
        """Any field but the type of the budget; what is not given stays."""
        order = finding.order_by_id(number_of(id, what=finding.NO_ORDER))
        changes = _fields(validated(serializers.OrderChangeSerializer, self.body(), partial=True))
        with names.worded(names.ORDER):
            found = orders.change_order(order=order, changes=changes)
        return Answer(answers.success(answers.order(found)))


class OrderDeleteView(V3View):
    """Delete orders."""

    @extend_schema(
        summary="Delete insertion orders",
        operation_id="order_delete",
        parameters=[WORKSPACE],
        request=serializers.OrderIdsSerializer,
        responses={200: serializers.OrdersDeletedSerializer},
        examples=[
            OpenApiExample("Two", examples.ORDER_IDS, request_only=True),
            OpenApiExample("Deleted", examples.ORDERS_DELETED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """All that are named, with their campaigns, or none."""
        ids = validated(serializers.OrderIdsSerializer, self.body())["ioIdsList"]
        return Answer(answers.success(f"{orders.delete_orders(ids=ids)} Insertion Orders deleted successfully"))


class OrderListView(V3View):
    """List orders."""

    rights: ClassVar[dict[str, str]] = {"POST": "view"}

    @extend_schema(
        summary="List insertion orders",
        operation_id="order_list",
        parameters=[WORKSPACE],
        request=serializers.OrderListSerializer,
        responses={200: serializers.OrderPageSerializer},
        examples=[
            OpenApiExample("The largest that are active", examples.ORDER_LIST, request_only=True),
            OpenApiExample("A page", examples.ORDER_PAGE, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """A page of orders; deleted ones only where they are asked for."""
        data = validated(serializers.OrderListSerializer, self.body())
        size = data["noOfEntries"]
        asked = listing.Asked(
            ids=data.get("ioIdList") or (),
            statuses=[_STATUSES[number] for number in data.get("ioStatusIdsList") or ()],
            budget_types=data.get("ioBudgetTypeIdsList") or (),
            search=data.get("searchField") or "",
            sort=data.get("sortBy") or listing.NEWEST,
            limit=size,
            offset=(data["pageNo"] - 1) * size,
        )
        with names.worded({"sort": "sortBy"}):
            return Answer(answers.order_page(listing.orders(asked)))


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    """What was given of an order, by the domain's names."""
    options = {name: data[name] for name in OPTIONS if data.get(name) is not None}
    return {**names.domain(data, names.ORDER), **({"options": options} if options else {})}
