"""Reading a JSON body strictly: what cannot be stored or was not meant is refused here, once for all doors."""

import json
import math
import zlib
from typing import Any, NoReturn

from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError

from core.errors import Fault, InvalidError, TooLargeError

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
# Up to here an oversized body is read to its end, so that the caller gets the refusal and not a broken pipe.
_DRAIN_BYTES = 128 * 1024 * 1024
_CHUNK = 256 * 1024


def read_object(request: HttpRequest, *, limit: int = MAX_BYTES) -> dict[str, Any]:
    """The request's body as a JSON object; an empty body is an empty object.

    Args:
        limit: the most bytes that are taken.

    Raises:
        InvalidError: not JSON, or JSON that no door takes.
        TooLargeError: more than `limit` bytes.
    """
    return as_object(read_bytes(request, limit=limit))


def as_object(raw: bytes) -> dict[str, Any]:
    """A raw body as a JSON object; an empty body is an empty object.

    Raises:
        InvalidError: not JSON, or JSON that no door takes.
    """
    value = parse(raw) if raw.strip() else {}
    if not isinstance(value, dict):
        raise _invalid("The body must be a JSON object.")
    return value


def read_bytes(request: HttpRequest, *, limit: int = MAX_BYTES) -> bytes:
    """The request's raw body, whether its length was announced or it came in chunks.

    Raises:
        TooLargeError: more than `limit` bytes.
        InvalidError: the connection broke off.
    """
    stream = _stream(request)
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        raw: bytes = b"" if length > limit else stream.read(limit + 1)
        if length > limit or len(raw) > limit:
            _drain(stream)
            raise TooLargeError(f"The body is larger than {limit // 1024} KB.")
    except (UnreadablePostError, RawPostDataException, OSError, ValueError) as error:
        raise _invalid("The body could not be read to its end.") from error
    return raw


def read_inflated(request: HttpRequest, *, limit: int) -> bytes:
    """The request's raw body, unpacked where `Content-Encoding` says gzip.

    Args:
        limit: the most bytes that are taken, packed and unpacked.

    Raises:
        TooLargeError: more than `limit` bytes; a bomb is not unpacked further.
        InvalidError: the connection broke off, it is not what it says, or it is packed otherwise.
    """
    raw = read_bytes(request, limit=limit)
    encoding = request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding in ("", "identity"):
        return raw
    if encoding not in ("gzip", "x-gzip"):
        raise _invalid("Content-Encoding must be gzip, or absent.")
    try:
        return _inflate(raw, limit)
    except zlib.error as error:
        raise _invalid("The body is not valid gzip.") from error


def _inflate(raw: bytes, limit: int) -> bytes:
    """All members of a gzip file, as far as the limit goes."""
    found = b""
    while raw:
        member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        found += member.decompress(raw, limit + 1 - len(found))
        if len(found) > limit:
            raise TooLargeError(f"The body is larger than {limit // 1024} KB when unpacked.")
        if not member.eof:
            raise _invalid("The body is not valid gzip: it ends too early.")
        raw = member.unused_data
    return found


def _stream(request: HttpRequest) -> Any:
    """The body's stream. Django takes a body without Content-Length for empty, so a chunked one is read beside it."""
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return request.META["wsgi.input"]
    return request


def _drain(stream: Any) -> None:
    read = 0
    while read < _DRAIN_BYTES and (chunk := stream.read(_CHUNK)):
        read += len(chunk)


def parse(raw: bytes) -> Any:
    """A JSON document, strictly: UTF-8, no duplicate keys, finite numbers, no NUL, no lone surrogates.

    Raises:
        InvalidError: naming what is wrong.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _invalid("The body is not valid UTF-8.") from error
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise _invalid(
            f"The body is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        ) from error
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:  # an integer of thousands of digits
        raise _invalid("The body holds a number that is too large.") from error
    if text.count("[") + text.count("{") > MAX_DEPTH or "\\u" in text:
        _check(value, 0)
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _invalid(f"The key “{_printable(_first_twice(pairs))[:80]}” stands twice in one object.")
    return found


def _first_twice(pairs: list[tuple[str, Any]]) -> str:
    """The first key that was there before; in one pass, since an object may hold a hundred thousand."""
    seen: set[str] = set()
    return next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]


def _no_constant(name: str) -> NoReturn:
    raise _invalid(f"{name} is not a JSON number.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _invalid("The body holds a number that is too large.")
    return number


def _check(value: Any, depth: int) -> None:
    """What PostgreSQL cannot store, or nobody means."""
    if depth > MAX_DEPTH:
        raise _too_deep()
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise _invalid("The body holds a NUL character.")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _invalid("The body holds half of a surrogate pair.")


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _too_deep() -> InvalidError:
    return _invalid(f"The body is nested deeper than {MAX_DEPTH} levels.")


def _invalid(message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault((), message)], code="INVALID_BODY")
