"""A connected socket under the running budget: waits take from its seconds, reads from its bytes."""

import select
import socket
import ssl
from typing import Any

import httpcore2

from core.outbound import faults
from core.outbound.budget import Budget, running


class GuardedStream(httpcore2.NetworkStream):
    """A connected socket on which each wait takes from the running budget, and each byte read.

    Args:
        connection: plain or TLS.
        host: the name in the address, for messages.
    """

    def __init__(self, connection: socket.socket, host: str) -> None:
        self._socket = connection
        self._host = host

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come, or wait for it as long as the budget lasts.

        Raises:
            OutboundError: TIMEOUT, TOO_LARGE, CONNECTION_LOST.
        """
        budget = running()
        self._socket.settimeout(budget.seconds())
        try:
            data = self._socket.recv(max_bytes)
        except OSError as error:
            raise self._fault(error, budget) from error
        budget.receive(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it.

        Raises:
            OutboundError: TIMEOUT.
            httpcore2.WriteError: the other side does not listen; httpcore2 then looks for an early answer.
        """
        budget = running()
        view = memoryview(buffer)
        while view:
            self._socket.settimeout(budget.seconds())
            try:
                view = view[self._socket.send(view) :]
            except TimeoutError as error:
                raise self._fault(error, budget) from error
            except OSError as error:
                raise httpcore2.WriteError(str(error)) from error

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "GuardedStream":
        """Shake hands, verifying the certificate against the name in the address.

        Raises:
            OutboundError: BAD_CERTIFICATE, TLS_FAILED, TIMEOUT, CONNECTION_LOST.
        """
        budget = running()
        try:
            self._socket.settimeout(budget.seconds())
            secured = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except OSError as error:
            self.close()
            raise self._fault(error, budget) from error
        return GuardedStream(secured, self._host)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        """What httpcore2 asks of a stream: its TLS object, and whether something waits to be read."""
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "is_readable":
            return _is_readable(self._socket)
        return None

    def _fault(self, error: OSError, budget: Budget) -> Exception:
        return faults.from_os_error(error, self._host, budget.limits.deadline)


def _is_readable(connection: socket.socket) -> bool:
    poll = select.poll()  # unlike select.select, without a highest file number
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))
