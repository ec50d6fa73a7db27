"""Who is acting, through which door, for which company: known everywhere, passed nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a person, a credential, a job, or the system itself.

    Args:
        kind: `person`, `credential`, `job` or `system`.
        id: its primary key, where it has one.
        label: what a reader of the history sees.
    """

    kind: str
    id: int | None
    label: str


SYSTEM = Actor("system", None, "Muster")


@dataclass(frozen=True, slots=True)
class Context:
    """What the present piece of work knows of itself.

    Args:
        actor: who is acting.
        door: `native`, `partner`, `messaging`, `agency`, `dsp`, `admin`, `job` or `command`.
        request_id: joins log lines and audit facts of one call.
        company_id: the company in scope.
    """

    actor: Actor = SYSTEM
    door: str = ""
    request_id: str = ""
    company_id: int | None = None


_current: ContextVar[Context] = ContextVar("muster_context", default=Context())  # noqa: B039 - frozen


def current() -> Context:
    """The context of the present call, job or command."""
    return _current.get()


@contextmanager
def acting(**changes: Any) -> Iterator[Context]:
    """Change parts of the context for the block.

    Args:
        changes: fields of `Context`.
    """
    context = replace(_current.get(), **changes)
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)
