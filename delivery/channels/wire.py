"""The way to a provider's API: one client with its connections, and what a failed call means for what it carried."""

import socket
import threading
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import orjson

from core.errors import OutboundError
from core.http import FetchedResponse, Limits, OutboundClient
from delivery.channels.base import UncertainError

USER_AGENT: Final = "Muster/0.1.0"
WIDTH: Final = 8  # messages under way at once through one account in one process
MOST_BYTES: Final = 5_000_000

# With these nobody has read a request: there was no connection, or none that could be trusted.
_NEVER_ARRIVED: Final = frozenset(
    {
        "BAD_URL", "BAD_REQUEST", "PRIVATE_ADDRESS", "PORT_REFUSED", "NAME_NOT_FOUND", "NAME_LOOKUP_FAILED",
        "CONNECTION_REFUSED", "UNREACHABLE", "BAD_CERTIFICATE", "TLS_FAILED",
    }
)  # fmt: skip
# A gateway says so when it heard nothing, or nothing of sense, from whoever may have done the work (RFC 9110).
_LOST_BEHIND_A_GATEWAY: Final = frozenset({502, 504})

_WORDS: Final = {
    "PRIVATE_ADDRESS": "is not a public address. The operator can open it with OUTBOUND_ALLOW.",
    "PORT_REFUSED": "is addressed by a port that is not opened. The operator can open it with OUTBOUND_ALLOW.",
    "NAME_NOT_FOUND": "was not found: no server has this name.",
    "NAME_LOOKUP_FAILED": "could not be looked up.",
    "CONNECTION_REFUSED": "refused the connection.",
    "UNREACHABLE": "could not be reached.",
    "TIMEOUT": "did not answer in time.",
    "CONNECTION_LOST": "hung up before it answered.",
    "BAD_ANSWER": "gave an answer that could not be understood.",
    "BAD_ENCODING": "gave an answer that could not be read.",
    "TOO_LARGE": "gave an answer that is too large.",
    "BAD_CERTIFICATE": "has a certificate that is not valid.",
    "TLS_FAILED": "made no secure connection.",
    "BAD_REQUEST": "was not called: the call could not be written.",
}


class Wire:
    """Calls one provider, from as many threads as wished.

    Args:
        base_url: what paths are added to.
        headers: of every call.
        timeout: seconds for a call, all in all.
    """

    def __init__(self, base_url: str, *, headers: Mapping[str, str] | None = None, timeout: float = 20.0) -> None:
        self.base_url = base_url.rstrip("/")
        self.host = urlsplit(base_url).hostname or ""
        self._headers = dict(headers or {})
        self._limits = Limits(deadline=timeout, max_bytes=MOST_BYTES, max_wire_bytes=MOST_BYTES, max_redirects=0)
        self._state = threading.local()
        self._client = OutboundClient(keepalive=WIDTH, user_agent=USER_AGENT, connector=self._connect)

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> FetchedResponse:
        """Call the provider.

        Args:
            method: of HTTP.
            path: below the base URL, or a whole address.
            json: a body, or else `form`, or else `content` as it is.
            headers: beside those of every call.

        Raises:
            UncertainError: it may have been read, and there is no answer of the provider itself.
            OutboundError: it was never read.
        """
        body, content_type = _body(json, form, content)
        url = path if "://" in path else f"{self.base_url}/{path.removeprefix('/')}" if path else self.base_url
        sent = {"Accept": "application/json", **content_type, **self._headers, **(headers or {})}
        self._state.connecting = False
        try:
            answer = self._client.fetch(url, method=method, headers=sent, content=body, limits=self._limits)
        except OutboundError as error:
            raise self._fault(error, urlsplit(url).hostname or self.host) from error
        if answer.status in _LOST_BEHIND_A_GATEWAY and method not in ("GET", "HEAD"):
            raise UncertainError(f"{self.host} answered {answer.status}: whether it took this is not known.")
        return answer

    def fetch(self, url: str, *, most_bytes: int) -> FetchedResponse:
        """Read a file from anywhere, such as a picture to be uploaded; none of our headers go there.

        Raises:
            OutboundError: it cannot be read; never an `UncertainError`.
        """
        limits = Limits(deadline=self._limits.deadline, max_bytes=most_bytes, max_wire_bytes=most_bytes + 100_000)
        answer = self._client.fetch(url, headers={"Accept": "*/*"}, limits=limits)
        answer.raise_for_status()
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _connect(self, address: str, port: int, seconds: float) -> socket.socket:
        # Called in the caller's thread, and only where no kept connection serves: a time-out in here means that
        # nothing was handed over.
        self._state.connecting = True
        connection = socket.create_connection((address, port), seconds)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._state.connecting = False
        return connection

    def _fault(self, error: OutboundError, host: str) -> OutboundError:
        message = f"{host} {_WORDS.get(error.code, 'could not be called.')}"
        if error.code in _NEVER_ARRIVED or self._state.connecting:
            return OutboundError(message, permanent=error.permanent, code=error.code, detail=error.detail)
        return UncertainError(message, detail=error.detail)


def _body(json: Any, form: Mapping[str, str] | None, content: bytes | None) -> tuple[bytes | None, dict[str, str]]:
    if json is not None:
        return orjson.dumps(json), {"Content-Type": "application/json"}
    if form is not None:
        return urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    return content, {}
