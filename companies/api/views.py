"""Signing in, for people and for machines, and the company that a person acts for."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from companies import access, credentials, tokens
from companies.api import serializers
from companies.api.authentication import PersonAuthentication
from companies.models import Company, CredentialKind
from core.api import throttling
from core.api.validation import validated
from core.api.views import DialectView
from core.dialects import NATIVE, PARTNER, Dialect
from core.errors import InvalidError, UnauthenticatedError

T = TypeVar("T")

PERSON_TOKENS = OpenApiExample(
    "Tokens",
    {"access_token": "eyJhbGciOi…", "refresh_token": "eyJhbGciOi…", "token_type": "Bearer", "expires_in": 3600},
    response_only=True,
)
MACHINE_TOKEN = OpenApiExample(
    "A token", {"access_token": "eyJhbGciOi…", "token_type": "Bearer", "expires_in": 3600}, response_only=True
)

COMPANY = {
    "id": "019a8f3e-5b0a-7c1f-8a32-1f4e2d3c4b5a",
    "slug": "storhaug",
    "name": "Storhaug",
    "timeZone": "Europe/Oslo",
    "currency": "NOK",
    "language": "nb",
}


def signed_in(request: Request, account: str, sign_in: Callable[[], T]) -> T:
    """Try a sign-in, unless too many failed before it; count it where it fails."""
    address = throttling.caller_address(request._request)
    throttling.check_attempts(address=address, account=account)
    try:
        return sign_in()
    except UnauthenticatedError:
        throttling.count_failure(address=address, account=account)
        raise


class LoginView(DialectView):
    """A person signs in."""

    dialect = NATIVE
    public = True
    authentication_classes = ()

    @extend_schema(
        summary="Sign in",
        operation_id="login",
        request=serializers.LoginSerializer,
        responses={200: serializers.PersonTokensSerializer},
        examples=[
            OpenApiExample("Marketer", {"email": "marketer@storhaug.example", "password": "…"}, request_only=True),
            PERSON_TOKENS,
        ],
    )
    def post(self, request: Request) -> Response:
        """A pair of tokens for an e-mail address and a password."""
        data = validated(serializers.LoginSerializer, self.body())
        found = signed_in(request, data["email"].strip().lower(), lambda: access.login(**data))
        return Response(person_tokens(found))


class RefreshView(DialectView):
    """A person goes on."""

    dialect = NATIVE
    public = True
    authentication_classes = ()

    @extend_schema(
        summary="Refresh the tokens",
        operation_id="refresh",
        request=serializers.RefreshSerializer,
        responses={200: serializers.PersonTokensSerializer},
        examples=[
            OpenApiExample("Refresh", {"refresh_token": "eyJhbGciOi…"}, request_only=True),
            PERSON_TOKENS,
        ],
    )
    def post(self, request: Request) -> Response:
        """A new pair of tokens for a refresh token."""
        data = validated(serializers.RefreshSerializer, self.body())
        return Response(person_tokens(tokens.refreshed(data["refresh_token"])))


def person_tokens(found: tokens.PersonTokens) -> dict[str, Any]:
    """A pair of tokens as the native door shows it."""
    return {
        "access_token": found.access,
        "refresh_token": found.refresh,
        "token_type": "Bearer",
        "expires_in": found.expires_in,
    }


class MachineTokenView(DialectView):
    """A partner's or an agency's machine signs in."""

    dialect: ClassVar[Dialect] = PARTNER
    public = True
    authentication_classes = ()

    @extend_schema(
        summary="Buy a token with an API key and secret",
        request=serializers.KeySerializer,
        responses={200: serializers.MachineTokenSerializer},
        examples=[
            OpenApiExample("Partner", {"api_key": "partner_…", "api_secret": "…"}, request_only=True),
            MACHINE_TOKEN,
        ],
    )
    def post(self, request: Request) -> Response:
        """A token for an hour; there is no refresh, the caller asks again."""
        data = self._keys()
        kinds = (CredentialKind.PARTNER, CredentialKind.AGENCY)
        key, secret = data["api_key"], data["api_secret"]
        credential = signed_in(request, key, lambda: credentials.authenticate(key=key, secret=secret, kinds=kinds))
        return Response(
            {
                "access_token": tokens.for_credential(credential),
                "token_type": "Bearer",
                "expires_in": int(tokens.MACHINE_LIFETIME.total_seconds()),
            }
        )

    def _keys(self) -> dict[str, Any]:
        """The key and the secret; the contract words every fault of this body alike."""
        try:
            return validated(serializers.KeySerializer, self.body())
        except InvalidError as error:
            raise InvalidError("Invalid request body", faults=error.faults, code="INVALID_BODY") from error


class CompanyView(DialectView):
    """The company that the caller acts for."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)

    @extend_schema(
        summary="The company that you act for",
        operation_id="company",
        responses={200: serializers.CompanySerializer},
        examples=[OpenApiExample("Storhaug", COMPANY, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        """Its names, its time zone and its money."""
        company = Company.objects.get(pk=self.principal.company_id)
        return Response(serializers.company(company))
