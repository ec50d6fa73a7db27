"""The web server's address: whether it is free, and whether somebody answers there."""

import http.client
import ipaddress
import socket
import time

from .errors import EmbeddedError
from .process import Pause

HEALTH_PATH = "/healthz"

_ANSWER_SECONDS = 30.0
_TICK = 0.1


def resolve(host: str) -> str:
    """The IP address that a host name stands for, IPv4 where it has one.

    Raises:
        EmbeddedError: when the name is unknown.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise EmbeddedError(f"HOST {host} is not an address of this machine.") from None
    return str(min(found, key=lambda entry: entry[0] != socket.AF_INET)[4][0])


def check_free(address: str, port: int) -> None:
    """See that the port can be listened on.

    Args:
        address: an IP address of this machine.
        port: the TCP port.

    Raises:
        EmbeddedError: when it is in use, not allowed or no port; it names another that is free.
    """
    if not 1 <= port <= 65535:
        raise EmbeddedError(f"PORT {port} is no port. Choose one from 1 to 65535: PORT=8000 make run")
    try:
        _listen(address, port)
    except PermissionError:
        raise EmbeddedError(f"Port {port} is root's alone. Choose another: PORT=8000 make run") from None
    except OSError as error:
        if not _is_free(address, 0):  # then it is not the port that is at fault
            raise EmbeddedError(f"HOST {address} cannot be listened on: {error.strerror}.") from None
        other = _next_free(address, port)
        raise EmbeddedError(f"Port {port} is in use. Choose another: PORT={other} make run") from None


def reachable_host(address: str) -> str:
    """How a client here writes the address: a wildcard becomes the loopback, IPv6 gets its brackets."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if parsed.is_unspecified:
        return "127.0.0.1" if parsed.version == 4 else "[::1]"
    return address if parsed.version == 4 else f"[{address}]"


def await_answer(address: str, port: int, *, pause: Pause) -> None:
    """Wait until the web server says that it is well.

    Args:
        address: where it listens.
        port: its port.
        pause: waits some seconds; may raise to give up.

    Raises:
        EmbeddedError: after thirty seconds without.
    """
    deadline = time.monotonic() + _ANSWER_SECONDS
    while (heard := _ask(reachable_host(address), port)) != "200":
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"The web server does not answer {HEALTH_PATH} ({heard}) after {_ANSWER_SECONDS:.0f} seconds."
            )
        pause(_TICK)


def _ask(host: str, port: int) -> str:
    """The status it answers with, or why it does not."""
    connection = http.client.HTTPConnection(host.strip("[]"), port, timeout=5)
    try:
        connection.request("GET", HEALTH_PATH)
        return str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()


def _listen(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # An earlier server's closing connections are no conflict.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        probe.listen(1)


def _next_free(address: str, port: int) -> int:
    candidates = range(port + 1, min(port + 100, 65536))
    return next((candidate for candidate in candidates if _is_free(address, candidate)), 8000)


def _is_free(address: str, port: int) -> bool:
    try:
        _listen(address, port)
    except OSError:
        return False
    return True
