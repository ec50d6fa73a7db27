"""Microdata as schema.org objects, in the same shape that JSON-LD has.

Source: HTML Living Standard, 5 (Microdata). `itemref` is not followed; `content` counts on any element, as search
engines do it.
"""

from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ai.text import clean

Node = dict[str, Any]

MAX_ITEMS = 500
MAX_ELEMENTS = 60_000
MAX_TEXT_NODES = 100_000  # looked at for all properties, which may lie inside each other
_ADDRESS_OF = {"a": "href", "area": "href", "link": "href", "img": "src", "source": "src"}
_MACHINE_VALUE = {"time": "datetime", "data": "value", "meter": "value", "meta": "content"}


def nodes(tree: LexborHTMLParser, hidden: set[int]) -> list[Node]:
    """Return the page's top-level items.

    Args:
        tree: the parsed page.
        hidden: elements that a reader does not see; of these, machine-readable values count but no text.
    """
    if tree.root is None or tree.css_first("[itemscope]") is None:
        return []
    return _Items(hidden).read(tree.root)


class _Items:
    def __init__(self, hidden: set[int]) -> None:
        self.hidden = hidden
        self.top: list[Node] = []
        self.items = 0
        self.left = MAX_TEXT_NODES

    def read(self, root: LexborNode) -> list[Node]:
        # Each step knows the item it is inside of and whether a reader sees it.
        todo: list[tuple[LexborNode, Node | None, bool]] = [(root, None, False)]
        for _ in range(MAX_ELEMENTS):
            if not todo:
                break
            node, item, unseen = todo.pop()
            unseen = unseen or node.mem_id in self.hidden
            inside = self._element(node, item, unseen=unseen)
            child = node.last_child
            while child is not None:
                if child.is_element_node:
                    todo.append((child, inside, unseen))
                child = child.prev
        return self.top

    def _element(self, node: LexborNode, item: Node | None, *, unseen: bool) -> Node | None:
        """Take what an element says into its item; return the item that its children belong to."""
        attributes = node.attributes
        names = (attributes.get("itemprop") or "").split()
        if "itemscope" in attributes and self.items < MAX_ITEMS:
            self.items += 1
            inner: Node = {"@type": (attributes.get("itemtype") or "").split()}
            if identity := attributes.get("itemid"):
                inner["@id"] = identity
            if item is None or not names:
                self.top.append(inner)
            else:
                _put(item, names, inner)
            return inner
        if item is not None and names:
            _put(item, names, self._value(node, attributes, unseen=unseen))
        return item

    def _value(self, node: LexborNode, attributes: dict[str, str | None], *, unseen: bool) -> str:
        tag = node.tag or ""
        if "content" in attributes:
            return attributes["content"] or ""
        if tag in _ADDRESS_OF:
            return attributes.get(_ADDRESS_OF[tag]) or ""
        if tag in _MACHINE_VALUE and attributes.get(_MACHINE_VALUE[tag]):
            return attributes[_MACHINE_VALUE[tag]] or ""
        return "" if unseen else self._text(node)

    def _text(self, node: LexborNode) -> str:
        """Return the text of an element without its hidden parts."""
        pieces: list[str] = []
        todo = [node]
        while todo and self.left > 0:
            one = todo.pop()
            if one.is_text_node:
                pieces.append((one.text_content or "")[:5000])
            elif one.mem_id not in self.hidden:
                if one.tag in ("br", "p", "div", "li"):
                    pieces.append(" ")
                child = one.last_child
                while child is not None:
                    self.left -= 1
                    todo.append(child)
                    child = child.prev
        return clean("".join(pieces), 5000)


def _put(item: Node, names: list[str], value: Any) -> None:
    for name in names[:5]:
        if value in ("", None):
            continue
        if name in item:
            before = item[name]
            item[name] = [*(before if isinstance(before, list) else [before]), value][:200]
        else:
            item[name] = value
