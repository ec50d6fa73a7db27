"""A file's bytes as lines of text. Memory stays flat whatever the file holds."""

import codecs
from collections.abc import Iterable, Iterator

# No row of contacts is longer; a file without line breaks would be held whole otherwise.
LONGEST_LINE = 2_000_000
TOO_LONG = "\x00"


def lines(parts: Iterable[bytes], encoding: str) -> Iterator[str]:
    """The lines of a file, each with `\\n` at its end, whichever line breaks the file has.

    Bytes that are none of the encoding become lone surrogates, which no cell may hold, so that their row is refused
    and the others are read. A line that is too long comes as `TOO_LONG` and a line break.

    Args:
        parts: the file's bytes, cut anywhere.
    """
    held: list[str] = []
    length = 0
    for text in _texts(parts, encoding):
        for line in _split(text):
            held.append(line)
            length += len(line)
            if line.endswith("\n"):
                yield _whole(held, length)
                held, length = [], 0
            elif length > LONGEST_LINE:
                held = [TOO_LONG]
    if held:
        yield _whole(held, length)


def _whole(held: list[str], length: int) -> str:
    if length > LONGEST_LINE:
        return f"{TOO_LONG}\n"
    return held[0] if len(held) == 1 else "".join(held)


def _split(text: str) -> list[str]:
    """Lines; the last may be unfinished. `str.splitlines` would cut at signs that stand inside of names, too."""
    found = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    last = found.pop()
    whole = [f"{line}\n" for line in found]
    return [*whole, last] if last else whole


def _texts(parts: Iterable[bytes], encoding: str) -> Iterator[str]:
    """The file as text in pieces, none of which ends between `\\r` and `\\n`."""
    decoder = codecs.getincrementaldecoder(encoding)("replace" if encoding == "utf-16" else "surrogateescape")
    kept, is_first = "", True
    for part in parts:
        text = kept + decoder.decode(part)
        if is_first and text:
            text, is_first = text.removeprefix("\ufeff"), False
        kept = "\r" if text.endswith("\r") else ""
        yield text[: len(text) - len(kept)]
    yield kept + decoder.decode(b"", final=True)
