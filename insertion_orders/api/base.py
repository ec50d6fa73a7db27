"""What the DSP door's views share."""

from typing import Any, ClassVar

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from companies.api.authentication import BuyerAuthentication
from companies.buyers import Buyer
from core.api import buckets
from core.api.paging import whole
from core.api.views import DialectView
from core.dialects import DSP_V2, DSP_V3, Dialect
from core.errors import NotFoundError
from insertion_orders.finding import MAX_ID

WORKSPACE = OpenApiParameter(
    "X-IAA-OW-ID", int, OpenApiParameter.HEADER, required=True, description="The workspace, `owId` of the sign-in."
)


class BuyerView(DialectView):
    """A view for people who sign in by a buying tool."""

    authentication_classes = (BuyerAuthentication,)
    principal: Buyer

    def check_throttles(self, request: Request) -> None:
        """Refuse a tool that calls too often."""
        buyer: Any = request.user
        buckets.check_rate(f"buyer:{buyer.credential_id}")


class V3View(BuyerView):
    """Version 3: orders and lists."""

    dialect: ClassVar[Dialect] = DSP_V3


class V2View(BuyerView):
    """Version 2: campaigns."""

    dialect: ClassVar[Dialect] = DSP_V2


def number_of(text: str, *, what: str) -> int:
    """An id in an address.

    Raises:
        NotFoundError: it is no number, so that it belongs to nothing.
    """
    if text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= MAX_ID:
        return int(text)
    raise NotFoundError(what)


def page_of(query: QueryDict, *, most: int) -> tuple[int, int]:
    """The page of a list, as limit and offset."""
    number, size = whole(query, "pageNo", 1, 1, 10_000_000), whole(query, "noOfEntries", 20, 1, most)
    return size, (number - 1) * size
