"""Single tags and comments in raw markup, tokenized as the HTML standard does it, each character looked at once.

Source: HTML Living Standard, 13.2.5 (Tokenization). No pattern here can run back over what it has read: an unclosed
quote takes the rest of the page, as it does in a browser, instead of being tried anew for every tag.
"""

import re
from dataclasses import dataclass

from ai.offline.pages.elements import KEPT_ATTRIBUTES

MAX_VALUE = 4000  # characters of an attribute; longer ones are data: URIs and state for scripts

_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,60}")
_ATTRIBUTE = re.compile(
    r"""[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)(?:"|\Z)|'([^']*)(?:'|\Z)|([^\s>"'][^\s>]*))?)?"""
)
_TAG_END = re.compile(r"[\s/]*(?:>|\Z)")
_COMMENT_END = re.compile(r"--!?>")
_ADDRESSES = ("src", "data-src", "srcset", "href")


@dataclass(frozen=True, slots=True)
class Tag:
    """A start or end tag.

    Attributes:
        name: in lower case.
        attributes: those that are kept; values as written, entities included.
        end: where the tag ends in the page.
        closed: whether it ends in `/>`.
        steps: how many attributes were read.
    """

    name: str
    attributes: dict[str, str]
    end: int
    closed: bool
    steps: int


def read_tag(text: str, start: int, budget: int) -> Tag | None:
    """Return the tag whose name begins at `start`; None if no name begins there.

    Args:
        text: the page.
        start: the place after `<` or `</`.
        budget: attributes that may be read; a tag with more takes the rest of the page.
    """
    name = _NAME.match(text, start)
    if not name:
        return None
    kept: dict[str, str] = {}
    at, steps = name.end(), 0
    while found := _ATTRIBUTE.match(text, at):
        steps += 1
        at = found.end()
        key = found[1].lower()
        if key in KEPT_ATTRIBUTES and key not in kept:
            kept[key] = _capped(key, found[2] or found[3] or found[4] or "")
        if steps > budget:
            return Tag(name[0].lower(), kept, len(text), False, steps)
    end = _TAG_END.match(text, at)
    after = end.end() if end else len(text)
    return Tag(name[0].lower(), kept, after, text.startswith("/>", after - 2), steps)


def write_tag(name: str, attributes: dict[str, str]) -> str:
    """Return a start tag as markup."""
    written = (f' {key}="{value.replace(chr(34), "&quot;")}"' for key, value in attributes.items())
    return f"<{name}{''.join(written)}>"


def comment_end(text: str, start: int) -> int:
    """Return where the comment or declaration that begins at `start` ends."""
    if text.startswith(("<!-->", "<!--->"), start):
        return text.index(">", start) + 1
    if text.startswith("<!--", start):
        found = _COMMENT_END.search(text, start + 4)
        return found.end() if found else len(text)
    end = text.find(">", start)
    return end + 1 if end >= 0 else len(text)


def _capped(name: str, value: str) -> str:
    """Cut a long value where that leaves sense: of a style the last words rule, half an address leads nowhere."""
    if len(value) <= MAX_VALUE:
        return value
    if name == "style":
        return value[-MAX_VALUE:]
    return "" if name in _ADDRESSES else value[:MAX_VALUE]
