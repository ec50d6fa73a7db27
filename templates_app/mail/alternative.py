"""An e-mail's HTML as plain text, for mail programs and people that want no HTML."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARAGRAPHS = frozenset({*_HEADINGS, "blockquote", "dl", "ol", "p", "pre", "table", "ul"})
_PARTS = ("article", "aside", "figcaption", "figure", "footer", "header", "main", "nav", "section")
_BLOCKS = frozenset({*_PARAGRAPHS, *_PARTS, "address", "center", "dd", "div", "dt", "hr", "li", "tr"})
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_RULE = "-" * 20
# Where a line ends, unless it ends there anyway.
_BREAK = "\x1e"


def from_html(html: str) -> str:
    """The words of an HTML fragment; links with their addresses, lists with dashes, pictures as their descriptions."""
    body = LexborHTMLParser(html).body
    text = "".join(_words(body)) if body is not None else ""
    text = "\n".join(_broken(line) for line in text.split("\n"))
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip(" \t") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _broken(line: str) -> str:
    """A line with its breaks as ends of lines, one for several that only spaces lie between."""
    parts = (part.strip(" \t") for part in line.split(_BREAK))
    return "\n".join(part for part in parts if part)


def _words(node: LexborNode) -> list[str]:
    """A node's words, piece by piece."""
    if node.tag == "-text":
        return [re.sub(rf"[\s{_BREAK}]+", " ", node.text(deep=False) or "")]
    attributes = node.attributes
    if _HIDDEN.search(attributes.get("style") or "") or node.tag in ("style", "script", "title"):
        return []
    if node.tag == "br":
        return ["\n"]
    if node.tag == "img":
        return [attributes.get("alt") or ""]
    if node.tag == "hr":
        return [f"\n{_RULE}\n"]
    inside = [piece for child in node.iter(include_text=True) for piece in _words(child)]
    return _around(node.tag or "", attributes.get("href") or "", inside)


def _around(tag: str, href: str, inside: list[str]) -> list[str]:
    """What a tag adds to the words inside it."""
    if tag == "a":
        words = "".join(inside).strip()
        is_said = href.removeprefix("mailto:").removeprefix("tel:") == words
        return [words if not href or href.startswith("#") or is_said else f"{words} ({href})" if words else href]
    if tag == "li":
        return [f"{_BREAK}- ", *inside]
    if tag in ("td", "th"):
        return [*inside, " "]
    if tag in _BLOCKS:
        gap = "\n\n" if tag in _PARAGRAPHS else _BREAK
        return [gap, *inside, gap]
    return inside
