"""One connection to an SMTP server: commands out, replies in, nothing about mails."""

import asyncio
import math
import ssl
from collections import deque

from delivery.channels.smtp.replies import Reply, parse

MOST_BUFFERED = 64 * 1024
MOST_LINES = 200


class LostError(Exception):
    """The connection is gone, or as good as gone: the server keeps silent."""


class Line(asyncio.Protocol):
    """Bytes out, replies in.

    Args:
        timeout: seconds to wait for a reply.
    """

    def __init__(self, timeout: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._timeout = timeout
        self._transport: asyncio.Transport | None = None
        self._buffer = b""  # a line that has no end yet
        self._lines: list[str] = []
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._lost = ""
        self._until = math.inf  # when whoever waits has waited for too long
        self._alarm: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio's own promise
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake who waits."""
        self._end("hung up")

    def data_received(self, data: bytes) -> None:
        """Take replies apart."""
        lines = (self._buffer + data).split(b"\n")
        self._buffer = lines.pop()
        try:
            for line in lines:
                self._take(line.rstrip(b"\r"))
            self._wake()
            if len(self._buffer) > MOST_BUFFERED:
                raise ValueError("The server's answer has no end.")
        except ValueError:
            self.abort("gave an answer that is not SMTP")

    def _take(self, line: bytes) -> None:
        reply, is_last = parse(line)
        if is_last and not self._lines:  # as nearly all
            self._replies.append(reply)
            return
        self._lines += reply.lines
        if len(self._lines) > MOST_LINES:
            raise ValueError("The server's answer has no end.")
        if is_last:
            self._replies.append(Reply(reply.code, tuple(self._lines)))
            self._lines = []

    def write(self, data: bytes) -> None:
        """Send, without waiting.

        Raises:
            LostError: nobody is there any more.
        """
        if self._lost or self._transport is None:
            raise LostError(self._lost)
        self._transport.write(data)

    async def reply(self) -> Reply:
        """The next reply.

        Raises:
            LostError: it will not come.
        """
        if not self._replies:
            await self._wait(1)
        return self._replies.popleft()

    async def replies(self, count: int) -> list[Reply]:
        """The next replies, once all of them are there: they mostly come in one piece.

        Raises:
            LostError: they will not come.
        """
        if len(self._replies) < count:
            await self._wait(count)
        return [self._replies.popleft() for _ in range(count)]

    async def _wait(self, count: int) -> None:
        while len(self._replies) < count:
            if self._lost:
                raise LostError(self._lost)
            self._waiter = self._loop.create_future()
            self._until = self._loop.time() + self._timeout
            self._watch()
            try:
                await self._waiter
            finally:
                self._until = math.inf

    def _watch(self) -> None:
        """See to it that nobody waits for ever: one alarm for many waits, since almost none of them lasts."""
        if self._alarm is None or self._alarm.when() > self._until:
            self._unwatch()
            self._alarm = self._loop.call_at(self._until, self._look)

    def _unwatch(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _look(self) -> None:
        """The time of some earlier wait is over; that of the present one may not be."""
        self._alarm = None
        if self._until <= self._loop.time():
            self.abort("did not answer in time")
        elif self._until < math.inf:
            self._watch()

    async def ask(self, command: str) -> Reply:
        """Send a command and wait for its reply."""
        self.write(command.encode() + b"\r\n")
        return await self.reply()

    async def secure(self, context: ssl.SSLContext, name: str) -> None:
        """Speak TLS from here on.

        Raises:
            LostError: something came before the handshake, which would be taken for a secured answer (CVE-2011-0411).
            OSError: the handshake failed.
        """
        if self._buffer or self._replies or self._transport is None:
            self.abort("answered before the connection was secure")
            raise LostError(self._lost)
        found = await self._loop.start_tls(
            self._transport, self, context, server_hostname=name, ssl_handshake_timeout=self._timeout
        )
        if found is None:
            raise LostError(self._lost or "hung up")
        self._transport = found

    @property
    def is_idle(self) -> bool:
        """Whether it is open and the server has said nothing unasked, such as a goodbye."""
        return not self._lost and not self._replies and not self._buffer

    @property
    def tls_version(self) -> str:
        """As `TLSv1.3`; empty where nothing is encrypted."""
        found = self._transport.get_extra_info("ssl_object") if self._transport else None
        return found.version() if found else ""

    def abort(self, why: str = "was given up") -> None:
        """Close at once."""
        self._end(why)
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """Close, once everything is on its way."""
        self._end("was closed")
        if self._transport is not None:
            self._transport.close()

    def _end(self, why: str) -> None:
        self._lost = self._lost or why
        self._unwatch()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
