"""The DSP dialect: `{"success": false, "errorObjects": […]}` in version 3, `{"statusCode", "responseObject"}` in 2."""

from typing import Any, ClassVar

from core.dialects.base import Dialect, Refusal
from core.errors import DomainError, InvalidError, UnauthenticatedError

# What is wrong with the whole call rather than with one of its values.
_BAD_REQUEST = {"INVALID_BODY", "NO_COMPANY", "ON_HOLD"}
_NO_COMPANY = "User is not associated with any active organization."
# Of an error's data: what the answer says by its headers.
_IN_HEADERS = {"retry_after"}


class DspDialect(Dialect):
    """Seed: insertion_orders_iqm; contract: the DSP dialect. What the versions share."""

    name: ClassVar[str] = "dsp"
    statuses: ClassVar[dict[type[DomainError], int]] = {**Dialect.statuses, InvalidError: 422}

    def status_of(self, error: DomainError) -> int:
        """As the table says; what is wrong with the whole call is 400."""
        return 400 if error.code in _BAD_REQUEST else super().status_of(error)


class DspV3(DspDialect):
    """Version 3."""

    def body(self, refusal: Refusal) -> dict[str, Any]:
        """Every fault with its field; what a program may want to know as `data`."""
        error = refusal.error
        body: dict[str, Any] = {"success": False}
        if data := {name: value for name, value in error.data.items() if name not in _IN_HEADERS}:
            body["data"] = data
        return body | {"errorObjects": _objects(error)}


class DspLogin(DspV3):
    """Signing in: whoever is not let in is forbidden, whatever was wrong."""

    statuses: ClassVar[dict[type[DomainError], int]] = {**DspV3.statuses, UnauthenticatedError: 403}


class DspV2(DspDialect):
    """Version 2."""

    def body(self, refusal: Refusal) -> dict[str, Any]:
        """The message, every fault by field, and what a program may want to know beside them."""
        error = refusal.error
        faults = error.faults if isinstance(error, InvalidError) else []
        errors = [{"field": fault.name, "message": fault.message} for fault in faults]
        more = {name: value for name, value in error.data.items() if name not in _IN_HEADERS}
        return {"statusCode": refusal.status, "responseObject": {"message": error.message, "errors": errors, **more}}


def _objects(error: DomainError) -> list[dict[str, str]]:
    if isinstance(error, InvalidError) and error.faults:
        return [{"error": fault.message, **({"field": fault.name} if fault.name else {})} for fault in error.faults]
    reason = {"reason": _NO_COMPANY} if error.code in ("NO_COMPANY", "ON_HOLD") else {}
    return [{"error": error.message, **reason}]


DSP_V3 = DspV3()
DSP_V2 = DspV2()
DSP_LOGIN = DspLogin()
