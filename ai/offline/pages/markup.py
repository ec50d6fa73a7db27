"""A linear pass over raw markup that takes out what no reader sees and makes the rest safe to build a tree from.

Lexbor builds the tree that a browser would, and like a browser it takes quadratic time or memory for some pages:
100,000 nested `<div>` need 20 seconds, 100,000 `<option>` a minute, unclosed `<b>` multiply. So this pass tokenizes as
the HTML standard does, drops scripts, comments and the like, keeps few attributes, caps nesting and size, and writes
the page anew; what the parser then sees is this module's output, whatever tricks the page played.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape

from ai.offline.pages.elements import (
    BOUNDARIES,
    BREAKABLE,
    BREAKOUT,
    DROPPED,
    RAW,
    RENAMED,
    SKIPPED,
    SPECIAL,
    UNCOUNTED,
    VOID,
)
from ai.offline.pages.tags import comment_end, read_tag, write_tag

MAX_STEPS = 100_000  # tags and attributes; a long page has 20,000
MAX_DEPTH = 100

_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_JSON_LD = re.compile(r"<script\b[^>]{0,300}ld\+json[^>]{0,300}>", re.I)
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.I) for name in RAW}


@dataclass(slots=True)
class Markup:
    """A page after the first pass.

    Attributes:
        html: what remains, to be parsed.
        title: the document's title.
        json_ld: bodies of the scripts that hold JSON-LD, as they stand.
        styles: bodies of the style elements.
        frames: whether the page is a frame set, whose contents lie elsewhere.
        truncated: whether the page was too large to be read to its end.
    """

    html: str = ""
    title: str = ""
    json_ld: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    frames: bool = False
    truncated: bool = False


def reduce(text: str, *, xhtml: bool = False) -> Markup:
    """Return the page's markup without unseen parts, fit for a parser.

    Args:
        text: the decoded page.
        xhtml: whether it was served as XHTML, where `<div/>` is a closed element.
    """
    return _Pass(text, xhtml=xhtml).run()


class _Pass:
    def __init__(self, text: str, *, xhtml: bool) -> None:
        self.text = text
        self.xhtml = xhtml
        self.result = Markup()
        self.out: list[str] = []
        self.steps = 0
        self.open: list[str] = []  # elements that count towards the depth
        self.unopened: Counter[str] = Counter()  # start tags dropped for depth, whose end tags go too
        self.skipping: list[str] = []  # the skipped element and those of its name inside it

    def run(self) -> Markup:
        at = 0
        while at < len(self.text):
            found = _MARKUP.search(self.text, at)
            start = found.start() if found else len(self.text)
            self._put_text(at, start)
            if self.steps > MAX_STEPS:
                self._read_tail(start)
                break
            at = self._token(start) if found else start
        self.result.html = "".join(self.out)
        return self.result

    def _put_text(self, start: int, end: int) -> None:
        if start < end and not self.skipping:
            # A "<" that opens nothing here must not open a tag once something between was dropped.
            self.out.append(self.text[start:end].replace("<", "&lt;"))

    def _token(self, start: int) -> int:
        """Deal with the tag, comment or declaration at `start`; return where it ends."""
        self.steps += 1
        closing = self.text[start + 1] == "/"
        tag = read_tag(self.text, start + 1 + closing, MAX_STEPS - self.steps)
        if not tag:
            return comment_end(self.text, start)
        self.steps += tag.steps
        self.result.truncated = self.steps > MAX_STEPS
        name = RENAMED.get(tag.name, tag.name)
        if closing:
            self._end(name)
            return tag.end
        return self._start(name, tag.attributes, tag.end, closed=tag.closed)

    def _start(self, tag: str, attributes: dict[str, str], end: int, *, closed: bool) -> int:
        if tag in RAW and not (closed and self.xhtml):
            return self._raw(tag, attributes, end)
        if self.skipping and not self._breaks_out(tag):
            if tag == self.skipping[0] and not closed:
                self.skipping.append(tag)
        elif tag in SKIPPED:
            if not (closed and (self.xhtml or tag in BREAKABLE)):
                self.skipping = [tag]
        elif tag == "frameset":
            self.result.frames = True
        elif tag not in DROPPED:
            self._put_start(tag, attributes, closed=closed and self.xhtml)
        return end

    def _breaks_out(self, tag: str) -> bool:
        """Let an ordinary block end an unclosed `<svg>` or `<select>`, as the standard does."""
        if self.skipping[0] in BREAKABLE and tag in BREAKOUT:
            self.skipping = []
            return True
        return False

    def _put_start(self, tag: str, attributes: dict[str, str], *, closed: bool) -> None:
        if tag not in VOID and tag not in UNCOUNTED and not closed:
            if len(self.open) >= MAX_DEPTH:
                self.unopened[tag] += 1
                return
            self.open.append(tag)
        self.out.append(write_tag(tag, attributes))
        if closed and tag not in VOID:
            self.out.append(f"</{tag}>")

    def _end(self, tag: str) -> None:
        if self.skipping:
            if tag == self.skipping[0]:
                self.skipping.pop()
        elif self.unopened[tag] > 0:
            self.unopened[tag] -= 1
        elif tag not in VOID and tag not in DROPPED and (tag in UNCOUNTED or self._close(tag)):
            self.out.append(f"</{tag}>")

    def _close(self, tag: str) -> bool:
        """Take `tag` off the open elements if the standard would; it ignores end tags that are out of scope."""
        walls = BOUNDARIES if tag in SPECIAL else SPECIAL
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at] == tag:
                del self.open[at:]
                return True
            if self.open[at] in walls:
                return False
        return False

    def _raw(self, tag: str, attributes: dict[str, str], start: int) -> int:
        """Step over an element whose body is not markup, keeping what is read of it; return where its body ends."""
        found = _RAW_END[tag].search(self.text, start)
        end = found.start() if found else len(self.text)
        if not self.skipping:
            self._keep_raw(tag, attributes, self.text[start:end])
        closing = read_tag(self.text, end + 2, MAX_STEPS) if found else None
        return closing.end if closing else end

    def _keep_raw(self, tag: str, attributes: dict[str, str], body: str) -> None:
        if tag == "script" and "ld+json" in attributes.get("type", "").lower():
            self.result.json_ld.append(body)
        elif tag == "style":
            self.result.styles.append(body)
        elif tag == "title":
            self.result.title = self.result.title or unescape(body[:5000])

    def _read_tail(self, at: int) -> None:
        """Of a page too large, read only the JSON-LD that may stand at its end."""
        self.result.truncated = True
        while found := _JSON_LD.search(self.text, at):
            end = _RAW_END["script"].search(self.text, found.end())
            at = end.start() if end else len(self.text)
            self.result.json_ld.append(self.text[found.end() : at])
