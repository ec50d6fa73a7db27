"""From what the author of an e-mail wrote to what is filled for each person.

While HTML is read and written anew, each merge tag is a word of letters and digits, which no parser touches.
"""

import re
from collections.abc import Iterable
from html import escape

from css_inline import CSSInliner
from selectolax.lexbor import LexborHTMLParser

from core.errors import Fault, InvalidError
from templates_app.mail import alternative, cleaning, designs, nesting
from templates_app.rendering import places
from templates_app.rendering.content import VersionContent
from templates_app.rendering.tags import Piece, Tag, parse, write
from templates_app.rendering.variables import UNSUBSCRIBE_URL

# What says nothing to the reader goes first: a merge tag in it is not missed.
_UNSAID = (
    (re.compile("<!--"), re.compile("-->")),
    (re.compile(r"<(?:mj-)?title\b", re.IGNORECASE), re.compile(r"</(?:mj-)?title\s*>", re.IGNORECASE)),
)
# Gone before styles are looked for, so that nothing can be fetched.
_LOADING = ["script", "link", "base", "meta", "iframe", "object", "embed", "frame", "frameset", "noscript", "template"]
_INLINER = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, keep_style_tags=False)
_HIDDEN = (
    "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:transparent"
)
_FOOTER = "margin:24px 0 16px;text-align:center;font:12px/18px Helvetica,Arial,sans-serif;color:#667085"
_LINK = "color:#667085;text-decoration:underline"
UNSUBSCRIBE = {
    "cs": "Odhlásit odběr",
    "da": "Afmeld",
    "de": "Abmelden",
    "en": "Unsubscribe",
    "es": "Darse de baja",
    "fi": "Peruuta tilaus",
    "fr": "Se désabonner",
    "it": "Annulla l'iscrizione",
    "nb": "Meld deg av",
    "nl": "Afmelden",
    "nn": "Meld deg av",
    "no": "Meld deg av",
    "pl": "Wypisz się",
    "pt": "Cancelar subscrição",
    "sv": "Avregistrera",
}


class _Words:
    """The words that stand for merge tags while HTML is worked on."""

    def __init__(self, text: str) -> None:
        stem = "mtag"
        while stem in text:
            stem += "x"
        self._stem = stem
        self._tags: list[Tag] = []
        self.pattern = re.compile(rf"{stem}(\d+)z", re.IGNORECASE)

    def put(self, pieces: Iterable[Piece]) -> str:
        """A text with words in place of its merge tags."""
        return "".join(self._word(piece) if isinstance(piece, Tag) else piece for piece in pieces)

    def _word(self, tag: Tag) -> str:
        self._tags.append(tag)
        return f"{self._stem}{len(self._tags) - 1}z"

    def take(self, text: str) -> list[Piece]:
        """A text with its merge tags back in their places."""
        parts = self.pattern.split(text)
        return [self._tags[int(part)] if at % 2 else part for at, part in enumerate(parts) if part]

    def lost(self, text: str) -> list[Tag]:
        """The merge tags whose words a text has no more."""
        kept = {int(number) for number in self.pattern.findall(text)}
        return [tag for number, tag in enumerate(self._tags) if number not in kept]


def prepare(content: VersionContent) -> VersionContent:
    """Make an e-mail ready: its HTML clean and with an unsubscribe link, its text given or derived.

    Raises:
        InvalidError: the source cannot be read, or a merge tag stands where it cannot be filled.
    """
    source = content.source
    for start, end in _UNSAID:
        source = _without(source, start, end)
    words = _Words(source)
    html = words.put(parse(source).pieces)
    if content.source_format == "mjml":
        html = designs.to_html(html)
    style, body_style, body = _split(html, words)
    _check_kept(words, body)
    pieces = words.take(body)
    if not _has_link(pieces):
        pieces += _footer(content.language)
    text = content.text.strip() or write(_apart(words.take(alternative.from_html(body)), "{ "))
    whole = [*_before(content, style, body_style), *_apart(pieces, "&#123;"), "</body></html>"]
    return content.ready(html=write(_joined(whole)), plain=_with_link(text, content.language))


