"""Reading a body: unpacked piece by piece, so that a bomb is stopped at the cap and never held whole."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol

from core.outbound import faults
from core.outbound.budget import Budget

ACCEPT_ENCODING: Final = "gzip, deflate"
STEP: Final = 256 * 1024  # bytes unpacked at once; the most that a bomb can hold beyond the cap

# Some servers state the charset or nothing of meaning here; browsers read their pages all the same.
_NO_CODING = frozenset({"", "identity", "none", "utf-8", "utf8", "binary"})
_GZIP_MAGIC = b"\x1f"


class Unpacker(Protocol):
    """Turns what the network brought into content."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Pieces of content, none longer than STEP unless it came so."""
        ...

    def finish(self) -> None:
        """The network brought all: complain if the content is not complete."""
        ...


class Plain:
    """Content as it came."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The data itself."""
        yield data

    def finish(self) -> None:
        """Nothing can be missing."""


class Inflate:
    """gzip (RFC 1952) and deflate (RFC 1950; raw RFC 1951 too, which some servers send under that name).

    Args:
        coding: `gzip` or `deflate`.
    """

    def __init__(self, coding: str) -> None:
        self._gzip = coding != "deflate"
        self._stream: zlib._Decompress | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Unpack step by step; an empty piece gives the caller a chance to look at the clock."""
        while data or self._holds_more:
            stream = self._stream_for(data)
            if stream is None:
                return
            piece = self._inflate(stream, data)
            yield piece
            data = stream.unused_data if stream.eof else stream.unconsumed_tail
            self._holds_more = len(piece) == STEP and not stream.eof

    def finish(self) -> None:
        """Complain about an end in the middle.

        Raises:
            OutboundError: CONNECTION_LOST.
        """
        if self._stream is not None and not self._stream.eof:
            raise faults.connection_lost("the compressed content ends early")

    # zlib may have taken all input while a full piece left it no room to put out the rest.
    _holds_more = False

    def _stream_for(self, data: bytes) -> "zlib._Decompress | None":
        if self._stream is None:
            self._stream = zlib.decompressobj(self._window(data))
        elif self._stream.eof:
            # gzip may hold several members in a row; anything else behind the end is padding.
            if not (self._gzip and data.startswith(_GZIP_MAGIC)):
                return None
            self._stream = zlib.decompressobj(self._window(data))
        return self._stream

    def _window(self, data: bytes) -> int:
        if self._gzip:
            return zlib.MAX_WBITS | 16
        # A zlib header begins with method 8; a raw stream could do so only by padding that nobody writes.
        return zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS

    @staticmethod
    def _inflate(stream: "zlib._Decompress", data: bytes) -> bytes:
        try:
            return stream.decompress(data, STEP)
        except zlib.error as error:
            raise faults.bad_encoding(str(error)) from error


def unpacker(headers: Mapping[str, str]) -> Unpacker:
    """Choose by Content-Encoding.

    Raises:
        OutboundError: BAD_ENCODING for one we did not ask for, and for packing within packing: each layer
            would multiply the work that a small body can cause.
    """
    named = headers.get("content-encoding", "").lower()
    codings = [coding for part in named.split(",") if (coding := part.strip()) not in _NO_CODING]
    if not codings:
        return Plain()
    if len(codings) > 1 or codings[0] not in ("gzip", "x-gzip", "deflate"):
        raise faults.bad_encoding(f"Content-Encoding: {named}")
    return Inflate(codings[0])


def read(chunks: Iterable[bytes], headers: Mapping[str, str], budget: Budget) -> bytes:
    """Read a body to its end.

    Args:
        chunks: as the network brings them.
        headers: of the answer.
        budget: of the fetch.

    Returns:
        The content, decompressed.

    Raises:
        OutboundError: TOO_LARGE, TIMEOUT, BAD_ENCODING, CONNECTION_LOST.
    """
    budget.expect(int(headers.get("content-length", "0")))
    unpack = unpacker(headers)
    content = bytearray()
    for chunk in chunks:
        for piece in unpack.feed(chunk):
            budget.seconds()
            content += piece
            if len(content) > budget.limits.max_bytes:
                raise faults.too_large(budget.limits.max_bytes, "cap on decompressed bytes")
    unpack.finish()
    return bytes(content)
