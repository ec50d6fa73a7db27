"""A page's own fact sheet: definition lists, two-column tables, and "Label: value" lines."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from ai.contract import MAX_FACTS, Fact
from ai.offline.pages.blocks import HEADINGS, Block
from ai.offline.pages.keypoints import sentences
from ai.offline.pages.zones import Zone
from ai.text import plain

MAX_LABEL, MAX_VALUE = 50, 120

_COLON = re.compile(r"^([^\W\d_][^:]{1,48}?)\s?:\s(\S.{0,118})$")
_NOT_A_FACT = re.compile(
    r"https?://|@|cookie|sist (?:endret|oppdatert)|last updated|publi[sc]|klikk|click|read more|les mer|telefon|"
    r"phone|e-post|e-mail|mobil\b|tlf",
    re.I,
)


def facts_in_text(blocks: list[Block]) -> list[Fact]:
    """Return the labelled facts that a reader sees about the page's subject, in the page's order."""
    seen = [block for block in blocks if block.zone in (Zone.MAIN, Zone.SIDE) and block.linked < 0.5]
    found: dict[str, Fact] = {}
    for label, value in [*_pairs(seen), *_lines(seen), *_grids(seen)]:
        name = label.rstrip(" :")
        if _is_fact(name, value):
            found.setdefault(plain(name), Fact(label=name, value=value))
    return list(found.values())[:MAX_FACTS]


def _pairs(blocks: list[Block]) -> Iterator[tuple[str, str]]:
    """Yield term and definition, and the first two cells of a table's row."""
    for label, value in pairwise(blocks):
        cells = label.kind in ("th", "td") and value.kind == "td" and label.parent == value.parent
        if cells or (label.kind == "dt" and value.kind == "dd"):
            yield label.text, value.text


def _lines(blocks: list[Block]) -> Iterator[tuple[str, str]]:
    """Yield "Bedrooms: 3", and "Bedrooms 3" where markup sets the label apart."""
    for block in blocks:
        if block.kind in HEADINGS or len(block.text) > MAX_LABEL + MAX_VALUE:
            continue
        for line in block.lines:
            if found := _COLON.match(line):
                yield found[1], found[2]
        # Two inline pieces, one of them a label by its colon or by the grid it is in.
        if block.kind == "li" and len(block.parts) == 2 and not block.linked and ":" not in block.text:
            yield block.parts[0], block.parts[1]


def _grids(blocks: list[Block]) -> Iterator[tuple[str, str]]:
    """Yield pairs of blocks that an element of their own holds, where at least two such elements stand in a row."""
    pairs = [
        (label, value)
        for label, value in pairwise(blocks)
        if label.parent == value.parent and label.kind == value.kind in ("div", "p") and not label.linked
    ]
    inline = [block for block in blocks if block.kind == "div" and len(block.parts) == 2 and not block.linked]
    members = Counter(block.parent for block in blocks)
    own = [(label, value) for label, value in pairs if members[label.parent] == 2 and len(value.text) <= 60]
    if len(own) >= 2:
        yield from ((label.text, value.text) for label, value in own)
    rows = Counter(block.parent for block in inline)
    yield from ((block.parts[0], block.parts[1]) for block in inline if rows[block.parent] >= 2)


def _is_fact(label: str, value: str) -> bool:
    return (
        2 <= len(label) <= MAX_LABEL
        and 0 < len(value) <= MAX_VALUE
        and len(label.split()) <= 6
        and any(char.isalpha() for char in label)
        and not label[0].isdigit()
        and label[-1] not in "!?"
        and (label[-1] != "." or len(re.split(r"[ /]", label)[-1]) <= 5)  # "per mnd." is no sentence
        and len(sentences(value)) == 1
        and not _NOT_A_FACT.search(f"{label} {value}")
        and plain(label) != plain(value)
    )
