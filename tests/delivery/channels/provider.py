"""A small real server that speaks some provider's API as far as a test needs it, and keeps what it was asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.core.servers import Server, Visit, page, serving


@dataclass
class Call:
    """One call, read.

    Args:
        method: of HTTP.
        path: with its query.
        headers: by lower-case name.
        raw: the body's bytes.
    """

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw.decode(), keep_blank_values=True))


@dataclass
class Provider:
    """A provider under test.

    Args:
        server: the listening one.
        answers: by "METHOD path" without the query; a list is worked off, its last one stays.
        calls: what came.
    """

    server: Server
    answers: dict[str, Any] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url.rstrip("/")

    def answer(self, route: str, body: Any = None, status: int = 200, **headers: str) -> None:
        """Answer a route from now on."""
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if not any(line.lower().startswith("content-type") for line in lines):
            lines.append("Content-Type: application/json")
        self.answers.setdefault(route, []).append(page(raw, f"{status} Said", *lines))

    def hang_up(self, route: str) -> None:
        """Read the call and say nothing."""
        self.answers.setdefault(route, []).append(None)

    def paths(self) -> list[str]:
        return [f"{call.method} {call.path}" for call in self.calls]

    def handle(self, visit: Visit) -> bool:
        head, _, body = visit.request.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        self.calls.append(Call(method, path, headers, body))
        left = self.answers.get(f"{method} {path.partition('?')[0]}", [page(b"{}", "404 Not Found")])
        answer = left.pop(0) if len(left) > 1 else left[0]
        if answer is None:
            visit.reset()
            return False
        visit.send(answer)
        return True


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve until the block ends."""
    found: list[Provider] = []
    with serving(lambda visit: found[0].handle(visit)) as server:
        found.append(Provider(server))
        yield found[0]
