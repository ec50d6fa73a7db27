"""From a name to its addresses, within the time that is left."""

import queue
import socket
import threading
from collections.abc import Callable, Sequence

from core.errors import OutboundError
from core.outbound import faults
from core.outbound.budget import Budget

Resolver = Callable[[str, int], Sequence[str]]
_Answer = queue.SimpleQueue[Sequence[str] | Exception]


def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Ask the system's name service.

    Raises:
        socket.gaierror: no such name, or no answer.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(answer[4][0]) for answer in answers]


def resolve(resolver: Resolver, host: str, port: int, budget: Budget) -> Sequence[str]:
    """Resolve a name.

    Args:
        resolver: does it, in its own time.
        host: the name.
        port: on which we mean to connect.
        budget: whose seconds bound the wait.

    Returns:
        Its addresses, at least one, in the resolver's order.

    Raises:
        OutboundError: NAME_NOT_FOUND, NAME_LOOKUP_FAILED, TIMEOUT.
    """
    # getaddrinfo knows no time-out. The thread is left behind when time is up: it ends when the system loses
    # its patience after some seconds and, as a daemon, keeps nobody from exiting.
    answer: _Answer = queue.SimpleQueue()
    threading.Thread(target=_answer, args=(resolver, host, port, answer), daemon=True).start()
    try:
        found = answer.get(timeout=budget.seconds())
    except queue.Empty:
        raise faults.timed_out(budget.limits.deadline) from None
    if isinstance(found, Exception):
        raise _fault(host, found) from found
    if not found:
        raise faults.name_not_found(host, "no addresses")
    return list(dict.fromkeys(found))


def _answer(resolver: Resolver, host: str, port: int, answer: _Answer) -> None:
    try:
        answer.put(resolver(host, port))
    except (OSError, UnicodeError) as error:
        answer.put(error)


def _fault(host: str, error: Exception) -> OutboundError:
    detail = f"{type(error).__name__}: {error}"
    unknown = isinstance(error, UnicodeError) or (
        isinstance(error, socket.gaierror) and error.errno in (socket.EAI_NONAME, socket.EAI_NODATA)
    )
    return faults.name_not_found(host, detail) if unknown else faults.lookup_failed(host, detail)
