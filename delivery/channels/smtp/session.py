"""A session with an SMTP server, from the greeting to being signed in."""

import asyncio
import base64
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Final

from core.errors import OutboundError
from delivery.channels.base import RefusedError
from delivery.channels.fields import is_opened
from delivery.channels.smtp import way
from delivery.channels.smtp.line import Line, LostError
from delivery.channels.smtp.replies import Reply

OFF: Final = "none"
STARTTLS: Final = "starttls"
TLS: Final = "tls"
KEPT: Final = 60.0  # seconds for which a quiet connection is kept


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails go, and how we sign in.

    Args:
        host: its name.
        port: its port.
        security: `starttls`, `tls` or `none`.
        username: empty for none.
        password: of the user.
        hello: how we introduce ourselves.
        timeout: seconds for each step.
        context: of TLS.
    """

    host: str
    port: int
    security: str
    username: str
    password: str
    hello: str
    timeout: float
    context: ssl.SSLContext

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port})"


@dataclass(slots=True)
class Session:
    """A connection that is signed in.

    Args:
        line: the connection.
        extensions: what the server offers, in capitals, with the parameters.
        used_at: when it was last of use, on the monotonic clock.
    """

    line: Line
    extensions: dict[str, str]
    used_at: float = 0.0

    @property
    def is_fresh(self) -> bool:
        """Whether it can be expected to be open still; routers forget quiet connections without a word."""
        return self.line.is_idle and time.monotonic() - self.used_at < KEPT

    @property
    def pipelines(self) -> bool:
        """Whether commands may be sent without waiting for replies (RFC 2920)."""
        return "PIPELINING" in self.extensions

    @property
    def takes_utf8(self) -> bool:
        """Whether addresses may have letters beyond ASCII before the @ (RFC 6531)."""
        return "SMTPUTF8" in self.extensions

    @property
    def tls(self) -> str:
        """The version of TLS; empty where nothing is encrypted."""
        return self.line.tls_version


async def open_session(server: Server) -> Session:
    """Connect, secure the connection, and sign in.

    Raises:
        OutboundError: it did not come about; nothing was handed over.
    """
    connection = await way.connect(server.host, server.port, server.timeout)
    line: Line | None = None
    try:
        line = await _line(server, connection)
        extensions = await _greeted(server, line)
        if server.username:
            await _sign_in(server, line, extensions)
    except (LostError, OSError) as error:
        _drop(line, connection)
        raise _fault(server, error) from error
    except BaseException:
        _drop(line, connection)
        raise
    return Session(line, extensions)


async def _line(server: Server, connection: socket.socket) -> Line:
    is_secured = server.security == TLS
    _, line = await asyncio.get_running_loop().create_connection(
        lambda: Line(server.timeout),
        sock=connection,
        ssl=server.context if is_secured else None,
        server_hostname=server.host if is_secured else None,
        ssl_handshake_timeout=server.timeout if is_secured else None,
    )
    return line


async def _greeted(server: Server, line: Line) -> dict[str, str]:
    _check(await line.reply())
    extensions = await _hello(server, line)
    if server.security == STARTTLS:
        if "STARTTLS" not in extensions:
            raise RefusedError(f"{server.host} offers no encryption (STARTTLS).", permanent=True, of_account=True)
        _check(await line.ask("STARTTLS"))
        await line.secure(server.context, server.host)
        extensions = await _hello(server, line)  # what was offered in the open does not count
    return extensions


async def _hello(server: Server, line: Line) -> dict[str, str]:
    reply = await line.ask(f"EHLO {server.hello}")
    if reply.code in (500, 502):  # a server of before 1995
        reply = await line.ask(f"HELO {server.hello}")
    _check(reply)
    pairs = (offer.partition(" ") for offer in reply.lines[1:])
    return {name.upper(): parameters for name, _, parameters in pairs}


async def _sign_in(server: Server, line: Line, extensions: dict[str, str]) -> None:
    if server.security == OFF and not is_opened(server.host, server.port):
        raise RefusedError("A password is sent over encrypted connections only.", permanent=True, of_account=True)
    offered = extensions.get("AUTH", "").upper().split()
    if "PLAIN" in offered:
        pair = base64.b64encode(f"\0{server.username}\0{server.password}".encode()).decode()
        reply = await line.ask(f"AUTH PLAIN {pair}")
    elif "LOGIN" in offered:
        reply = await line.ask("AUTH LOGIN")
        for value in (server.username, server.password):
            if reply.code == 334:
                reply = await line.ask(base64.b64encode(value.encode()).decode())
    else:
        ways = ", ".join(offered) or "no way"
        raise RefusedError(f"{server.host} takes no password ({ways} to sign in).", permanent=True, of_account=True)
    if reply.code != 235:
        raise RefusedError(
            f"{server.host} did not take the user name and password: {reply.text}",
            permanent=reply.code >= 500,
            of_account=True,
        )


def _check(reply: Reply) -> None:
    if not reply.is_good:
        raise RefusedError(f"The server said: {reply.text}", permanent=reply.is_permanent, of_account=True)


def _fault(server: Server, error: LostError | OSError) -> OutboundError:
    if isinstance(error, ssl.SSLCertVerificationError):
        message = f"{server.host} has a certificate that is not valid."
        return OutboundError(message, permanent=True, code="BAD_CERTIFICATE", detail=str(error))
    if isinstance(error, ssl.SSLError):
        message = f"{server.host} made no secure connection. Is it the right port for this encryption?"
        return OutboundError(message, permanent=False, code="TLS_FAILED", detail=str(error))
    why = str(error) if isinstance(error, LostError) else "hung up"
    return OutboundError(f"{server.host} {why}.", permanent=False, code="CONNECTION_LOST", detail=repr(error))


def _drop(line: Line | None, connection: socket.socket) -> None:
    if line is not None:
        line.abort()
    connection.close()
