"""A request on its way: what it carries, and what of that may go on to the next server."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import httpcore2
import httpx2

from core.outbound import body, faults, urls

READS = frozenset({"GET", "HEAD"})
IDEMPOTENT = READS | {"OPTIONS", "PUT", "DELETE"}  # RFC 9110 section 9.2.2

# What may follow to another server. All else that a caller sends can be a secret: Authorization, X-Api-Key.
_HARMLESS = frozenset({"accept", "accept-language", "user-agent"})
# Ours to set: with them a caller could name another server, or frame the body, differently than we check it.
_OURS = frozenset(
    {
        "host",
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "te",
        "transfer-encoding",
        "upgrade",
    }
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, and the addresses that sent it here.

    Args:
        method: of HTTP, in capitals.
        url: checked by `urls.parse`.
        headers: of the caller.
        content: the body, if there is one.
        hops: the addresses before this one.
    """

    method: str
    url: httpx2.URL
    headers: httpx2.Headers
    content: bytes | None = None
    hops: tuple[str, ...] = ()

    def target(self, status: int, headers: Mapping[str, str], limit: int) -> httpx2.URL | None:
        """Where an answer sends this call, or None where it is the answer itself.

        Raises:
            OutboundError: BAD_URL.
        """
        location = headers.get("location")
        if status not in urls.REDIRECTS or not location or self.method not in READS or not limit:
            return None
        return urls.follow(self.url, location)

    def redirected(self, url: httpx2.URL, limit: int) -> Self:
        """The call at the next address, without what belongs to the previous server.

        Args:
            url: the next address.
            limit: how many redirects are followed.

        Raises:
            OutboundError: REDIRECT_LOOP, TOO_MANY_REDIRECTS.
        """
        hops = (*self.hops, str(self.url))
        if str(url) in hops:
            raise faults.redirect_loop(str(url))
        if len(hops) > limit:
            raise faults.too_many_redirects(limit, str(url))
        headers = self.headers
        if urls.origin(url) != urls.origin(self.url):
            headers = httpx2.Headers([pair for pair in headers.multi_items() if pair[0] in _HARMLESS])
        return replace(self, url=url, headers=headers, hops=hops)

    def request(self, seconds: float) -> httpcore2.Request:
        """The request to send.

        Args:
            seconds: to wait for a connection of the pool; all other waits ask the running budget themselves.
        """
        url = self.url
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        extensions = {"timeout": {"pool": seconds}}
        return httpcore2.Request(
            self.method, target, headers=self._wire_headers(), content=self.content, extensions=extensions
        )

    def _wire_headers(self) -> list[tuple[bytes, bytes]]:
        ours = {"Host": self.url.netloc.decode("ascii"), "Accept-Encoding": body.ACCEPT_ENCODING}
        if self.content is not None:
            ours["Content-Length"] = str(len(self.content))
        theirs = [(name, value) for name, value in self.headers.raw if name.lower().decode() not in _OURS]
        return httpx2.Headers(ours).raw + theirs
