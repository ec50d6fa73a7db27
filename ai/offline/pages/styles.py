"""Which elements a page's own styles hide from a reader: inline styles and `<style>` elements, for a desktop screen.

External style sheets are not fetched. For them stand the class names that the common frameworks hide with.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from ai.text import words

Style = dict[str, str]

SCREEN_WIDTH = 1280  # CSS pixels of the reader's screen that media queries are asked for
MAX_CSS = 400_000
MAX_RULES = 600
MAX_NESTING = 6  # conditional groups inside each other
MAX_VISITS = 6_000_000  # elements tried for all rules together; less than a second's work
_RELEVANT = re.compile(
    r"display|visibility|opacity|font-size|text-indent|clip|height|width|transform|position|left|top|right|"
    r"color|background"
)
_HIDING = re.compile(r"none|hidden|opacity|font-size|text-indent|clip|transform|-\d{3}|collapse")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_NUMBER = re.compile(r"-?\d*\.?\d+")
_FAR = re.compile(r"-(?:\d{4,}|[5-9]\d\d(?!\d)|\d{3}(?:\.\d+)?(?:em|rem|vw|vh|%))")
_CLIPPED = re.compile(r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?|inset\(\s*(?:50|100)%|circle\(\s*0")
_WIDTH = re.compile(r"(min|max)-width\s{0,5}:\s{0,5}(\d{1,5})(?:\.\d+)?px")
_HIDDEN_CLASSES = words(
    "sr-only visually-hidden visuallyhidden screen-reader-text screenreader-only a11y-hidden d-none hidden "
    "is-hidden hide u-hidden u-visually-hidden element-invisible invisible display-none"
)
_SHOWN_AGAIN = re.compile(r"(?:^|\s)(?:(?:sm|md|lg|xl)[:@]\S+|d-(?:sm|md|lg|xl)-(?!none)\S+)")


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: str
    style: Style
    rank: tuple[bool, int, int, int, int]  # important, ids, classes, elements, order


def declarations(css: str) -> Style:
    """Return the last value of each property in a declaration list, in lower case and without `!important`."""
    found: Style = {}
    for part in css.lower().split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def hides(style: Mapping[str, str]) -> bool:
    """Say whether an element of this style, and all that is in it, cannot be read on a screen."""
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("content-visibility") == "hidden"
        or _number(style.get("opacity")) <= 0.05
        or (_number(style.get("font-size")) <= 1 and not style.get("font-size", "").endswith(("em", "%", "vw")))
        or _number(style.get("font-size")) == 0
        or _out_of_sight(style)
    )


def _out_of_sight(style: Mapping[str, str]) -> bool:
    if _FAR.search(style.get("text-indent", "")) or _CLIPPED.search(style.get("clip-path", "")):
        return True
    if style.get("position") in ("absolute", "fixed"):
        if any(_FAR.match(style.get(side, "")) for side in ("left", "top", "right", "bottom")):
            return True
        if _CLIPPED.search(style.get("clip", "")):
            return True
    if "hidden" in (style.get("overflow"), style.get("overflow-y")):
        return any(_number(style.get(size)) <= 1 for size in ("height", "width", "max-height", "max-width"))
    transform = style.get("transform", "")
    return "scale(0)" in transform or ("translate" in transform and bool(_FAR.search(transform)))


def hidden_by_class(classes: str) -> bool:
    """Say whether a framework's class hides the element; `hidden md:block` shows it on large screens."""
    names = classes.lower().split()
    return not _HIDDEN_CLASSES.isdisjoint(names) and not _SHOWN_AGAIN.search(classes)


