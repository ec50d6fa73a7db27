"""From a mail server's name to a connected socket: public addresses and mail's own ports, or what is opened.

Mail does not go by HTTP, so that it cannot go by `core.http`; it keeps to the same rules.
"""

import asyncio
import socket
from collections.abc import Sequence
from typing import Any, Final

from core.addresses import why_not_public
from core.errors import OutboundError
from delivery.channels.fields import is_opened

PORTS: Final = frozenset({25, 465, 587, 2525})
MAX_ADDRESSES: Final = 4


async def connect(host: str, port: int, seconds: float) -> socket.socket:
    """A socket connected to the address that was checked.

    Raises:
        OutboundError: it did not come about.
    """
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise _fault(f"{host} could not be looked up.", "NAME_LOOKUP_FAILED") from None
    except (socket.gaierror, UnicodeError) as error:
        unknown = isinstance(error, UnicodeError) or error.errno in (socket.EAI_NONAME, socket.EAI_NODATA)
        message = f"No server with the name {host} was found." if unknown else f"{host} could not be looked up."
        raise _fault(message, "NAME_NOT_FOUND" if unknown else "NAME_LOOKUP_FAILED", permanent=unknown) from error
    _check(host, port, [answer[4] for answer in found])
    return await _first(host, found[:MAX_ADDRESSES], seconds)


def _check(host: str, port: int, addresses: Sequence[Any]) -> None:
    if is_opened(host, port):
        return
    for address in addresses:
        if why := why_not_public(str(address[0])):
            message = f"{host} is not a public address. The operator can open it with OUTBOUND_ALLOW."
            raise _fault(message, "PRIVATE_ADDRESS", permanent=True, detail=f"{address[0]}: {why}")
    if port not in PORTS:
        message = f"Port {port} is not one of mail. The operator can open it with OUTBOUND_ALLOW."
        raise _fault(message, "PORT_REFUSED", permanent=True)


async def _first(host: str, found: Sequence[Any], seconds: float) -> socket.socket:
    loop, failure = asyncio.get_running_loop(), ""
    for family, kind, protocol, _, address in found:
        connection = socket.socket(family, kind, protocol)
        connection.setblocking(False)
        try:
            async with asyncio.timeout(seconds / len(found)):
                await loop.sock_connect(connection, address)
        except OSError as error:  # TimeoutError is one
            connection.close()
            failure = failure or _why(error)
        except BaseException:
            connection.close()
            raise
        else:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection
    raise _fault(f"{host} {failure}.", "UNREACHABLE")


def _why(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "did not answer in time"
    return "refused the connection" if isinstance(error, ConnectionRefusedError) else "could not be reached"


def _fault(message: str, code: str, *, permanent: bool = False, detail: str = "") -> OutboundError:
    return OutboundError(message, permanent=permanent, code=code, detail=detail)
