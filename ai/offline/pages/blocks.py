"""The pieces that the visible page is cut into, and how a piece is made from its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ai.offline.pages.colours import Colour
from ai.offline.pages.zones import Zone
from ai.text import clean

MAX_BLOCK = 4000
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

Attributes = Mapping[str, str | None]


@dataclass(slots=True)
class Block:
    """A run of text that stands by itself on the page: a paragraph, a heading, a list item, a cell.

    Attributes:
        text: on one line.
        lines: the same, cut where the page breaks the line.
        runs: the same, cut where an inline element begins or ends, each with the inline element's hint; a line break
            is a run of its own.
        kind: the element's name.
        zone: which part of the page it is in.
        hints: class names, ids and itemprops of the block elements around it, in lower case.
        owner: identifies the element itself.
        parent: identifies the block element around it.
        group: identifies the list or table that it is in; 0 outside of any.
        linked: the share of the text that is in links, 0 to 1.
        heading: the nearest heading before it.
        in_address: whether it is inside an `<address>`.
    """

    text: str
    lines: list[str]
    runs: list[tuple[str, str]]
    kind: str
    zone: Zone
    hints: str
    owner: int
    parent: int
    group: int
    linked: float
    heading: str
    in_address: bool

    @property
    def parts(self) -> list[str]:
        """The texts of the runs, without line breaks."""
        return [text for text, _ in self.runs if text != "\n"]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that a reader sees, by the attributes of its element."""

    attributes: Attributes
    zone: Zone


@dataclass(slots=True)
class Visible:
    """The visible page.

    Attributes:
        blocks: its text, in order.
        images: its pictures, in order.
        hidden: `mem_id` of each element that, with all in it, a reader does not see.
        html: a skeleton of the markup, text included.
    """

    blocks: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    html: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What an element hands down to what is in it."""

    kind: str = ""
    zone: Zone = Zone.MAIN
    hints: tuple[str, ...] = ()
    inline: str = ""
    owner: int = 0
    parent: int = 0
    group: int = 0
    link: bool = False
    struck: bool = False
    in_address: bool = False
    ink: Colour | None = None
    ground: Colour | None = None


def make_block(pieces: list[tuple[str, Place]], heading: str) -> Block | None:
    """Join the text nodes of one block; None if there is nothing to read in them.

    Args:
        pieces: each text node with its place; a line break is a newline.
        heading: the nearest heading before the block.
    """
    raw = "".join(text for text, _ in pieces)
    text = clean(raw, MAX_BLOCK)
    if not text:
        return None
    place = next((place for piece, place in pieces if piece.strip()), pieces[0][1])
    linked = sum(len(piece.strip()) for piece, at in pieces if at.link)
    return Block(
        text=text,
        lines=_cleaned(raw.split("\n")),
        runs=_runs(pieces),
        kind=place.kind,
        zone=place.zone,
        hints=" ".join(hint for hint in place.hints if hint),
        owner=place.owner,
        parent=place.parent,
        group=place.group,
        linked=min(1.0, linked / len(text)),
        heading=heading,
        in_address=place.in_address,
    )


def _cleaned(pieces: list[str]) -> list[str]:
    return [text for text in (clean(piece, MAX_BLOCK) for piece in pieces) if text]


def _runs(pieces: list[tuple[str, Place]]) -> list[tuple[str, str]]:
    runs = ((piece if piece == "\n" else clean(piece, MAX_BLOCK), at.inline) for piece, at in pieces)
    return [(text, hint) for text, hint in runs if text]
