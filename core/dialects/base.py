"""What every dialect shares: one table from domain error to status, and the shape of an answer."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

from core.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TooLargeError,
    TooManyError,
    UnauthenticatedError,
    UnavailableError,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal on its way out.

    Args:
        status: the HTTP status.
        error: what the domain, or the transport, has to say.
        headers: further headers of the answer.
    """

    status: int
    error: DomainError
    headers: dict[str, str] = field(default_factory=dict)


class Dialect(ABC):
    """How one door speaks.

    Attributes:
        name: as audit facts and logs name it.
        challenge: the scheme by which a caller is asked to sign in (`WWW-Authenticate`).
        statuses: the HTTP status of each domain error; the most derived class that is listed counts.
    """

    name: ClassVar[str]
    challenge: ClassVar[str] = "Bearer"
    statuses: ClassVar[dict[type[DomainError], int]] = {
        InvalidError: 400,
        UnauthenticatedError: 401,
        ForbiddenError: 403,
        NotFoundError: 404,
        ConflictError: 409,
        TooLargeError: 413,
        TooManyError: 429,
        UnavailableError: 503,
        DomainError: 400,
    }

    def status_of(self, error: DomainError) -> int:
        """The status that this door gives an error."""
        return next(self.statuses[kind] for kind in type(error).__mro__ if kind in self.statuses)

    @abstractmethod
    def body(self, refusal: Refusal) -> dict[str, Any]:
        """The answer's body for a refusal."""
