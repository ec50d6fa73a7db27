"""What changed between two versions, field by field and word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from templates_app.rendering.content import WRITTEN, VersionContent

NAMES = {
    "header_kind": "Header",
    "header_text": "Header's words",
    "header_url": "Header's file",
    "subject": "Subject",
    "preheader": "Preheader",
    "body": "Body",
    "footer": "Footer",
    "buttons": "Buttons",
    "cards": "Cards",
    "source_format": "Format",
    "source": "Source",
    "text": "Text alternative",
}
AROUND = 90
# Beyond so many words a comparison takes seconds; lines are compared then.
MOST_WORDS = 3_000
MOST_LINES = 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text.

    Args:
        kind: `same`, `gone` or `new`.
        text: the stretch.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed.

    Args:
        name: for people.
        pieces: the text with what went and what came.
    """

    name: str
    pieces: list[Piece]


def between(before: VersionContent, after: VersionContent) -> list[Difference]:
    """The fields that differ, in the order of the form."""
    old, new = before.written(), after.written()
    return [
        Difference(NAMES[name], list(_pieces(as_text(old[name]), as_text(new[name]))))
        for name in WRITTEN
        if old[name] != new[name]
    ]


def as_text(value: Any) -> str:
    """A field as people read it; buttons and cards a line each."""
    if not isinstance(value, list):
        return str(value)
    return "\n".join(_line(row) for row in value)


def _line(row: dict[str, Any]) -> str:
    if "kind" in row:
        return " · ".join(part for part in (row["kind"], row["text"], row["value"]) if part)
    return "\n".join(part for part in (row["image_url"], row["body"], *map(_line, row["buttons"])) if part)


def _pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = _units(before), _units(after)
    if len(old) > MOST_LINES or len(new) > MOST_LINES:
        yield Piece("gone", _shortened(before))
        yield Piece("new", _shortened(after))
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", _shortened("".join(old[a:b])))
            continue
        if b > a:
            yield Piece("gone", "".join(old[a:b]))
        if d > c:
            yield Piece("new", "".join(new[c:d]))


def _units(text: str) -> Sequence[str]:
    """Words with their blanks; lines where there are too many words."""
    words = re.findall(r"\w+|[^\w\s]|\s+", text)
    return words if len(words) <= MOST_WORDS else text.splitlines(keepends=True)


def _shortened(text: str) -> str:
    """What stayed the same, with its middle left out."""
    return text if len(text) <= 2 * AROUND + 20 else f"{text[:AROUND]} … {text[-AROUND:]}"
