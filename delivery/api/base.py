"""What the messaging and the agency door share: calls are counted by credential, and bodies are kept as they came."""

from typing import Any, ClassVar

from rest_framework.request import Request

from core.api import buckets
from core.api.body import MAX_BYTES, as_object, read_bytes
from core.api.views import DialectView


class MachineView(DialectView):
    """A view for machines that sign in with a credential.

    Attributes:
        limit: the most bytes of a body.
    """

    limit: ClassVar[int] = MAX_BYTES
    _raw: bytes | None = None

    def check_throttles(self, request: Request) -> None:
        """Refuse a machine that calls too often."""
        machine: Any = request.user
        buckets.check_rate(str(machine.credential_id))

    def raw(self) -> bytes:
        """The body as it came, byte by byte."""
        if self._raw is None:
            self._raw = read_bytes(self.request._request, limit=self.limit)
        return self._raw

    def body(self) -> dict[str, Any]:
        """The body as a JSON object."""
        return as_object(self.raw())
