"""Where the merge tags of a text stand, and so how their values are escaped.

The HTML that is looked at here was written by our own cleaner: every attribute is in double quotes, every `<` of a text
is an entity, and there are no comments.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from templates_app.rendering import escaping
from templates_app.rendering.tags import Piece, Tag

Escape = Callable[[str], str]

ADDRESS_ATTRIBUTES = frozenset({"href", "src"})
_ATTRIBUTE = re.compile(r"([^\s\"<>/=]+)\s*=\s*$")
_STYLE = re.compile(r"<style\b", re.IGNORECASE)
_END_OF_STYLE = re.compile(r"</style", re.IGNORECASE)
_BEGINS_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_ENDS_ADDRESS = re.compile(r"[\s()<>\"]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a merge tag stands in HTML.

    Args:
        kind: `text`, `attribute`, `tag` (between attributes) or `style`.
        attribute: the attribute's name.
        begins: whether nothing stands before it in the attribute.
    """

    kind: str
    attribute: str = ""
    begins: bool = False

    @property
    def escape(self) -> Escape | None:
        """How a value is escaped here; None where none may stand."""
        if self.kind in ("tag", "style") or self.attribute == "style":
            return None
        if self.attribute in ADDRESS_ATTRIBUTES:
            return escaping.whole_address_in_html if self.begins else escaping.part_of_address
        return escaping.in_html


class _Reader:
    """Follows HTML piece by piece and knows where it is."""

    def __init__(self) -> None:
        self._state = "text"
        self._tag = ""
        self._attribute = ""
        self._value = ""

    def place(self) -> Place:
        """Where a merge tag at this point stands."""
        found = Place(self._state, self._attribute, not self._value.strip())
        self._value += "x"
        return found if self._state == "attribute" else Place(self._state)

    def read(self, html: str) -> None:
        """Go on through a literal text."""
        at = 0
        while at < len(html):
            at = getattr(self, f"_in_{self._state}")(html, at)

    def _in_text(self, html: str, at: int) -> int:
        start = html.find("<", at)
        if start < 0:
            return len(html)
        self._state, self._tag = "tag", "<"
        return start + 1

    def _in_tag(self, html: str, at: int) -> int:
        ends = [end for end in (html.find('"', at), html.find(">", at)) if end >= 0]
        end = min(ends, default=len(html))
        self._tag += html[at:end]
        if end == len(html):
            return end
        if html[end] == ">":
            self._state = "style" if _STYLE.match(self._tag) else "text"
        else:
            found = _ATTRIBUTE.search(self._tag)
            self._state, self._attribute, self._value = "attribute", found[1].lower() if found else "", ""
        return end + 1

    def _in_attribute(self, html: str, at: int) -> int:
        end = html.find('"', at)
        if end < 0:
            self._value += html[at:]
            return len(html)
        self._state, self._attribute = "tag", ""
        return end + 1

    def _in_style(self, html: str, at: int) -> int:
        found = _END_OF_STYLE.search(html, at)
        if found is None:
            return len(html)
        self._state, self._tag = "tag", "</style"
        return found.end()


def in_html(pieces: Iterable[Piece]) -> Iterator[tuple[Tag, Place]]:
    """Each merge tag of clean HTML with the place where it stands."""
    reader = _Reader()
    for piece in pieces:
        if isinstance(piece, Tag):
            yield piece, reader.place()
        else:
            reader.read(piece)


def in_text(pieces: Iterable[Piece]) -> Iterator[tuple[Tag, Escape]]:
    """Each merge tag of an e-mail's text with how its value is escaped: within an address its parts are encoded."""
    is_begun = False
    for piece in pieces:
        if isinstance(piece, Tag):
            yield piece, escaping.part_of_address if is_begun else escaping.as_it_is
        else:
            *before, last = _ENDS_ADDRESS.split(piece)
            is_begun = bool(_BEGINS_ADDRESS.search(last)) or (is_begun and not before)


def in_address(pieces: Iterable[Piece]) -> Iterator[tuple[Tag, Escape]]:
    """Each merge tag of an address with how its value is escaped."""
    is_begun = False
    for piece in pieces:
        if isinstance(piece, Tag):
            yield piece, escaping.part_of_address if is_begun else escaping.whole_address
            is_begun = True
        else:
            is_begun = is_begun or bool(piece.strip())
