"""The brand profile at the native door: the defaults that a campaign's context inherits."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from campaigns import context
from campaigns.api import examples
from campaigns.api.serializers import ContextSerializer, ShownContextSerializer
from companies.api.authentication import PersonAuthentication
from companies.models import BrandProfile
from companies.profile import update_brand
from core.api.answers import Answer
from core.api.validation import validated
from core.api.views import DialectView
from core.dialects import NATIVE


class BrandProfileView(DialectView):
    """How the company speaks."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)
    rights = {"PUT": "manage"}

    @extend_schema(
        summary="Read the brand profile",
        operation_id="brand_profile",
        responses={200: ShownContextSerializer},
        examples=[OpenApiExample("A brand", examples.CONTEXT, response_only=True)],
    )
    def get(self, request: Request) -> Answer:
        """What every campaign inherits that does not say otherwise."""
        return Answer(context.inherited(BrandProfile.objects.get()))

    @extend_schema(
        summary="Change the brand profile",
        operation_id="brand_profile_change",
        request=ContextSerializer,
        responses={200: ShownContextSerializer},
        examples=[
            OpenApiExample("A warmer tone", {"tone": "Warm"}, request_only=True),
            OpenApiExample("A brand", examples.CONTEXT, response_only=True),
        ],
    )
    def put(self, request: Request) -> Answer:
        """Change what is given; null empties."""
        data = validated(ContextSerializer, self.body())
        fields: dict[str, Any] = {
            context.KEYS[key]: value if value is not None else context.nothing(key) for key, value in data.items()
        }
        return Answer(context.inherited(update_brand(brand=BrandProfile.objects.get(), fields=fields)))
