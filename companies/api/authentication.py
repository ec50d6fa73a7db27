"""From the Authorization header to who is calling."""

from typing import Any

from rest_framework.request import Request

from companies import access, tokens
from companies.models import CredentialKind
from core.api.views import BearerAuthentication


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
