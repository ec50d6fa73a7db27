"""E-mail by a mail server."""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from core.channels import Channel as Reach
from delivery.channels.base import Account, Channel, Outcome, Outgoing
from delivery.channels.fields import Field
from delivery.channels.mail.skeleton import SENDER_FIELDS, Skeleton
from delivery.channels.smtp.line import LostError
from delivery.channels.smtp.pump import Pump
from delivery.channels.smtp.session import OFF, STARTTLS, TLS, Server, Session, open_session

WIDTH: Final = 8


class Smtp(Channel):
    """E-mail by a mail server: connections are kept from batch to batch."""

    kind = "smtp"
    label = "E-mail (SMTP)"
    icon = "mail"
    about = "E-mail by any mail server: your own, or a provider's."
    carries = (Reach.EMAIL.value,)
    names_by_key = True
    fields = (
        *SENDER_FIELDS,
        Field("host", "Mail server", "host", help="For instance smtp.example.com."),
        Field("port", "Port", "integer", default=587, least=1, most=65535, help="587 with STARTTLS, 465 with TLS."),
        Field(
            "security",
            "Encryption",
            "choice",
            default=STARTTLS,
            choices=((STARTTLS, "STARTTLS, required"), (TLS, "TLS from the start"), (OFF, "None")),
        ),
        Field("username", "User name", required=False, help="Empty: without signing in."),
        Field("password", "Password", required=False, secret=True),
        Field("connections", "Connections at once", "integer", default=WIDTH, least=1, most=32, help="Of each worker."),
        Field("timeout", "Seconds to wait for the server", "number", default=30.0, least=0.1, most=300),
    )

    def __init__(self, account: Account, *, context: ssl.SSLContext | None = None) -> None:
        super().__init__(account)
        settings = account.settings
        self._skeleton = Skeleton(settings, doubles_dots=True)
        self._server = Server(
            host=settings["host"].strip("[]"),
            port=settings["port"],
            security=settings["security"],
            username=settings["username"],
            password=account.secrets.get("password", ""),
            hello=self._skeleton.domain,
            timeout=settings["timeout"],
            context=context or _authorities(),
        )
        self._loop = asyncio.new_event_loop()
        self._idle: list[Session] = []

    def check(self) -> str:
        """Connect, sign in, and leave politely."""
        return self._loop.run_until_complete(self._checked())

    async def _checked(self) -> str:
        session = await open_session(self._server)
        await _leave(session)
        server = self._server
        parts = [f"Connected to {server.host}:{server.port}"]
        parts.append(f"encrypted by {session.tls}" if session.tls else "not encrypted")
        if server.username:
            parts.append(f"signed in as {server.username}")
        return f"{', '.join(parts)}."

    def send(self, batch: Sequence[Outgoing]) -> Iterator[Outcome]:
        """Hand mails over by several connections; outcomes come in the order of the receipts."""
        pump = Pump(batch, self._skeleton, self._idle, lambda: open_session(self._server))
        task = self._loop.create_task(pump.run(self.account.settings["connections"]))
        try:
            while not task.done() or pump.found:
                if not pump.found:
                    self._loop.run_until_complete(pump.news())
                while pump.found:
                    yield self._cleaned(pump.found.popleft())
            self._loop.run_until_complete(task)
        finally:
            if not task.done():
                task.cancel()
                self._loop.run_until_complete(asyncio.wait([task]))

    def close(self) -> None:
        """Leave politely."""
        if self._loop.is_closed():
            return
        for session in self._idle:
            self._loop.run_until_complete(_leave(session))
        self._idle.clear()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _cleaned(self, outcome: Outcome) -> Outcome:
        if not outcome.reason:
            return outcome
        return Outcome(
            outcome.id,
            outcome.state,
            outcome.provider_id,
            self._clean(outcome.reason),
            outcome.permanent,
            outcome.retry_after,
            outcome.of_account,
        )


async def _leave(session: Session) -> None:
    try:
        if session.line.is_idle:
            session.line.write(b"QUIT\r\n")
            await asyncio.sleep(0)
    except LostError:
        return
    finally:
        session.line.close()


@cache
def _authorities() -> ssl.SSLContext:
    return ssl.create_default_context()
