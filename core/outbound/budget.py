"""What one fetch may use: seconds and bytes, counted in one place from the name lookup to the last byte."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from core.outbound import faults


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of everything one fetch may use.

    Args:
        deadline: seconds for all of it: names, connecting, TLS, headers, body, redirects, retries and pauses.
        max_wire_bytes: bytes taken from the network in one attempt, with headers and framing of every hop.
        max_bytes: bytes of the body after decompression.
        max_redirects: how many redirects are followed; 0 hands the redirect itself to the caller.
        retries: further attempts after a fault that may pass, for idempotent methods only.
        backoff: seconds before the first retry, doubled for each further one.
    """

    deadline: float = 15.0
    max_wire_bytes: int = 20_000_000
    max_bytes: int = 20_000_000
    max_redirects: int = 5
    retries: int = 0
    backoff: float = 0.5


class Budget:
    """What is left of the limits of a running fetch.

    Args:
        limits: what it started with.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.hung_up = False
        self._ends = time.monotonic() + limits.deadline
        self._received = 0

    def seconds(self) -> float:
        """The seconds left.

        Raises:
            OutboundError: TIMEOUT when none are.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise faults.timed_out(self.limits.deadline)
        return left

    def affords(self, pause: float) -> bool:
        """Whether so many seconds can be slept away with time left to act afterwards."""
        return time.monotonic() + pause < self._ends

    def receive(self, count: int) -> None:
        """Count bytes from the network; none at all means that the other side hung up.

        Raises:
            OutboundError: TOO_LARGE beyond the cap.
        """
        self.hung_up = count == 0
        self._received += count
        if self._received > self.limits.max_wire_bytes:
            raise faults.too_large(self.limits.max_wire_bytes, "cap on bytes from the network")

    def expect(self, announced: int) -> None:
        """Refuse a body that announces itself as too large, before a byte of it is read.

        Raises:
            OutboundError: TOO_LARGE.
        """
        if announced > self.limits.max_wire_bytes:
            raise faults.too_large(self.limits.max_wire_bytes, f"Content-Length: {announced}")

    def restart(self) -> None:
        """Begin another attempt: bytes count anew, the clock goes on."""
        self.hung_up = False
        self._received = 0


# Pooled connections outlive a fetch, so their sockets ask for the budget of whoever is using them now.
_running: ContextVar[Budget] = ContextVar("muster_outbound_budget")


@contextmanager
def spending(limits: Limits) -> Iterator[Budget]:
    """Open the budget of one fetch; every socket used inside the block is bound by it."""
    token = _running.set(budget := Budget(limits))
    try:
        yield budget
    finally:
        _running.reset(token)


def running() -> Budget:
    """The budget of the fetch that is under way in this thread.

    Raises:
        LookupError: outside of one, where no socket has any business.
    """
    return _running.get()
