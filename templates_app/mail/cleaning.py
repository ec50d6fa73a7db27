"""HTML of e-mails kept to what mail programs show: no scripts, no handlers, no forms, nothing loaded but pictures."""

import re

import nh3

_BLOCKS = (
    *("address", "article", "aside", "blockquote", "center", "details", "div", "figcaption", "figure", "footer"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "p", "pre", "section", "summary"),
)
_LISTS = ("dd", "dl", "dt", "li", "ol", "ul")
_TABLES = ("caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr")
_INLINE = (
    *("a", "abbr", "b", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark"),
    *("q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
)
TAGS = frozenset({*_BLOCKS, *_LISTS, *_TABLES, *_INLINE})
_LOOKS = ("align", "bgcolor", "border", "class", "color", "height", "style", "valign", "width")
_EVERYWHERE = frozenset({*_LOOKS, "aria-hidden", "aria-label", "dir", "id", "lang", "role", "title"})
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": frozenset({"href", "target", "name"}),
    "img": frozenset({"src", "alt", "hspace", "vspace"}),
    "table": frozenset({"cellpadding", "cellspacing", "summary"}),
    "td": frozenset({"colspan", "rowspan", "nowrap"}),
    "th": frozenset({"colspan", "rowspan", "nowrap", "scope"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "font": frozenset({"face", "size"}),
    "ol": frozenset({"start", "type"}),
    "ul": frozenset({"type"}),
    "hr": frozenset({"size", "noshade"}),
}
_SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms"})
# A backslash hides any of the others.
_BAD_STYLE = re.compile(
    r"\\|expression\s*\(|javascript:|vbscript:|behaviou?r\s*:|-moz-binding|@import|</", re.IGNORECASE
)
# What was read is never given back (`*+`), so that each style is read once, however it is written.
_URL = re.compile(r"url\s*+\((?!\s*+['\"]?+\s*+https?://)", re.IGNORECASE)
_AT_RULE = re.compile(r"@media\b[^{}@]*+\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\}", re.IGNORECASE)


def clean(html: str, *, token: re.Pattern[str]) -> str:
    """A fragment of HTML without what does harm, or what mail programs take out anyway.

    Args:
        token: what stands in the place of a merge tag; an address may begin with it.
    """
    cleaner = nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes=set(_SCHEMES),
        url_relative=lambda url: url if token.search(url) or url.startswith("#") else None,
        link_rel=None,
    )
    return cleaner.clean(html)


def is_clean_style(css: str) -> bool:
    """Whether a style loads nothing but pictures of the web, and runs nothing."""
    return not (_BAD_STYLE.search(css) or _URL.search(css))


def media_rules(css: str) -> str:
    """The rules of a style sheet that hold for some screens only; they cannot be written into the elements."""
    return "\n".join(rule for rule in _AT_RULE.findall(css) if "<" not in rule and is_clean_style(rule))


def _attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "lang" and value == "und":  # the designs' way to say nothing
        return None
    return value if attribute != "style" or is_clean_style(value) else None
