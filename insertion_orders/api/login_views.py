"""Signing in by a buying tool, and going on."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request

from companies import buyers
from companies.access import host_slug
from companies.api.authentication import basic_credentials
from companies.api.views import signed_in
from companies.buyers import Login, Session
from core.api.answers import Answer
from core.api.body import as_object, read_bytes
from core.api.validation import validated
from core.api.views import DialectView
from core.dialects import DSP_LOGIN
from core.errors import Fault, InvalidError
from insertion_orders.api import examples
from insertion_orders.api.login_serializers import (
    BuyerLoginSerializer,
    BuyerRefreshedSerializer,
    BuyerRefreshSerializer,
    BuyerSignInSerializer,
)

_BASIC = OpenApiParameter(
    "Authorization", str, OpenApiParameter.HEADER, description="Basic base64(client_id:client_secret)."
)
_HOST = OpenApiParameter("X-IAA-HOST", str, OpenApiParameter.HEADER, description="The workspace's address.")
_SCHEME = re.compile(r"\A[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class BuyerLoginView(DialectView):
    """A person signs in by a buying tool."""

    dialect = DSP_LOGIN
    public = True
    authentication_classes = ()

    @extend_schema(
        summary="Sign in to a workspace",
        operation_id="buyer_login",
        parameters=[_BASIC, _HOST],
        request=BuyerSignInSerializer,
        responses={200: BuyerLoginSerializer},
        examples=[
            OpenApiExample("Buyer", examples.LOGIN, request_only=True),
            OpenApiExample("Tokens", examples.LOGGED_IN, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """A pair of tokens for a tool's id and secret and a person's address and password."""
        data = validated(BuyerSignInSerializer, self.body())
        key, secret = basic_credentials(request) or ("", "")
        host = _slug(request.META.get("HTTP_X_IAA_HOST", ""))
        asked = Login(key, secret, data["email"], data["password"], host)
        found = signed_in(request, data["email"].strip().lower(), lambda: buyers.login(asked))
        return Answer({"success": True, "data": _tokens(found)})


class BuyerTokenView(DialectView):
    """A buyer goes on."""

    dialect = DSP_LOGIN
    public = True
    authentication_classes = ()

    @extend_schema(
        summary="Refresh a buyer's tokens",
        operation_id="buyer_refresh",
        parameters=[_BASIC],
        request=BuyerRefreshSerializer,
        responses={200: BuyerRefreshedSerializer},
        examples=[
            OpenApiExample("Refresh", examples.REFRESH, request_only=True),
            OpenApiExample("Tokens", examples.REFRESHED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Answer:
        """A new pair for a refresh token; as JSON, or as a form as OAuth has it."""
        data = validated(BuyerRefreshSerializer, self._asked())
        client = basic_credentials(request)
        found = _tokens(signed_in(request, "", lambda: buyers.refresh(data["refresh_token"], client=client)))
        return Answer({"success": True, "data": found, **found})

    def _asked(self) -> dict[str, Any]:
        raw = read_bytes(self.request._request)
        if self.request.META.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
            body: dict[str, Any] = _form(raw)
        else:
            body = as_object(raw)
        if "grantType" in body:
            body = {"grant_type": body["grantType"], **body}
        return body


def _form(raw: bytes) -> dict[str, Any]:
    try:
        return QueryDict(raw.decode()).dict()
    except ValueError as error:
        message = "The form is not valid UTF-8."
        raise InvalidError(message, faults=[Fault((), message)], code="INVALID_BODY") from error


def _slug(header: str) -> str:
    """The company's sub-domain that a workspace's address names; the address may come with its scheme."""
    try:
        netloc = urlsplit(header if _SCHEME.match(header) else f"//{header}").netloc
    except ValueError:
        return ""
    return host_slug(netloc, base_domain=settings.BASE_DOMAIN)


def _tokens(found: Session) -> dict[str, Any]:
    pair = found.tokens
    return {
        "access_token": pair.access,
        "refresh_token": pair.refresh,
        "scope": "read write",
        "token_type": "bearer",
        "expires_in": pair.expires_in,
        "owId": found.ow_id,
    }
