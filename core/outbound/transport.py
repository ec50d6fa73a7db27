"""The guarded way to the network: every address is checked, and the checked address is what is connected to.

It stands below httpcore2 as its network backend: no redirect, retry or pooled connection gets around it, and
between check and connection no name is looked up again (DNS rebinding).
"""

import socket
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final

import httpcore2
import httpx2

from core.addresses import is_address, why_not_public
from core.outbound import faults
from core.outbound.budget import Budget, running
from core.outbound.names import Resolver, resolve, resolve_by_system
from core.outbound.stream import GuardedStream

Connector = Callable[[str, int, float], socket.socket]

PORTS: Final = frozenset({80, 443, 8080, 8443})
MAX_ADDRESSES: Final = 6  # tried for one name, so that each gets a useful share of the time


def connect_by_socket(address: str, port: int, seconds: float) -> socket.socket:
    """Open a TCP connection to a numeric address.

    Raises:
        OSError: it did not come about.
    """
    connection = socket.create_connection((address, port), seconds)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


class Guard(httpcore2.NetworkBackend):
    """Opens connections to public addresses, and to the few others that are named.

    Args:
        allow: asked at every connection for the `host:port` pairs that may lead anywhere.
        ports: the only ones connected to otherwise.
        resolver: from a name to its addresses.
        connector: from an address to a connected socket.
    """

    def __init__(
        self,
        *,
        allow: Callable[[], Collection[str]],
        ports: Collection[int] = PORTS,
        resolver: Resolver = resolve_by_system,
        connector: Connector = connect_by_socket,
    ) -> None:
        self._allow = allow
        self._ports = ports
        self._resolver = resolver
        self._connector = connector

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> GuardedStream:
        """Connect within the running budget; the other arguments are httpcore2's and stay unused.

        Raises:
            OutboundError: PRIVATE_ADDRESS, PORT_REFUSED, NAME_NOT_FOUND, NAME_LOOKUP_FAILED,
                CONNECTION_REFUSED, UNREACHABLE, TIMEOUT.
        """
        budget = running()
        addresses = [host] if is_address(host) else resolve(self._resolver, host, port, budget)
        if host_and_port(host, port) not in {entry.partition("/")[0].lower() for entry in self._allow()}:
            self._check(host, port, addresses)
        return GuardedStream(self._connect(host, port, addresses[:MAX_ADDRESSES], budget), host)

    def _check(self, host: str, port: int, addresses: Sequence[str]) -> None:
        # One private answer among public ones condemns the name: which is used is the attacker's to choose.
        for address in addresses:
            if why := why_not_public(address):
                raise faults.private_address(host, f"{host} is {address}: {why}")
        if port not in self._ports:
            raise faults.port_refused(port)

    def _connect(self, host: str, port: int, addresses: Sequence[str], budget: Budget) -> socket.socket:
        failures: list[OSError] = []
        for tried, address in enumerate(addresses):
            share = budget.seconds() / (len(addresses) - tried)
            try:
                return self._connector(address, port, share)
            except OSError as error:
                failures.append(error)
        raise faults.from_os_error(failures[0], host, budget.limits.deadline) from failures[0]


def check_path(url: httpx2.URL, allow: Collection[str]) -> None:
    """Refuse what lies beside the path that an opened pair is restricted to: `localhost:8000/demo/`.

    Args:
        url: of the next request, a redirect's included.
        allow: `host:port` pairs, each with or without the beginning of a path.

    Raises:
        OutboundError: PRIVATE_ADDRESS.
    """
    pair = host_and_port(url.host, url.port or {"http": 80}.get(url.scheme, 443))
    paths = [path for entry in allow for host, _, path in [entry.partition("/")] if host.lower() == pair]
    if paths and (".." in url.path or not any(url.path.startswith(f"/{path}") for path in paths)):
        raise faults.private_address(url.host, f"{url.path} is not among what is opened of {pair}")


def host_and_port(host: str, port: int) -> str:
    """The pair as it stands in an address and in OUTBOUND_ALLOW: `localhost:8000`, `[::1]:8000`."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
