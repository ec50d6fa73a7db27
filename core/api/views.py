"""The base of every door's views: sign in, open the company's scope, call one function, answer in the door's words."""

from contextlib import ExitStack
from typing import Any, ClassVar, Protocol

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions, renderers
from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from core.api.answers import Answer, as_json
from core.api.body import read_object
from core.context import Actor, acting
from core.dialects import NATIVE, Dialect, Refusal
from core.errors import DomainError, InvalidError, NotFoundError, TooLargeError, UnauthenticatedError
from core.tenancy import company_scope

log = structlog.get_logger(__name__)

UNEXPECTED = "Unexpected server error. Please try again later."
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Principal(Protocol):
    """Who calls: a person as a member of one company, or a company's machine."""

    company_id: int

    @property
    def actor(self) -> Actor:
        """As audit facts name them."""

    def check_right(self, right: str) -> None:
        """Raise ForbiddenError where they lack the right (`view`, `edit`, …)."""


class JSONRenderer(renderers.BaseRenderer):
    """JSON as bytes by orjson; instants in UTC with `Z`."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """Serialise; no data, no body."""
        return as_json(data)


class OnlyJSON(BaseContentNegotiation):
    """Every door speaks JSON whatever the Accept header says: a machine never gets 406."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The only one."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """The only one."""
        return renderers[0], renderers[0].media_type


class BearerAuthentication(BaseAuthentication):
    """The base of signing in by `Authorization: Bearer <token>`.

    Attributes:
        scheme_name: what the OpenAPI document calls it.
    """

    scheme_name: ClassVar[str] = "bearer"

    def token(self, request: Request) -> str:
        """The bearer token of a request.

        Raises:
            UnauthenticatedError: there is none.
        """
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise UnauthenticatedError("Authentication is required: send Authorization: Bearer <token>.")
        return str(token.strip())


class DialectView(APIView):
    """A view of one door.

    Attributes:
        dialect: how it words refusals.
        public: whether it answers callers who have not signed in.
        rights: the right that a method, or an action of a view set, needs; unlisted: `view` to read, `edit` to write.
    """

    dialect: ClassVar[Dialect]
    public: ClassVar[bool] = False
    rights: ClassVar[dict[str, str]] = {}
    permission_classes = ()
    renderer_classes = (JSONRenderer,)
    parser_classes = (JSONParser,)
    content_negotiation_class = OnlyJSON
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]  # not OPTIONS: the OpenAPI document describes
    request: Request
    principal: Any = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer inside a scope that ends with the answer."""
        with ExitStack() as self._scopes:
            self._scopes.enter_context(acting(door=self.dialect.name))
            return super().dispatch(request, *args, **kwargs)

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Without parsers: `body` reads the body, more strictly than they do."""
        return Request(request, authenticators=self.get_authenticators(), negotiator=self.get_content_negotiator())

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Sign in, open the scope of the caller's company, and check the right to call this at all.

        Of DRF's own steps the negotiation of a format and a version are left out: a door has one of each.
        """
        self.perform_authentication(request)
        self.check_permissions(request)
        self.check_throttles(request)
        if self.public:
            return
        principal: Principal | None = request.user  # type: ignore[assignment]  # ours, not Django's user
        if principal is None:
            raise UnauthenticatedError("Authentication is required.")
        self.principal = principal
        self._scopes.enter_context(company_scope(principal.company_id))
        self._scopes.enter_context(acting(actor=principal.actor))
        principal.check_right(self._right(request.method or ""))

    def _right(self, method: str) -> str:
        usual = self.rights.get(method, "view" if method in SAFE_METHODS else "edit")
        return self.rights.get(getattr(self, "action", None) or "", usual)

    def body(self) -> dict[str, Any]:
        """The request's JSON object."""
        return read_object(self.request._request)


class DialectViewSet(ViewSetMixin, DialectView):
    """Several views of one resource."""


def render_exception(error: Exception, context: dict[str, Any]) -> Answer:
    """Any exception as an answer in the words of the view's door; what nobody foresaw is logged and is a 500."""
    dialect: Dialect = getattr(context["view"], "dialect", NATIVE)  # the documents' views belong to no door
    refusal = _refusal(error, dialect)
    return Answer(dialect.body(refusal), status=refusal.status, headers=refusal.headers)


def _refusal(error: Exception, dialect: Dialect) -> Refusal:
    if isinstance(error, DomainError):
        return _domain_refusal(error, dialect)
    if isinstance(error, Http404):
        return Refusal(404, NotFoundError("Not found"))
    if isinstance(error, RequestDataTooBig):
        return Refusal(413, TooLargeError("The body is too large."))
    if isinstance(error, SuspiciousOperation):  # a host that is not served, or thousands of parameters
        return Refusal(400, InvalidError("The request is not valid."))
    if isinstance(error, exceptions.APIException):
        return _transport_refusal(error)
    log.exception("unexpected_error", door=dialect.name)
    return Refusal(500, DomainError(UNEXPECTED))


def _domain_refusal(error: DomainError, dialect: Dialect) -> Refusal:
    headers = {"WWW-Authenticate": dialect.challenge} if isinstance(error, UnauthenticatedError) else {}
    if "retry_after" in error.data:
        headers["Retry-After"] = str(error.data["retry_after"])
    return Refusal(dialect.status_of(error), error, headers)


def _transport_refusal(error: exceptions.APIException) -> Refusal:
    """What DRF itself refuses: a wrong method above all."""
    return Refusal(error.status_code, DomainError(str(error.detail)))
