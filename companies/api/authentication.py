"""From the Authorization header to who is calling."""

import base64
from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from companies import access, buyers, machines, tokens
from companies.models import CredentialKind
from core.api import throttling
from core.api.views import BearerAuthentication
from core.errors import UnauthenticatedError


class PersonAuthentication(BearerAuthentication):
    """A person by access token, acting for one of their companies (`X-Company`)."""

    scheme_name = "person"

    def authenticate(self, request: Request) -> tuple[Any, Any]:
        """Who calls."""
        slug = request.META.get("HTTP_X_COMPANY")
        return access.member_by_token(self.token(request), company_slug=slug), None


class PartnerAuthentication(BearerAuthentication):
    """A partner's machine by token. Its standing is checked by the view, in the one statement that it makes anyway."""

    scheme_name = "partner"

    def authenticate(self, request: Request) -> tuple[Any, Any]:
        """Who calls."""
        claims = tokens.read_machine(self.token(request), CredentialKind.PARTNER)
        return access.Machine(claims["cid"], claims["co"], CredentialKind.PARTNER), claims


class AgencyAuthentication(BearerAuthentication):
    """An agency's machine by token; its credential is looked at with every call."""

    scheme_name = "agency"

    def authenticate(self, request: Request) -> tuple[Any, Any]:
        """Who calls."""
        return machines.agency_by_token(self.token(request)), None


class BuyerAuthentication(BearerAuthentication):
    """A person by a buying tool's token, in `Authorization` or `Authentication`; `X-IAA-OW-ID` names the workspace."""

    scheme_name = "buyer"

    def authenticate(self, request: Request) -> tuple[Any, Any]:
        """Who calls."""
        return buyers.by_token(self.token(request), workspace=request.META.get("HTTP_X_IAA_OW_ID")), None

    def token(self, request: Request) -> str:
        """The bearer token of a request, from either header."""
        for name in ("HTTP_AUTHORIZATION", "HTTP_AUTHENTICATION"):
            scheme, _, token = request.META.get(name, "").partition(" ")
            if scheme.lower() == "bearer" and token.strip():
                return str(token.strip())
        raise UnauthenticatedError("Authentication is required: send Authorization: Bearer <token>.")


def basic_credentials(request: Request) -> tuple[str, str] | None:
    """The id and the secret of `Basic <base64>`, in `Authorization` or `Authentication`; None where there are none."""
    for name in ("HTTP_AUTHORIZATION", "HTTP_AUTHENTICATION"):
        scheme, _, text = request.META.get(name, "").partition(" ")
        if scheme.lower() == "basic":
            try:
                key, _, secret = base64.b64decode(text.strip(), validate=True).decode().partition(":")
            except ValueError:  # not Base64, or not UTF-8
                return "", ""
            return key, secret
    return None


class ApiKeyAuthentication(BaseAuthentication):
    """An application by its API key, bare in `Authorization` or in `api-key`."""

    scheme_name: ClassVar[str] = "apiKey"

    def authenticate(self, request: Request) -> tuple[Any, Any]:
        """Who calls.

        Raises:
            UnauthenticatedError: no key, or not a good one.
            TooManyError: too many that were not good came from there.
        """
        text = self._key(request)
        try:
            return machines.by_api_key(text), None
        except UnauthenticatedError:
            address, account = throttling.caller_address(request._request), text.partition(".")[0]
            throttling.check_attempts(address=address, account=account)
            throttling.count_failure(address=address, account=account)
            raise

    def _key(self, request: Request) -> str:
        found: str = request.META.get("HTTP_AUTHORIZATION", "") or request.META.get("HTTP_API_KEY", "")
        if not found.strip():
            raise UnauthenticatedError("Authentication is required: send your API key as Authorization or as api-key.")
        return found.strip()


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes an API key."""

    target_class = ApiKeyAuthentication
    name = ApiKeyAuthentication.scheme_name

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """In the Authorization header, without a scheme before it."""
        return {"type": "apiKey", "in": "header", "name": "Authorization"}