def _without(text: str, start: re.Pattern[str], end: re.Pattern[str]) -> str:
    """A text without what stands between two marks; what is never ended stays."""
    kept, at = [], 0
    while (first := start.search(text, at)) and (last := end.search(text, first.end())):
        kept.append(text[at : first.start()])
        at = last.end()
    return "".join(kept) + text[at:]


def _split(html: str, words: _Words) -> tuple[str, str, str]:
    """The rules for some screens, the body's own style, and what stands in the body, all clean."""
    nesting.check_html(html)
    tree = LexborHTMLParser(html)
    nesting.check_tree(tree)
    tree.strip_tags(_LOADING, recursive=True)
    tree = LexborHTMLParser(_INLINER.inline(tree.html or ""))
    css = "\n".join(node.text() for node in tree.css("style"))
    if tree.body is None:
        return "", "", ""
    style = tree.body.attributes.get("style") or ""
    inside = "".join(child.html or "" for child in tree.body.iter(include_text=True))
    is_clean = cleaning.is_clean_style(style) and not words.pattern.search(style)
    return cleaning.media_rules(css), style if is_clean else "", cleaning.clean(inside, token=words.pattern)


def _check_kept(words: _Words, body: str) -> None:
    """Refuse merge tags that went away with what was cleaned, or that stand in a style."""
    misplaced = [tag for tag, place in places.in_html(words.take(body)) if place.escape is None]
    found = dict.fromkeys(str(tag) for tag in [*words.lost(body), *misplaced])
    if found:
        message = "A merge tag cannot stand in a style, a script or the name of an element"
        faults = [Fault(["source"], f"{message}: {tag}.") for tag in found]
        raise InvalidError(faults[0].message, faults=faults)


def _has_link(pieces: list[Piece]) -> bool:
    """Whether somebody can press the address by which they unsubscribe."""
    return any(
        tag.name == UNSUBSCRIBE_URL and place.attribute == "href" and place.begins
        for tag, place in places.in_html(pieces)
    )


def _footer(language: str) -> list[Piece]:
    word = _word(language)
    return [f'<p style="{_FOOTER}"><a href="', Tag(UNSUBSCRIBE_URL), f'" style="{_LINK}">{word}</a></p>']


def _with_link(text: str, language: str) -> str:
    """A text alternative with the address by which somebody unsubscribes."""
    if any(tag.name == UNSUBSCRIBE_URL for tag in parse(text).tags):
        return text
    return f"{text}\n\n-- \n{_word(language)}: {Tag(UNSUBSCRIBE_URL)}".lstrip("\n")


def _word(language: str) -> str:
    """“Unsubscribe” in the template's language."""
    return UNSUBSCRIBE.get(language.lower().replace("_", "-").partition("-")[0], UNSUBSCRIBE["en"])


def _before(content: VersionContent, style: str, body_style: str) -> list[Piece]:
    """All that comes before the author's own words."""
    language = escape(content.language or "en")
    sheet = f"<style>{style}</style>" if style else ""
    attribute = f' style="{escape(body_style)}"' if body_style else ""
    head = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{sheet}</head><body{attribute}>'
    )
    preheader = parse(content.preheader).pieces
    if not preheader:
        return [head]
    said = [piece if isinstance(piece, Tag) else escape(piece) for piece in preheader]
    return [head, f'<div style="{_HIDDEN}">', *said, "</div>"]


def _apart(pieces: list[Piece], brace: str) -> list[Piece]:
    """A brace that an entity stood for must not be read as a part of the merge tag after it.

    Args:
        brace: what is written in its place.
    """
    pairs = zip(pieces, [*pieces[1:], ""], strict=False)
    return [
        piece[:-1] + brace if isinstance(piece, str) and isinstance(after, Tag) and piece.endswith("{") else piece
        for piece, after in pairs
    ]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring texts as one, so that braces which meet are written as such."""
    made: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and made and isinstance(made[-1], str):
            made[-1] += piece
        else:
            made.append(piece)
    return made
