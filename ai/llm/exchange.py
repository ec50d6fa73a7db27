"""The way to the language model's server: by `core.http`, within one deadline, with retries that keep to it.

The operator's base URL is trusted configuration: its one `host:port` may be private, as a model server in the same
house is. Nothing else is opened: redirects are not followed, no other address can be reached, time and bytes are
capped, and neither proxy nor certificate comes from the environment.
"""

import functools
import secrets
import time
from collections.abc import Mapping
from typing import Final

from ai.llm import answers, errors
from ai.llm.errors import AssistantError
from ai.llm.settings import Settings
from core.errors import OutboundError
from core.http import FetchedResponse, Limits, OutboundClient

USER_AGENT: Final = "Muster/0.1.0 (assistant)"
# What a server needs. The providers' libraries would also tell it about this machine.
_HEADERS: Final = frozenset({"accept", "content-type", "anthropic-version", "anthropic-beta"})
_KEY_HEADERS: Final = frozenset({"authorization", "x-api-key"})


class Exchange:
    """All that goes to and fro for one question, under one clock.

    Args:
        settings: of the model.
        outbound: leads to the settings' server and nowhere else.
    """

    def __init__(self, settings: Settings, outbound: OutboundClient | None = None) -> None:
        self._settings = settings
        self._outbound = outbound or way_out(settings.server, settings.port)
        self._ends = time.monotonic() + settings.timeout
        self.fault: Exception | None = None
        self.sent = 0
        self.received = 0

    def send(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> FetchedResponse:
        """Send one request, again where that may help, and keep the fault: the libraries above wrap it.

        Args:
            method: of HTTP.
            url: absolute.
            headers: only those that the server needs are sent.
            content: the body.

        Raises:
            AssistantError: everything that can go wrong.
        """
        names = _HEADERS | _KEY_HEADERS if self._settings.api_key else _HEADERS
        kept = {name: value for name, value in headers.items() if name.lower() in names}
        try:
            answer = self._retried(method, url, kept, content)
        except Exception as error:
            self.fault = error
            raise
        self.sent += len(content)
        self.received += len(answer.content)
        return answer

    def _retried(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> FetchedResponse:
        for attempt in range(self._settings.retries):
            try:
                return self._once(method, url, headers, content)
            except AssistantError as error:
                pause = max(error.retry_after, self._backoff(attempt))
                if error.permanent or time.monotonic() + pause >= self._ends:
                    raise
            time.sleep(pause)
        return self._once(method, url, headers, content)

    def _backoff(self, attempt: int) -> float:
        """Seconds, with a tenth more or less: many workers must not come back at the same moment."""
        return self._settings.backoff * 2.0**attempt * (0.9 + secrets.randbelow(200) / 1000)

    def _once(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> FetchedResponse:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise errors.timed_out(self._settings.timeout)
        cap = self._settings.max_bytes
        limits = Limits(deadline=left, max_wire_bytes=cap, max_bytes=cap, max_redirects=0)
        try:
            answer = self._outbound.fetch(url, method=method, headers=headers, content=content, limits=limits)
        except OutboundError as error:
            raise errors.from_outbound(error, self._settings.timeout) from error
        answers.check(answer, self._settings.api_key)
        return answer


@functools.lru_cache(maxsize=8)
def way_out(server: str, port: int) -> OutboundClient:
    """A client that leads to this server, shared so that its connections are kept.

    Args:
        server: `host:port`.
        port: the port, which need not be one for web pages.
    """
    return OutboundClient(allow=frozenset({server}), ports=frozenset({port}), keepalive=4, user_agent=USER_AGENT)
