"""A door's answers: JSON as bytes by orjson, at once."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpResponse


def as_json(data: Any) -> bytes:
    """Serialise; instants in UTC with `Z`. No data, no body."""
    return b"" if data is None else orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z)


class Answer(HttpResponse):
    """A JSON answer.

    DRF's own `Response` is a template response that is rendered later, by a renderer that was negotiated. Here there
    is nothing to negotiate, and a door's call is so short that this alone would be a twentieth of it.

    Args:
        data: what is serialised.
        status: the HTTP status.
        headers: further headers.
    """

    def __init__(self, data: Any = None, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(as_json(data), status=status, content_type="application/json", headers=dict(headers or {}))
