"""Middleware, in two kinds: for every call, and only for people in the back office.

A machine's call pays for nothing that only a person's session needs.
"""

import re
import select
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware import common
from whitenoise.middleware import WhiteNoiseMiddleware

from companies.backoffice import company_scope_of
from core.context import acting

GetResponse = Callable[[HttpRequest], HttpResponse]

# Not "/campaigns/": that is a page for people.
MACHINE_PATHS = (
    "/api/", "/auth/", "/campaign/", "/v4/", "/v1/", "/agency/", "/healthz", "/readyz", "/webhooks/", "/t/", "/o/",
    "/u/",
)  # fmt: skip
# The agency door's other address: the company's uuid comes first.
_OF_AGENCY = re.compile(r"/[^/]+/agency/")


def is_machine_call(request: HttpRequest) -> bool:
    """Whether a call comes through one of the five doors, or by a tracked address: nobody's session is asked for."""
    path = request.path_info
    return path.startswith(MACHINE_PATHS) or bool(_OF_AGENCY.match(path))


class ForPeople:
    """Mixed in before a middleware that steps aside for machines."""

    def __call__(self, request: HttpRequest) -> Any:
        """Step aside, or do the usual."""
        if is_machine_call(request):
            return self.get_response(request)  # type: ignore[attr-defined]  # the other base has it
        return super().__call__(request)  # type: ignore[misc]  # the other base has it


class SessionMiddleware(ForPeople, sessions.SessionMiddleware):
    """Django's, for people."""


class CommonMiddleware(ForPeople, common.CommonMiddleware):
    """Django's, for people."""


class AuthenticationMiddleware(ForPeople, auth.AuthenticationMiddleware):
    """Django's, for people."""


class MessageMiddleware(ForPeople, messages.MessageMiddleware):
    """Django's, for people."""


class StaticFilesMiddleware(ForPeople, WhiteNoiseMiddleware):
    """Whitenoise's, for people."""


def trust_open_connection() -> None:
    """Spare the `SELECT 1` by which Django checks a kept connection at each call.

    A server that went away has closed the socket, and a closed socket can be read from: looking costs microseconds
    where asking costs a tenth of a short call. When in doubt Django asks.
    """
    kept = connection.connection
    if kept is None or kept.closed:
        return
    socket = select.poll()
    socket.register(kept.fileno(), select.POLLIN)
    if not socket.poll(0):
        connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs lag behind


class RequestContextMiddleware:
    """Gives every call an id that joins its log lines, its audit facts and its answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the context for the call."""
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if 0 < len(given) <= 64 and given.isascii() and given.isprintable() else uuid.uuid4().hex
        trust_open_connection()
        with acting(request_id=request_id):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        if not response.streaming and "Content-Length" not in response.headers:
            response.headers["Content-Length"] = str(len(response.content))
        return response


class BackOfficeMiddleware:
    """Opens the scope of the company that a person looks at."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the scope; pages are rendered before it closes."""
        if is_machine_call(request):
            return self.get_response(request)
        if "%00" in request.META.get("QUERY_STRING", ""):  # PostgreSQL has no NUL in its texts
            raise BadRequest("The address holds a NUL character.")
        with company_scope_of(request):
            return self.get_response(request)
