"""Headers and bodies as mail carries them: ASCII, in short lines. Written for speed, since millions pass here."""

import binascii
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

LONGEST_LINE: Final = 998  # RFC 5322 section 2.1.1, without the line's end
_WORD_BYTES: Final = 45  # of UTF-8 in one encoded word: 60 letters of base64 and 12 around them (RFC 2047)
_REMEMBERED: Final = 4096  # lines
_REMEMBERED_BYTES: Final = 1_000  # a longer line is one that holds a whole mail, values and all
_DOT = re.compile(rb"^\.", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_SPECIALS = re.compile(r'[()<>\[\]:;@\\,."]')  # RFC 5322 section 3.2.3


@lru_cache(maxsize=4096)
def header(text: str) -> str:
    """A header's words; on several lines where they are not ASCII (RFC 2047) or too long."""
    flat = _CONTROLS.sub(" ", text).strip()
    if flat.isascii() and "=?" not in flat and len(flat) < 900:
        return flat
    return "\r\n ".join(f"=?utf-8?b?{binascii.b2a_base64(word, newline=False).decode()}?=" for word in _words(flat))


def mailbox(name: str, address: str) -> str:
    """A person or sender with an address: `"Hotel, Oslo" <post@hotel.example>`."""
    if not name:
        return f"<{address}>"
    written = header(name)
    if written == name and _SPECIALS.search(name):
        written = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{written} <{address}>"


def body(text: str, *, doubles_dots: bool = False) -> tuple[bytes, bytes]:
    """A text as ASCII lines.

    Args:
        doubles_dots: whether a dot at the beginning of a line stands twice, as SMTP wants it (RFC 5321 section 4.5.2).

    Returns:
        The name of its encoding, and its lines with CRLF, the last one ended.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.endswith("\n"):
        text += "\n"
    raw = text.encode("utf-8", "replace")
    if len(raw) > 1.2 * len(text):  # scripts that quoted-printable would treble
        encoded = binascii.b2a_base64(raw, newline=False)
        return b"base64", b"".join(encoded[at : at + 76] + b"\r\n" for at in range(0, len(encoded), 76))
    lines = _doubled if doubles_dots else _lines
    return b"quoted-printable", b"\r\n".join(map(lines.__getitem__, raw.split(b"\n")))


class _Lines(dict[bytes, bytes]):
    """Lines in quoted-printable. Most lines of a run's mails are the same for everybody.

    A dictionary that fills itself and not `lru_cache`, whose bookkeeping takes longer than all the rest of a body: when
    it is full, it begins anew.

    Args:
        doubles_dots: as `body`.
    """

    def __init__(self, *, doubles_dots: bool = False) -> None:
        super().__init__()
        self._doubles_dots = doubles_dots

    def __missing__(self, line: bytes) -> bytes:
        encoded = binascii.b2a_qp(line, istext=True).replace(b"\n", b"\r\n")
        if self._doubles_dots:
            encoded = _DOT.sub(b"..", encoded)
        if len(line) <= _REMEMBERED_BYTES:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[line] = encoded
        return encoded


_lines, _doubled = _Lines(), _Lines(doubles_dots=True)


def _words(text: str) -> Iterator[bytes]:
    """Pieces of at most `_WORD_BYTES`, none of which cuts a character."""
    word = b""
    for letter in text:
        piece = letter.encode("utf-8", "replace")
        if len(word) + len(piece) > _WORD_BYTES:
            yield word
            word = b""
        word += piece
    yield word
