"""How deep elements lie in one another: the parsers of designs and styles go down by recursion, and break."""

import re

from selectolax.lexbor import LexborHTMLParser

from core.errors import Fault, InvalidError

DEEPEST = 200
DEEPEST_DESIGN = 60
_TAG = re.compile(r"<(/?)[a-zA-Z][\w:-]*([^<>]*)")
# These end by themselves where the next one begins.
_ENDED = re.compile(r"</?(?:p|li|d[dt]|t[drh]|t(?:head|body|foot)|option|colgroup|r[tp])\b", re.IGNORECASE)
_VOID = re.compile(r"<(?:br|hr|img|input|wbr|meta|link|area|base|col|source|track)\b", re.IGNORECASE)


def check_html(html: str) -> None:
    """Refuse HTML whose elements lie too deep in one another, before it is taken apart: that takes depth by length.

    Raises:
        InvalidError: they do.
    """
    _count(html, 5 * DEEPEST, _ENDED, closes_itself=False)


def check_tree(tree: LexborHTMLParser) -> None:
    """Refuse HTML whose elements were found to lie too deep in one another.

    Raises:
        InvalidError: they do.
    """
    node, depth = tree.root, 0
    while node is not None:
        if depth > DEEPEST:
            raise _refusal(DEEPEST)
        if node.child is not None:
            node, depth = node.child, depth + 1
            continue
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
        node = node.next if node is not None else None


def check_design(source: str) -> None:
    """Refuse a design whose elements lie too deep in one another; each of them has to be closed.

    Raises:
        InvalidError: they do.
    """
    _count(source, DEEPEST_DESIGN)


def _count(source: str, deepest: int, ended: re.Pattern[str] = _VOID, *, closes_itself: bool = True) -> None:
    depth = 0
    for found in _TAG.finditer(source):
        if _VOID.match(found[0]) or ended.match(found[0]):
            continue
        if found[1]:
            depth = max(0, depth - 1)
        elif not (closes_itself and found[2].endswith("/")):
            depth += 1
        if depth > deepest:
            raise _refusal(deepest)


def _refusal(deepest: int) -> InvalidError:
    message = f"Elements lie more than {deepest} deep in one another; some of them may not be closed."
    return InvalidError(message, faults=[Fault(["source"], message)])
