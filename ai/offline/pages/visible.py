"""What a reader sees of a page: its text in blocks, each with its place on the page, and nothing that is hidden."""

from collections.abc import Iterator
from dataclasses import replace
from enum import IntEnum

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ai.offline.pages import colours, styles
from ai.offline.pages.blocks import HEADINGS, Attributes, Image, Place, Visible, make_block
from ai.offline.pages.outline import Outline
from ai.offline.pages.zones import Zone, zone_of
from ai.text import words

MAX_TEXT = 400_000  # characters of visible text that are looked at
MAX_BLOCKS = 10_000
MAX_IMAGES = 300

_BLOCK_TAGS = words(
    "address article aside blockquote body button caption dd details dialog div dl dt figcaption figure footer h1 h2 "
    "h3 h4 h5 h6 header hgroup hr html label legend li main menu nav ol p pre search section summary table tbody td "
    "tfoot th thead tr ul"
)
_WITHOUT_TEXT = words("head link meta base source")
_LISTS = words("ul ol menu dl table")


class _Event(IntEnum):
    ENTER = 0
    LEAVE = 1


_Step = tuple[_Event, LexborNode, Place]


def read(tree: LexborHTMLParser, sheets: list[str]) -> Visible:
    """Return what a reader sees.

    Args:
        tree: the parsed page.
        sheets: bodies of the page's style elements.
    """
    return _Reader(styles.sheet_styles(tree, sheets)).read(tree)


class _Reader:
    def __init__(self, sheet: dict[int, styles.Style]) -> None:
        self.sheet = sheet
        self.seen = Visible()
        self.outline = Outline()
        self.pieces: list[tuple[str, Place]] = []
        self.heading = ""
        self.size = 0

    def read(self, tree: LexborHTMLParser) -> Visible:
        if tree.root is not None:
            self._walk(tree.root)
        self._flush()
        self.seen.html = self.outline.html()
        return self.seen

    def _walk(self, root: LexborNode) -> None:
        # A stack of our own: the tree may be deeper than Python's.
        todo: list[_Step] = [(_Event.ENTER, root, Place())]
        while todo:
            event, node, place = todo.pop()
            if event is _Event.LEAVE:
                self._flush()
                self.outline.leave(node.tag or "")
            elif node.is_text_node:
                text = node.text_content or ""
                self._text(text if place.kind == "pre" else text.replace("\n", " "), place)
            elif node.is_element_node:
                todo.extend(self._enter(node, place))

    def _enter(self, node: LexborNode, place: Place) -> Iterator[_Step]:
        """Yield what is to be done for an element, last first."""
        tag = node.tag or ""
        if tag == "br":
            self._text("\n", place)
        if tag == "br" or tag in _WITHOUT_TEXT:
            return
        attributes = node.attributes
        inside = self._inside(node, tag, attributes, place)
        if inside is None:
            self.seen.hidden.add(node.mem_id)
            return
        if tag == "img" and len(self.seen.images) < MAX_IMAGES:
            self.seen.images.append(Image(attributes, inside.zone))
        if tag in _BLOCK_TAGS:
            self._flush()
            self.outline.enter(tag, attributes.get("class"))
            yield _Event.LEAVE, node, place
        child = node.last_child
        while child is not None:
            yield _Event.ENTER, child, inside
            child = child.prev

    def _inside(self, node: LexborNode, tag: str, attributes: Attributes, place: Place) -> Place | None:
        """Return what holds inside the element; None if a reader does not see it."""
        style = self._style(node, attributes)
        if not attributes and not style and tag not in _BLOCK_TAGS:
            return replace(place, struck=True) if tag == "del" else place
        ink, ground = place.ink, place.ground
        if attributes or style or tag == "dialog":
            if _is_hidden(tag, attributes, style) or colours.is_transparent(style):
                return None
            ink, ground = _colours(attributes, style, place)
            if colours.same(ink, ground):
                return None
        block = tag in _BLOCK_TAGS
        # Built anew rather than by replace(), which takes half the time of the whole walk.
        return Place(
            kind=tag if block else place.kind,
            zone=zone_of(node, tag, attributes, place.zone) if block else place.zone,
            hints=(*place.hints[-2:], _hint(attributes)) if attributes and block else place.hints,
            inline="" if block else (_hint(attributes) if attributes else "") or place.inline,
            owner=node.mem_id if block else place.owner,
            parent=place.owner if block else place.parent,
            group=node.mem_id if tag in _LISTS else place.group,
            link=place.link or tag == "a",
            struck=place.struck or tag == "del",
            in_address=place.in_address or tag == "address",
            ink=ink,
            ground=ground,
        )

    def _style(self, node: LexborNode, attributes: Attributes) -> styles.Style:
        from_sheet = self.sheet.get(node.mem_id, {}) if self.sheet else {}
        inline = attributes.get("style")
        return {**from_sheet, **styles.declarations(inline)} if inline else from_sheet

    def _text(self, text: str, place: Place) -> None:
        if not place.struck and self.size < MAX_TEXT:
            self.size += len(text)
            self.pieces.append((text, place))

    def _flush(self) -> None:
        """End the block that is being read."""
        pieces, self.pieces = self.pieces, []
        room = pieces and len(self.seen.blocks) < MAX_BLOCKS
        block = make_block(pieces, self.heading) if room else None
        if not block:
            return
        self.seen.blocks.append(block)
        if block.zone in (Zone.MAIN, Zone.SIDE):
            self.outline.text(block.text, linked=block.linked > 0.5)
        if block.kind in HEADINGS:
            self.heading = block.text


def _colours(
    attributes: Attributes, style: styles.Style, place: Place
) -> tuple[colours.Colour | None, colours.Colour | None]:
    """Return the colours of text and ground inside an element."""
    ink = colours.foreground(style, place.ink)
    ground = colours.background(style, place.ground)
    if old_ink := attributes.get("color"):
        ink = colours.colour(old_ink.lower())
    if old_ground := attributes.get("bgcolor"):
        ground = colours.colour(old_ground.lower())
    return ink, ground


def _hint(attributes: Attributes) -> str:
    words = (attributes.get(name) for name in ("class", "id", "itemprop"))
    return " ".join(word for word in words if word).lower()[:200]


def _is_hidden(tag: str, attributes: Attributes, style: styles.Style) -> bool:
    return (
        "hidden" in attributes
        or (tag == "dialog" and "open" not in attributes)
        or (attributes.get("aria-hidden") or "").strip().lower() == "true"
        or styles.hidden_by_class(attributes.get("class") or "")
        or (bool(style) and styles.hides(style))
    )
