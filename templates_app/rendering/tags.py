"""Merge tags: `{{ name }}`, `{{ name | fallback }}`, `{{1}}`. There is nothing else: no language, no attributes.

Two braces that are meant as such are written as four: `{{{{` gives `{{`.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_NAME = 64
LONGEST_FALLBACK = 255
# A tag that is not closed within so much is not closed: looking on would take the square of a long text.
_LONGEST_TAG = 1_000
_MOST_PROBLEMS = 20
_NAME = re.compile(r"[^\W\d][\w-]*|[1-9][0-9]?")
_OPEN, _CLOSE = "{{", "}}"


@dataclass(frozen=True, slots=True)
class Tag:
    """A place to be filled.

    Args:
        name: of the variable; digits where it goes by position.
        fallback: what stands there without a value; None where there must be one.
    """

    name: str
    fallback: str | None = None

    @property
    def is_positional(self) -> bool:
        """Whether it goes by position."""
        return self.name.isdecimal()

    def __str__(self) -> str:
        return f"{{{{ {self.name} }}}}" if self.fallback is None else f"{{{{ {self.name} | {self.fallback} }}}}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a text, and where.

    Args:
        message: a sentence.
        line, column: counted from 1.
    """

    message: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"Line {self.line}, character {self.column}: {self.message}"


Piece = str | Tag


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text taken apart.

    Args:
        pieces: literal texts and merge tags in turn.
        problems: why some of it could not be taken apart.
    """

    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def tags(self) -> list[Tag]:
        """The merge tags, in order."""
        return [piece for piece in self.pieces if isinstance(piece, Tag)]

    @property
    def literal(self) -> str:
        """What stands there for everybody."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))


def parse(text: str) -> Parsed:
    """Take a text apart; what is wrong is told with its place, and stays in it as it is."""
    pieces: list[Piece] = []
    problems: list[Problem] = []
    literal: list[str] = []
    at = 0
    while (start := text.find(_OPEN, at)) >= 0:
        literal.append(text[at:start])
        if text.startswith(_OPEN * 2, start):
            literal.append(_OPEN)
            at = start + 4
            continue
        found, at = _tag(text, start)
        if isinstance(found, Tag):
            _put(pieces, literal)
            pieces.append(found)
            continue
        literal.append(text[start:at])
        if len(problems) < _MOST_PROBLEMS:
            problems.append(_problem(text, start, found))
    literal.append(text[at:])
    _put(pieces, literal)
    return Parsed(tuple(pieces), tuple(problems))


def write(pieces: Iterable[Piece]) -> str:
    """The text that `parse` takes apart into these pieces."""
    return "".join(str(piece) if isinstance(piece, Tag) else piece.replace(_OPEN, _OPEN * 2) for piece in pieces)


def _put(pieces: list[Piece], literal: list[str]) -> None:
    """End a literal text."""
    if text := "".join(literal):
        pieces.append(text)
    literal.clear()


def _tag(text: str, start: int) -> tuple[Tag | str, int]:
    """The merge tag that begins here, or what is wrong with it; and where to go on."""
    end = text.find(_CLOSE, start + 2, start + _LONGEST_TAG)
    inside = text[start + 2 : end] if end >= 0 else ""
    if end < 0 or _OPEN in inside or "\n" in inside:
        return "the merge tag is not closed; “}}” is missing.", start + 2
    name, bar, fallback = inside.partition("|")
    name, fallback = unicodedata.normalize("NFC", name.strip()), fallback.strip()
    if fault := _fault(name, fallback):
        return fault, end + 2
    return Tag(name, fallback if bar else None), end + 2


def _fault(name: str, fallback: str) -> str:
    if not name:
        return "the merge tag has no name."
    if len(name) > LONGEST_NAME:
        return f"the name has over {LONGEST_NAME} characters."
    if not _NAME.fullmatch(name):
        return f"“{name}” is no name: letters, digits, “_” and “-” make one, or a number from 1 to 99."
    if len(fallback) > LONGEST_FALLBACK:
        return f"the fallback has over {LONGEST_FALLBACK} characters."
    return ""


def _problem(text: str, at: int, message: str) -> Problem:
    before = text[:at]
    return Problem(message, before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1)
