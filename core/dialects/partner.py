"""The partner dialect: `{"error", "details"?}`."""

from typing import Any, ClassVar

from core.dialects.base import Dialect, Refusal
from core.errors import Fault, InvalidError, UnauthenticatedError

UNAUTHORIZED = "Unauthorized"
UNEXPECTED = "Unexpected server error. Please try again later."


class PartnerDialect(Dialect):
    """Seed: partner_api_targeter; contract: the partner dialect."""

    name: ClassVar[str] = "partner"

    def body(self, refusal: Refusal) -> dict[str, Any]:
        """`error` speaks of the first fault, `details` lists every one."""
        error = refusal.error
        if refusal.status >= 500:
            return {"error": UNEXPECTED}
        if isinstance(error, UnauthenticatedError) and error.code != "INVALID_CREDENTIALS":
            return {"error": UNAUTHORIZED}
        if isinstance(error, InvalidError) and error.faults:
            details = [{"path": list(fault.path), "message": fault.message} for fault in error.faults]
            return {"error": _first(error), "details": details}
        return {"error": error.message}


def _first(error: InvalidError) -> str:
    """The headline: the error's own words, or the first fault with its path."""
    fault: Fault = error.faults[0]
    if error.code == "INVALID_BODY" or not fault.path:
        return error.message
    return f"{'Missing required' if fault.missing else 'Invalid'} field: {fault.name}: {fault.message}"


PARTNER = PartnerDialect()