def sheet_styles(tree: LexborHTMLParser, sheets: list[str]) -> dict[int, Style]:
    """Return what the page's style elements say of single elements, by the element's `mem_id`.

    Args:
        tree: the parsed page.
        sheets: bodies of its style elements in the page's order.
    """
    rules = _rules("\n".join(sheets)[:MAX_CSS])
    if not any(_HIDING.search(str(rule.style)) or "color" in rule.style for rule in rules):
        return {}
    styles: dict[int, Style] = {}
    for rule in sorted(_affordable(rules, tree), key=lambda rule: rule.rank):
        for node in _select(tree, rule.selector):
            styles.setdefault(node.mem_id, {}).update(rule.style)
    return styles


def _affordable(rules: list[_Rule], tree: LexborHTMLParser) -> list[_Rule]:
    """Return the rules that can be matched in bounded time, those that hide something first.

    Each step down in a selector (`.a .b`) but the last multiplies the work by the tree's depth, because the parser
    tries all ancestors.
    """
    elements, depth = _extent(tree)
    left = MAX_VISITS
    chosen = []
    for rule in sorted(rules, key=lambda rule: not _HIDING.search(str(rule.style)))[:MAX_RULES]:
        steps = len(rule.selector.split()) - 1
        cost = elements * depth ** max(0, steps - 1)
        if cost <= left:
            left -= cost
            chosen.append(rule)
    return chosen


def _extent(tree: LexborHTMLParser) -> tuple[int, int]:
    """Return how many elements a tree has, and how many of them at most lie inside each other."""
    elements = deepest = 0
    todo = [(tree.root, 1)] if tree.root else []
    while todo:
        node, depth = todo.pop()
        elements, deepest = elements + 1, max(deepest, depth)
        todo.extend((child, depth + 1) for child in node.iter())
    return elements, deepest


def _select(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except SelectolaxError:  # a selector of a later CSS than the parser's
        return []


def _rules(css: str) -> list[_Rule]:
    found = []
    for order, (prelude, body) in enumerate(_blocks(_COMMENT.sub(" ", css))):
        if not _RELEVANT.search(body):
            continue
        style = {name: value for name, value in declarations(body).items() if _RELEVANT.search(name)}
        for selector in prelude.split(","):
            if _simple(selector.strip()) and style:
                found.append(_Rule(selector.strip(), style, _rank(selector, body, order)))
    return found


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield selector list and declarations of each rule that applies on a reader's screen."""
    outer: list[str] = []
    start = 0
    for brace in re.finditer(r"[{}]", css):
        chunk = css[start : brace.start()].strip()
        if brace[0] == "{":
            outer.append(chunk.rpartition(";")[2].strip())
        elif outer:
            prelude = outer.pop()
            shallow = len(outer) <= MAX_NESTING
            if chunk and shallow and not prelude.startswith("@") and all(map(_applies, outer)):
                yield prelude, chunk
        start = brace.end()


def _applies(at_rule: str) -> bool:
    """Say whether a conditional group holds on the reader's screen."""
    rule = at_rule.lower()
    if rule.startswith(("@supports", "@layer")):
        return True
    if not rule.startswith("@media") or ("print" in rule and "not print" not in rule):
        return False
    limits = [(edge, int(pixels)) for edge, pixels in _WIDTH.findall(rule)]
    return all(pixels <= SCREEN_WIDTH if edge == "min" else pixels >= SCREEN_WIDTH for edge, pixels in limits)


def _simple(selector: str) -> bool:
    """Leave out states and pseudo-elements, which do not hide the text at rest, and chains that are slow to match."""
    return bool(selector) and ":" not in selector and len(selector) <= 150 and len(selector.split()) <= 5


def _rank(selector: str, body: str, order: int) -> tuple[bool, int, int, int, int]:
    """Return the weight of a rule as CSS Cascading 6.4 orders it, near enough."""
    elements = len(re.findall(r"(?:^|[\s>+~])[a-zA-Z]", selector))
    classes = selector.count(".") + selector.count("[")
    return "!important" in body.lower(), selector.count("#"), classes, elements, order


def _number(value: str | None) -> float:
    found = _NUMBER.match(value or "")
    return float(found[0]) if found else 1e9
