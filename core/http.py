"""The only way out of the product: public addresses, one deadline, caps, and no redirect that is not checked.

What it stands on is in `core.outbound`. No proxy, certificate or password is taken from the environment, and
no cookie is kept between hops.
"""

import functools
import ssl
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from types import TracebackType
from typing import Final, Self

import httpcore2
import httpx2
from django.conf import settings

from core.errors import OutboundError
from core.outbound import body, faults, urls
from core.outbound.budget import Budget, Limits, spending
from core.outbound.call import IDEMPOTENT, Call
from core.outbound.names import Resolver, resolve_by_system
from core.outbound.response import FetchedResponse
from core.outbound.transport import PORTS, Connector, Guard, check_path, connect_by_socket

__all__ = ["FetchedResponse", "Limits", "OutboundClient", "OutboundError", "fetch"]

USER_AGENT: Final = "Muster/0.1.0 (+landing page reader)"
ACCEPT: Final = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"


class OutboundClient:
    """Fetches from the outside world; share one to reuse its connections, from as many threads as wished.

    Args:
        allow: `host:port` pairs that may lead to addresses and ports which are not public; the setting
            OUTBOUND_ALLOW unless given.
        ports: the only ones connected to otherwise.
        keepalive: how many idle connections are kept for the next fetch.
        user_agent: how we introduce ourselves.
        ssl_context: the system's certificate authorities unless given.
        resolver: from a name to its addresses.
        connector: from an address to a connected socket.
    """

    def __init__(
        self,
        *,
        allow: Collection[str] | None = None,
        ports: Collection[int] = PORTS,
        keepalive: int = 0,
        user_agent: str = USER_AGENT,
        ssl_context: ssl.SSLContext | None = None,
        resolver: Resolver = resolve_by_system,
        connector: Connector = connect_by_socket,
    ) -> None:
        self._opened = opened = _opened_by_settings if allow is None else lambda: allow
        self._user_agent = user_agent
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl_context or _system_authorities(),
            max_connections=max(10, keepalive),
            max_keepalive_connections=keepalive,
            keepalive_expiry=15.0,
            network_backend=Guard(allow=opened, ports=ports, resolver=resolver, connector=connector),
        )

    def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> FetchedResponse:
        """Fetch an address; GET and HEAD follow redirects, other methods get the redirect itself.

        Args:
            url: absolute, http or https.
            method: of HTTP.
            headers: beside our own; those that could be secrets do not follow to another server.
            content: the body to send.
            limits: time, bytes, redirects, retries.

        Returns:
            The answer, whatever its status.

        Raises:
            OutboundError: everything that can go wrong out there, with its code.
        """
        call = Call(method.upper(), urls.parse(url), self._headers(headers), content)
        with spending(limits) as budget:
            return self._retried(call, budget)

    def close(self) -> None:
        """Close the connections that are kept."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _headers(self, given: Mapping[str, str] | None) -> httpx2.Headers:
        headers = httpx2.Headers({"User-Agent": self._user_agent, "Accept": ACCEPT})
        try:
            headers.update(given)
        except UnicodeEncodeError as error:
            raise faults.bad_request(str(error)) from error
        return headers

    def _retried(self, call: Call, budget: Budget) -> FetchedResponse:
        retries = budget.limits.retries if call.method in IDEMPOTENT else 0
        for attempt in range(retries):
            pause = budget.limits.backoff * 2**attempt
            try:
                response = self._followed(call, budget)
            except OutboundError as error:
                if error.permanent or not budget.affords(pause):
                    raise
            else:
                pause = max(pause, response.retry_after or 0.0)
                if not faults.is_retryable(response.status) or not budget.affords(pause):
                    return response
            time.sleep(pause)
            budget.restart()
        return self._followed(call, budget)

    def _followed(self, call: Call, budget: Budget) -> FetchedResponse:
        while True:
            answer = self._exchanged(call, budget)
            if isinstance(answer, FetchedResponse):
                return answer
            call = call.redirected(answer, budget.limits.max_redirects)

    def _exchanged(self, call: Call, budget: Budget) -> FetchedResponse | httpx2.URL:
        check_path(call.url, self._opened())
        request = call.request(budget.seconds())
        with _translated(budget), closing(self._pool.handle_request(request)) as answer:
            headers = httpx2.Headers(answer.headers)
            target = call.target(answer.status, headers, budget.limits.max_redirects)
            if target is not None:
                return target
            content = b"" if call.method == "HEAD" else body.read(answer.iter_stream(), headers, budget)
            return FetchedResponse(str(call.url), answer.status, headers, content, call.hops)


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    allow: Collection[str] | None = None,
) -> FetchedResponse:
    """Fetch one address over a connection of its own; see `OutboundClient.fetch`.

    Args:
        url: absolute, http or https.
        method: of HTTP.
        headers: beside our own.
        content: the body to send.
        limits: time, bytes, redirects, retries.
        allow: instead of the setting OUTBOUND_ALLOW.

    Returns:
        The answer, whatever its status.

    Raises:
        OutboundError: everything that can go wrong out there, with its code.
    """
    with OutboundClient(allow=allow) as client:
        return client.fetch(url, method=method, headers=headers, content=content, limits=limits)


@contextmanager
def _translated(budget: Budget) -> Iterator[None]:
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise faults.timed_out(budget.limits.deadline) from error
    except httpcore2.RemoteProtocolError as error:
        raise (faults.connection_lost if budget.hung_up else faults.bad_answer)(str(error)) from error
    except httpcore2.LocalProtocolError as error:
        raise faults.bad_request(str(error)) from error


@functools.cache
def _system_authorities() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


def _opened_by_settings() -> Collection[str]:
    opened: Collection[str] = getattr(settings, "OUTBOUND_ALLOW", frozenset())
    return opened
