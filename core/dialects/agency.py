"""The agency dialect: `{"success": false, "message"}`."""

from typing import Any, ClassVar

from core.dialects.base import Dialect, Refusal
from core.errors import InvalidError, UnauthenticatedError

UNAUTHORIZED = "Unauthorized: Missing or invalid token"
NOT_SAVED = "An unexpected error occurred while saving the campaign. Please try again later."
NOT_READ = "An unexpected error occurred while fetching the campaigns. Please try again later."


class AgencyDialect(Dialect):
    """Seed: agency_api_versal; contract: the agency dialect.

    Args:
        unexpected: what is said when nobody foresaw the fault; the seed words it by what was being done.
    """

    name: ClassVar[str] = "agency"

    def __init__(self, unexpected: str) -> None:
        self.unexpected = unexpected

    def body(self, refusal: Refusal) -> dict[str, Any]:
        """One sentence; where a field is at fault it is named before it."""
        error = refusal.error
        message = error.message
        if refusal.status == 500:
            message = self.unexpected
        elif isinstance(error, UnauthenticatedError):
            message = UNAUTHORIZED
        elif isinstance(error, InvalidError) and error.faults:
            message = _first(error)
        return {"success": False, "message": message}


def _first(error: InvalidError) -> str:
    """The first fault with its path, but for those that the contract words without one."""
    fault = error.faults[0]
    if not fault.path or fault.message.startswith(f"{fault.name} "):
        return fault.message
    return f"{fault.name}: {fault.message}"


AGENCY = AgencyDialect(NOT_SAVED)
AGENCY_READING = AgencyDialect(NOT_READ)
