"""Texts that can be filled: taken apart once, and put together again for each person."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from core.errors import Fault, InvalidError
from templates_app.rendering import places
from templates_app.rendering.places import Escape
from templates_app.rendering.tags import Tag, parse
from templates_app.rendering.variables import key_of

Filled = list[str]
Fill = Callable[[Filled], str]
T = TypeVar("T")


class Still(Generic[T]):
    """A part that is the same for everybody.

    Args:
        part: what it is.
    """

    def __init__(self, part: T) -> None:
        self.part = part

    def __call__(self, filled: Filled) -> T:
        """The part, whoever it is for."""
        return self.part


class Slots:
    """The distinct values that a message needs, each escaped once a message however often it stands there."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str | None, Escape], int] = {}

    def number(self, key: str, fallback: str | None, escape: Escape) -> int:
        """Where the escaped value of a variable is found."""
        return self.numbers.setdefault((key, fallback, escape), len(self.numbers))

    def text(self, text: str, escapes: Iterable[tuple[Tag, Escape]], scope: str = "") -> Fill:
        """A text that can be filled.

        Args:
            escapes: its merge tags in order, each with how its value is escaped.
            scope: the part in which numbers are counted.
        """
        pieces: list[str] = []
        slots: list[tuple[int, int]] = []
        order = iter(escapes)
        for piece in parse(text).pieces:
            if isinstance(piece, Tag):
                _, escape = next(order)
                slots.append((len(pieces), self.number(key_of(piece, scope), piece.fallback, escape)))
                pieces.append("")
            else:
                pieces.append(piece)
        return _filler(pieces, slots)

    def same(self, text: str, escape: Escape, scope: str = "") -> Fill:
        """A text whose values are all escaped alike."""
        return self.text(text, ((tag, escape) for tag in parse(text).tags), scope)

    def address(self, text: str, scope: str) -> Fill:
        """An address."""
        return self.text(text, places.in_address(parse(text).pieces), scope)

    def html(self, html: str) -> Fill:
        """Clean HTML.

        Raises:
            InvalidError: a merge tag stands where no value may.
        """
        found = [(tag, place.escape) for tag, place in places.in_html(parse(html).pieces)]
        known = [(tag, escape) for tag, escape in found if escape is not None]
        if len(known) < len(found):
            lost = next(tag for tag, escape in found if escape is None)
            raise InvalidError(f"{lost} stands where it cannot be filled.", faults=[Fault(["source"], "misplaced tag")])
        return self.text(html, known)

    def values(self, names: Iterable[str], text: str, scope: str, escape: Escape) -> tuple[int, ...]:
        """Where the values of a part stand, by position."""
        tags = {key_of(tag, scope): tag for tag in reversed(parse(text).tags)}
        return tuple(self.number(name, tags[name].fallback, escape) for name in names)


def _filler(pieces: list[str], slots: list[tuple[int, int]]) -> Fill:
    if not slots:
        return Still("".join(pieces))

    def fill(filled: Filled) -> str:
        parts = pieces.copy()
        for at, number in slots:
            parts[at] = filled[number]
        return "".join(parts)

    return fill
