"""A real SMTP server that takes mails, and misbehaves for some recipients."""

import asyncio
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HANG = 30.0


@dataclass
class Sink:
    """What came.

    Args:
        pipelines: whether PIPELINING is offered.
        mails: recipient and content of each mail that was taken.
        refused_senders: what MAIL FROM is answered; empty for yes.
        connections: how many there were.
        keeps_content: whether what the mails say is kept; of very many it would fill the memory.
    """

    pipelines: bool = True
    keeps_content: bool = True
    mails: list[tuple[str, bytes]] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    refuse_sender: str = ""
    goodbye_after: int = 0
    connections: int = 0
    dropped: set[str] = field(default_factory=set)
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def recipients(self) -> list[str]:
        return sorted(recipient for recipient, _ in self.mails)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return [*responses[:-1], *(["250-PIPELINING"] if self.pipelines else []), responses[-1]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        taken = getattr(session, "taken", 0)
        if self.goodbye_after and taken >= self.goodbye_after:
            return "421 4.7.0 Too many mails on this connection"
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        self.senders.append(address)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        what = address.partition("@")[0].partition("+")[0]
        if what in ("drop", "drop-once") and (what == "drop" or address not in self.dropped):
            self.dropped.add(address)
            return self._drop(server)
        if what == "hang":
            await asyncio.sleep(HANG)
        answers = {
            "greylisted": "450 4.2.0 Greylisted, come back later",
            "nobody": "550 5.1.1 No such mailbox",
            "full": "552 5.2.2 Mailbox full",
            "unsigned": "530 5.7.0 Authentication required",
        }
        if what in answers:
            return answers[what]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        recipient = envelope.rcpt_tos[0]
        what = recipient.partition("@")[0].partition("+")[0]
        if what == "refused-late":
            return "554 5.7.1 This looks like spam"
        if what == "busy-late":
            return "451 4.3.0 Try again later"
        with self.lock:
            self.mails.append((recipient, (envelope.original_content or b"") if self.keeps_content else b""))
        session.taken = getattr(session, "taken", 0) + 1  # type: ignore[attr-defined]
        if what == "taken-and-dropped":
            return self._drop(server)
        if what == "taken-and-hung":
            await asyncio.sleep(HANG)
        return "250 2.0.0 Queued as 1234"

    @staticmethod
    def _drop(server: SMTP) -> str:
        if server.transport is not None:
            server.transport.abort()
        return "250 never seen"


def _ended(loop: asyncio.AbstractEventLoop) -> None:
    """End whatever hangs, so that nothing is left behind."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.wait(left))
    loop.close()


@contextmanager
def sink(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    password: str = "",
    needs_auth: bool = False,
    auth_exclude: tuple[str, ...] = (),
    pipelines: bool = True,
    **behaviour: Any,
) -> Iterator[Sink]:
    """Serve until the block ends."""
    found = Sink(pipelines=pipelines, **behaviour)

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password.decode() == password
        return AuthResult(success=good, handled=good)

    options: dict[str, Any] = {"tls_context": starttls, "require_starttls": bool(starttls), "enable_SMTPUTF8": True}
    if password or needs_auth:
        options |= {
            "authenticator": authenticate,
            "auth_require_tls": False,
            "auth_required": True,
            "auth_exclude_mechanism": list(auth_exclude),
        }
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        with warnings.catch_warnings():  # that passwords in the open are unwise is what some tests are about
            warnings.simplefilter("ignore")
            return SMTP(found, hostname="sink.example", loop=loop, **options)

    server = loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", 0, ssl=tls))
    found.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        _ended(loop)
