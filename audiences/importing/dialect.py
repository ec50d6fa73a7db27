"""How a file is written: its encoding and what stands between its cells, guessed from its beginning. Pure."""

import codecs
import csv
from dataclasses import dataclass

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows (Western Europe)",
    "latin-1": "Latin-1",
}
DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab"}
# In Latin-1 these are control characters that no text holds; Windows has typographic signs in their place.
_WINDOWS_ONLY = bytes(range(0x80, 0xA0))


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is to be read.

    Args:
        encoding: a key of `ENCODINGS`.
        delimiter: a key of `DELIMITERS`.
    """

    encoding: str = "utf-8"
    delimiter: str = ","


def guess(sample: bytes) -> Dialect:
    """The likeliest dialect of a file.

    Args:
        sample: its first bytes, cut anywhere.
    """
    encoding = guess_encoding(sample)
    return Dialect(encoding, guess_delimiter(decoded(sample, encoding)))


def guess_encoding(sample: bytes) -> str:
    """The likeliest encoding."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "cp1252" if set(sample) & set(_WINDOWS_ONLY) else "latin-1"
    return "utf-8"


def decoded(sample: bytes, encoding: str) -> str:
    """A sample as text, without the mark at its beginning; what cannot be read is marked."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    return text.removeprefix("\ufeff")


def guess_delimiter(text: str) -> str:
    """What cuts the first line into the most cells; of equals the first of `DELIMITERS`."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda delimiter: len(next(csv.reader([first], delimiter=delimiter), [])))
