"""Ad campaigns at the DSP door."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request

from companies.models import Role
from companies.roles import Right, may
from core.api.answers import Answer
from core.api.validation import validated
from core.errors import Fault, InvalidError, NotFoundError
from insertion_orders import ads, finding, listing, moving
from insertion_orders.api import answers, examples, names, options
from insertion_orders.api import campaign_serializers as serializers
from insertion_orders.api.base import WORKSPACE, V2View, number_of, page_of
from insertion_orders.models import AdCampaign, Stage

OTHER_ORDER = "A campaign stays with its insertion order."
OTHER_TYPE = "A campaign's budget type is its insertion order's, and cannot be changed."


class AdAddView(V2View):
    """Make a campaign."""

    @extend_schema(
        summary="Create a campaign",
        operation_id="ad_add",
        parameters=[WORKSPACE],
        request=serializers.AdSerializer,
        responses={200: serializers.AdSavedAnswerSerializer},
        examples=[
            OpenApiExample("By the day", examples.CAMPAIGN, request_only=True),
            OpenApiExample("Saved", examples.CAMPAIGN_SAVED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """A campaign that waits for approval under an order of the same budget type."""
        data = validated(serializers.AdSerializer, self.body())
        with names.worded(names.CAMPAIGN):
            ad = ads.create_ad(
                company_id=self.principal.company_id,
                order_id=data["ioId"],
                budget_type=data["budgetTypeId"],
                fields=_fields(data),
                as_draft=data.get("status") == Stage.DRAFT,
            )
        return Answer(answers.saved(ad, status=201, message="Campaign saved successfully."))


class AdView(V2View):
    """One campaign."""

    @extend_schema(
        summary="Read a campaign",
        operation_id="ad_read",
        parameters=[WORKSPACE, OpenApiParameter("isSpentRequired", bool, description="Adds `spent`.")],
        responses={200: serializers.AdAnswerSerializer},
        examples=[OpenApiExample("It", examples.CAMPAIGN_READ, response_only=True)],
    )
    def get(self, request: Request, id: str) -> Answer:  # noqa: A002 - the document's name
        """Every field of it."""
        ad, role = _find(id), Role(self.principal.role)
        shown = answers.campaign(
            ad,
            may_edit=may(role, Right.EDIT),
            may_approve=may(role, Right.APPROVE),
            with_spent=_flag(request, "isSpentRequired"),
        )
        return Answer(shown)

    @extend_schema(
        summary="Change a campaign",
        operation_id="ad_change",
        parameters=[WORKSPACE],
        request=serializers.AdChangeSerializer,
        responses={200: serializers.AdSavedAnswerSerializer},
        examples=[
            OpenApiExample("A larger budget", examples.CAMPAIGN_CHANGE, request_only=True),
            OpenApiExample("Saved", examples.CAMPAIGN_CHANGED, response_only=True),
        ],
    )
    def patch(self, request: Request, id: str) -> Answer:  # noqa: A002
        """What is not given stays; a finished campaign stays as it is."""
        ad = _find(id)
        data = validated(serializers.AdChangeSerializer, self.body(), partial=True)
        _check_same(data, ad)
        with names.worded(names.CAMPAIGN):
            ad = ads.change_ad(ad=ad, changes=_fields(data))
        return Answer(answers.saved(ad, status=200, message="Campaign updated successfully."))


class AdListView(V2View):
    """List campaigns."""

    @extend_schema(
        summary="List campaigns",
        operation_id="ad_list",
        parameters=[
            WORKSPACE,
            *(OpenApiParameter(name, int) for name in ("pageNo", "noOfEntries")),
            OpenApiParameter("sortBy", str, description="+field or -field, as in -budgetTotal."),
            OpenApiParameter("searchField", str, description="Part of the name."),
            OpenApiParameter("status", str, description="Stages with commas between them."),
            *(OpenApiParameter(name, str, description="With commas.") for name in ("ioIds", "campaignIds")),
        ],
        responses={200: serializers.AdPageSerializer},
        examples=[OpenApiExample("A page", examples.CAMPAIGN_PAGE, response_only=True)],
    )
    def get(self, request: Request) -> Answer:
        """A page of campaigns, each with what it spent, whether it serves, and why not."""
        query = request._request.GET
        limit, offset = page_of(query, most=serializers.MOST_ENTRIES)
        asked = listing.Asked(
            ids=_ids(request, "campaignIds"),
            statuses=[part.strip() for part in query.get("status", "").split(",") if part.strip()],
            order_ids=_ids(request, "ioIds"),
            search=query.get("searchField", "").replace("\x00", "").strip(),
            sort=query.get("sortBy", ""),
            limit=limit,
            offset=offset,
        )
        with names.worded({"sort": "sortBy"}):
            return Answer(answers.ad_page(listing.ads(asked), at=timezone.now()))


class AdStatusView(V2View):
    """Pause, resume, delete or submit campaigns."""

    rights: ClassVar[dict[str, str]] = {"POST": "edit"}

    @extend_schema(
        summary="Pause, resume, delete or submit campaigns",
        operation_id="ad_status",
        parameters=[WORKSPACE],
        request=serializers.AdActionSerializer,
        responses={200: serializers.AdAnswerSerializer},
        examples=[
            OpenApiExample("Pause two", examples.ACTION, request_only=True),
            OpenApiExample("Paused", examples.ACTED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """All that are named, or none; what is done already is no change."""
        data = validated(serializers.AdActionSerializer, self.body())
        with names.worded(names.CAMPAIGN):
            found = moving.act(campaign_ids=data["campaignIds"], action=data["action"])
        return Answer(answers.moved(found))


def _find(text: str) -> AdCampaign:
    return finding.ad_by_campaign(number_of(text, what=finding.NO_CAMPAIGN))


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    """What was given of a campaign, by the domain's names, without what the order says."""
    found = names.domain(data, names.CAMPAIGN)
    for name in ("order", "budget_type"):
        found.pop(name, None)
    kept = options.given(data)
    return {**found, **({"options": kept} if kept else {})}


def _check_same(data: dict[str, Any], ad: AdCampaign) -> None:
    """A change may repeat the order and its budget type, and not name others."""
    faults = []
    if data.get("ioId", ad.order_id) != ad.order_id:
        faults.append(Fault(["ioId"], OTHER_ORDER))
    if data.get("budgetTypeId", ad.order.budget_type) != ad.order.budget_type:
        faults.append(Fault(["budgetTypeId"], OTHER_TYPE))
    if faults:
        raise InvalidError(faults[0].message, faults=faults)


def _ids(request: Request, name: str) -> list[int]:
    """Ids of the query with commas between them; what is no number belongs to nothing."""
    parts = [part.strip() for part in request._request.GET.get(name, "").split(",") if part.strip()]
    try:
        return [number_of(part, what=f"{name}: {part[:40]}") for part in parts]
    except NotFoundError as error:
        message = "Give ids with commas between them, as in 1,2."
        raise InvalidError(message, faults=[Fault([name], message)]) from error


def _flag(request: Request, name: str) -> bool:
    text = request._request.GET.get(name, "false").lower()
    if text not in ("true", "false"):
        raise InvalidError("It must be true or false.", faults=[Fault([name], "It must be true or false.")])
    return text == "true"
