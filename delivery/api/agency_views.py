"""The agency door: an approved template to a named group, once or on weekdays."""

import hashlib
import hmac
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request

from campaigns.models import Origin
from companies.api.authentication import AgencyAuthentication
from core.api.answers import Answer
from core.api.paging import whole
from core.dialects import AGENCY, AGENCY_READING
from core.errors import ForbiddenError, InvalidError, NotFoundError
from core.ids import parse_uuid
from delivery import agency, listing
from delivery.api import agency_answers as answers
from delivery.api import agency_body
from delivery.api import agency_examples as examples
from delivery.api import agency_serializers as serializers
from delivery.api.base import MachineView

NO_UUID = "Bad Request: Missing uuid parameter"
BAD_UUID = "Bad Request: Invalid uuid parameter"
NO_COMPANY = "No company found with the provided uuid"
BAD_SIGNATURE = "Forbidden: Invalid HMAC signature"
_PREFIX = "sha256="
_MOST_PAGES = 10_000_000

_UUID = OpenApiParameter("uuid", str, description="The company's, unless it stands in the path.")
_SIGNATURE = OpenApiParameter(
    "X-Signature",
    str,
    OpenApiParameter.HEADER,
    description="sha256=<hex>: HMAC-SHA256 of the raw body under the credential's signing secret.",
)


class AgencyView(MachineView):
    """A view of the agency door, at `/agency/…?uuid=` and `/<uuid>/agency/…` alike."""

    authentication_classes = (AgencyAuthentication,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The contract's checks in its order: the token, the company, the signature."""
        super().initial(request, *args, **kwargs)
        self._check_company(kwargs.get("uuid") or request._request.GET.get("uuid", ""))
        self._check_signature()

    def _check_company(self, text: str) -> None:
        if not text:
            raise InvalidError(NO_UUID)
        found = parse_uuid(text)
        if found is None:
            raise InvalidError(BAD_UUID)
        if found != self.principal.company_uuid:
            raise NotFoundError(NO_COMPANY)

    def _check_signature(self) -> None:
        """Required where the credential says so, and checked wherever it is sent."""
        sent = self.request.META.get("HTTP_X_SIGNATURE")
        if sent is None and not self.principal.signature_required:
            return
        secret: str = self.principal.signing_secret
        expected = _PREFIX + hmac.new(secret.encode(), self.raw(), hashlib.sha256).hexdigest()
        if not secret or not hmac.compare_digest((sent or "").strip().lower().encode(), expected.encode()):
            raise ForbiddenError(BAD_SIGNATURE)


class CreateView(AgencyView):
    """Make a campaign."""

    dialect = AGENCY
    rights: ClassVar[dict[str, str]] = {"POST": "campaigns:create"}

    @extend_schema(
        summary="Create a campaign",
        parameters=[_UUID, _SIGNATURE],
        request=agency_body.AgencyCampaignRequestSerializer,
        responses={201: serializers.AgencyCreatedSerializer},
        examples=[
            OpenApiExample("A carousel on weekdays", examples.CAROUSEL, request_only=True),
            OpenApiExample("Header and body, once", examples.GREETING, request_only=True),
            OpenApiExample("Created", examples.CREATED, response_only=True),
        ],
    )
    def post(self, request: Request, uuid: str = "") -> Answer:
        """A campaign that runs once, or on weekdays, by the company's clock."""
        asked = agency_body.read(self.body())
        broadcast = agency.create(company_id=self.principal.company_id, asked=asked)
        return Answer(answers.created(broadcast), status=201)


class ListView(AgencyView):
    """Campaigns."""

    dialect = AGENCY_READING
    rights: ClassVar[dict[str, str]] = {"GET": "campaigns:read"}

    @extend_schema(
        summary="List campaigns",
        parameters=[_UUID, OpenApiParameter("page", int), OpenApiParameter("limit", int), _SIGNATURE],
        responses={200: serializers.AgencyPageSerializer},
        examples=[OpenApiExample("A page", examples.PAGE, response_only=True)],
    )
    def get(self, request: Request, uuid: str = "") -> Answer:
        """A page of campaigns, newest first; 404 where there is none on it."""
        query = request._request.GET
        page, limit = whole(query, "page", 1, 1, _MOST_PAGES), whole(query, "limit", 10, 1, 100)
        found, total = listing.page(origin=Origin.AGENCY, asked=listing.Asked(), limit=limit, offset=(page - 1) * limit)
        if not found:
            raise NotFoundError("No campaigns found")
        return Answer(answers.page(found, total=total, page=page, limit=limit))


class ReadView(AgencyView):
    """One campaign."""

    dialect = AGENCY_READING
    rights: ClassVar[dict[str, str]] = {"GET": "campaigns:read"}

    @extend_schema(
        summary="Read a campaign",
        parameters=[_UUID, _SIGNATURE],
        responses={200: serializers.AgencyCampaignsSerializer},
        examples=[OpenApiExample("It", examples.ONE, response_only=True)],
    )
    def get(self, request: Request, id: str, uuid: str = "") -> Answer:  # noqa: A002 - the document's name
        """A campaign, as a list of one."""
        return Answer(answers.one(listing.by_uuid(id, origin=Origin.AGENCY)))
