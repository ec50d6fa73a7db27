"""Which kinds of job there are. Apps register theirs from `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.jobs.running import RunningJob

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of background work.

    Args:
        name: `<app>.<verb>`, as stored on the row.
        run: does the work inside the company's scope; must be safe to run twice.
        max_attempts: how often it is tried when the fault may pass, or when its worker died.
        backoff: the wait before each further attempt; the last one repeats.
        lease: how long it may be silent before another worker takes it over.
        on_failure: called in the scope when the last attempt failed.
    """

    name: str
    run: Callable[["RunningJob"], Result]
    max_attempts: int = 3
    backoff: tuple[timedelta, ...] = (timedelta(seconds=5), timedelta(seconds=20))
    lease: timedelta = timedelta(seconds=90)
    on_failure: Callable[["RunningJob"], None] | None = None


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> None:
    """Make a kind known; the same name again replaces it."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> JobKind:
    """The kind with this name.

    Raises:
        LookupError: no installed app registered it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"No app registered the job kind {name!r}.") from None
