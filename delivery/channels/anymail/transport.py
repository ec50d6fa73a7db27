"""django-anymail brings an HTTP client of its own: this is what stands in place of its network."""

import io
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import BaseAdapter

from delivery.channels.wire import Wire

# The body is unpacked and whole already.
_SPENT = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})


class WireAdapter(BaseAdapter):
    """Hands each request to the wire, which goes out by `core.http`.

    Args:
        wire: of the account.
    """

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Send a request and return the whole answer."""
        body = request.body.encode() if isinstance(request.body, str) else request.body or None
        if body is not None and not isinstance(body, bytes):
            raise requests.exceptions.InvalidJSONError("A body that is read piece by piece is not sent.")
        answer = self._wire.call(
            request.method or "GET", request.url or "", content=body, headers=_plain(request.headers)
        )
        response = requests.Response()
        response.status_code = answer.status
        response.url = answer.url
        response.request = request
        response.raw = io.BytesIO(answer.content)
        response.headers.update({name: value for name, value in answer.headers.items() if name.lower() not in _SPENT})
        return response

    def close(self) -> None:
        """The wire's owner closes it."""


def lead(session: Any, wire: Wire) -> None:
    """Have a session know no other way out than the wire."""
    session.trust_env = False  # no proxy and no password from the environment
    session.max_redirects = 0
    session.mount("https://", WireAdapter(wire))
    session.mount("http://", WireAdapter(wire))


def _plain(headers: Mapping[str, Any]) -> dict[str, str]:
    return {name: value.decode("latin-1") if isinstance(value, bytes) else value for name, value in headers.items()}
