"""The domain's errors: what went wrong, in words for the caller, with data for a program. No HTTP in them.

Each dialect turns them into its own answers by one table (`core.dialects`).
"""

from collections.abc import Mapping, Sequence
from typing import Any


class DomainError(Exception):
    """A refusal or failure that the domain knows by name.

    Args:
        message: one sentence for the person or developer who called.
        code: upper-case word that a program can branch on; a class gives the default.
        data: further facts, JSON-serialisable, that dialects may print beside the message.
    """

    code = "ERROR"

    def __init__(self, message: str, *, code: str | None = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.data: dict[str, Any] = dict(data or {})


class NotFoundError(DomainError):
    """It is not there, or it is another company's: the two are not told apart."""

    code = "NOT_FOUND"


class UnauthenticatedError(DomainError):
    """Nobody we know, or no longer."""

    code = "UNAUTHENTICATED"


class ForbiddenError(DomainError):
    """Known, but not allowed to do this."""

    code = "FORBIDDEN"


class ConflictError(DomainError):
    """The present state does not allow it."""

    code = "CONFLICT"


class TooLargeError(DomainError):
    """More bytes or items than are taken at once."""

    code = "TOO_LARGE"


class UnavailableError(DomainError):
    """It could not be done now; trying again may help."""

    code = "UNAVAILABLE"


class TooManyError(DomainError):
    """Too often.

    Args:
        retry_after: seconds after which it may be tried again.
    """

    code = "TOO_MANY_REQUESTS"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message, data={"retry_after": retry_after})


class InvalidError(DomainError):
    """Input that breaks a rule.

    Args:
        faults: every fault found, in the order of the input.
    """

    code = "INVALID"

    def __init__(self, message: str, *, faults: Sequence["Fault"] = (), code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.faults = list(faults)


class Fault:
    """One fault in an input.

    Args:
        path: keys and indexes from the outside in; empty for the whole body.
        message: what is wrong with it, without naming the path.
        missing: whether it is absent, rather than wrong.
    """

    __slots__ = ("message", "missing", "path")

    def __init__(self, path: Sequence[str | int], message: str, *, missing: bool = False) -> None:
        self.path = tuple(path)
        self.message = message
        self.missing = missing

    @property
    def name(self) -> str:
        """The path as people write it: `source.material.0`."""
        return ".".join(str(part) for part in self.path)

    def __repr__(self) -> str:
        return f"Fault({self.name!r}, {self.message!r})"


class OutboundError(DomainError):
    """A call to the outside world failed.

    Args:
        message: the reason in words that a marketer understands.
        permanent: whether trying again cannot help.
        code: upper-case word; `core.outbound.faults` has those of the HTTP client.
        detail: more for an engineer, never shown to the marketer.
        data: further facts, as for every domain error.
    """

    code = "OUTBOUND_FAILED"

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        code: str | None = None,
        detail: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message, code=code, data=data)
        self.permanent = permanent
        self.detail = detail
