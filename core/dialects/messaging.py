"""The messaging dialect: `{"status": "error", "message", "errors": [{"field", "message"}]}`."""

from typing import Any, ClassVar

from core.dialects.base import Dialect, Refusal
from core.errors import DomainError, InvalidError

# Of `core.idempotency`: a key that was used for another body.
_REUSED = "IDEMPOTENCY_KEY_REUSED"
# Of an error's data: what the answer says by its headers.
_IN_HEADERS = {"retry_after"}


class MessagingDialect(Dialect):
    """Seed: message_campaigns_smartech; contract: the messaging dialect."""

    name: ClassVar[str] = "messaging"
    challenge: ClassVar[str] = "ApiKey"

    def status_of(self, error: DomainError) -> int:
        """As the table says; an idempotency key that was used for another body is 422."""
        return 422 if error.code == _REUSED else super().status_of(error)

    def body(self, refusal: Refusal) -> dict[str, Any]:
        """The message, every fault by field, and what a program may want to know beside it."""
        error = refusal.error
        faults = error.faults if isinstance(error, InvalidError) else []
        errors = [{"field": fault.name, "message": fault.message} for fault in faults]
        body: dict[str, Any] = {"status": "error", "message": error.message, "errors": errors}
        return body | {name: value for name, value in error.data.items() if name not in _IN_HEADERS}


MESSAGING = MessagingDialect()
