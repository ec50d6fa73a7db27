"""The native dialect: camelCase, `{"message", "error"?, "errors"?}`."""

from typing import Any, ClassVar

from core.dialects.base import Dialect, Refusal
from core.errors import InvalidError

# Codes that only repeat the status are not printed: a client branches on the others.
_SILENT = {"ERROR", "NOT_FOUND", "INVALID", "UNAUTHENTICATED", "INVALID_BODY"}


def camel(name: str) -> str:
    """`current_status` as `currentStatus`."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


class NativeDialect(Dialect):
    """Seed: campaigns_tendsocial; contract: the native dialect."""

    name: ClassVar[str] = "native"

    def body(self, refusal: Refusal) -> dict[str, Any]:
        """The message, with a code where a client must branch, and every fault by field."""
        error = refusal.error
        body: dict[str, Any] = {"message": error.message}
        if error.code not in _SILENT:
            body["error"] = error.code
        if isinstance(error, InvalidError) and error.faults:
            body["errors"] = {}
            for fault in error.faults:
                body["errors"].setdefault(fault.name or "body", []).append(fault.message)
        return body | {camel(name): value for name, value in error.data.items()}


NATIVE = NativeDialect()
