"""From a request's body to single events, not yet decoded: one JSON document, or one event a line; packed or not."""

from collections.abc import Iterable

import msgspec
from django.http import HttpRequest

from core.api.body import parse, read_inflated
from core.errors import Fault, InvalidError

MAX_BYTES = 16 * 1024 * 1024
LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")


class _Envelope(msgspec.Struct):
    events: list[msgspec.Raw]


_decode = msgspec.json.Decoder(_Envelope).decode


def read_events(request: HttpRequest) -> Iterable[bytes | msgspec.Raw]:
    """Each event of a request as JSON.

    Raises:
        InvalidError: the whole body will not do; a single event that will not is found later.
        TooLargeError: too many bytes.
    """
    raw = read_inflated(request, limit=MAX_BYTES)
    if (request.content_type or "").lower() in LINES:
        return [line for line in raw.split(b"\n") if line.strip()]
    try:
        return _decode(raw.removeprefix(b"\xef\xbb\xbf")).events
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise _explained(raw) from None


def _explained(raw: bytes) -> InvalidError:
    """Why a body is no batch, in the words of every door."""
    try:
        found = parse(raw) if raw.strip() else {}
    except InvalidError as error:
        return error
    if not isinstance(found, dict):
        message = "The body must be a JSON object."
        return InvalidError(message, faults=[Fault((), message)], code="INVALID_BODY")
    message = "events must be a list of events."
    return InvalidError(message, faults=[Fault(["events"], message, missing="events" not in found)])
