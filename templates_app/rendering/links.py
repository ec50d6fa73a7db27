"""The links of an e-mail that lead to a fixed address: found, and replaced, before the e-mail is filled for anybody.

A link with a merge tag in it stays as it is, and so do `mailto:`, `tel:` and anchors.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape

from templates_app.rendering.content import VersionContent
from templates_app.rendering.tags import Piece, Tag, parse, write

# Stands for a merge tag; no text that is stored holds it.
_TAG = "\0"
_END_OF_BODY = "</body>"
# Our own cleaner wrote it: attributes are in double quotes, and a `<` of a text is an entity.
_LINK = re.compile(r'<(?:a|area)(?=\s)(?:[^">]|"[^"]*")*>', re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([^\s"=<>/]+)\s*=\s*"([^"]*)"')
_WEB = re.compile(r"\s*(https?://[^\s\0]+)\s*", re.IGNORECASE)
_IN_TEXT = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_AFTER = ".,;:!?'”’»"

Replace = Callable[[str], str]


def targets(content: VersionContent) -> list[str]:
    """The addresses of the web that an e-mail's links lead to, each once, in order."""
    found: dict[str, None] = {}

    def note(target: str) -> str:
        found.setdefault(target)
        return target

    _in_html(content.html, note)
    _in_text(content.plain, note)
    return list(found)


def led_by(content: VersionContent, addresses: Mapping[str, str], *, pixel: str = "") -> VersionContent:
    """The same e-mail with other addresses in its links.

    Args:
        addresses: by target; a link to any other stays.
        pixel: the address of a picture that nobody sees, at the end of the HTML.
    """

    def lead(target: str) -> str:
        return addresses.get(target, target)

    html = _in_html(content.html, lead)
    if pixel:
        picture = f'<img src="{escape(pixel)}" alt="" width="1" height="1" style="border:0">'
        before, _, after = html.rpartition(_END_OF_BODY)
        html = f"{before}{picture}{_END_OF_BODY}{after}" if before else f"{html}{picture}"
    return content.ready(html=html, plain=_in_text(content.plain, lead))


def _in_html(html: str, replace: Replace) -> str:
    def attribute(found: re.Match[str]) -> str:
        web = _WEB.fullmatch(unescape(found[2])) if found[1].lower() == "href" and _TAG not in found[2] else None
        if web is None or (new := replace(web[1])) == web[1]:
            return found[0]
        return f'{found[1]}="{escape(new)}"'

    return _around_tags(html, lambda text: _LINK.sub(lambda tag: _ATTRIBUTE.sub(attribute, tag[0]), text))


def _in_text(text: str, replace: Replace) -> str:
    def address(found: re.Match[str]) -> str:
        if _TAG in found[0]:
            return found[0]
        target = _without_stops(found[0])
        return replace(target) + found[0][len(target) :]

    return _around_tags(text, lambda plain: _IN_TEXT.sub(address, plain))


def _without_stops(address: str) -> str:
    """An address as it stands in a sentence, without what ends the sentence, or the brackets around it."""
    end = len(address)
    surplus = {close: address.count(close) - address.count(open_) for close, open_ in _OPENS.items()}
    while (last := address[end - 1]) in _AFTER or surplus.get(last, 0) > 0:
        if last in surplus:
            surplus[last] -= 1
        end -= 1
    return address[:end]


_OPENS = {")": "(", "]": "["}


def _around_tags(text: str, change: Replace) -> str:
    """Change what an author wrote without touching the merge tags in it."""
    pieces = parse(text).pieces
    tags = iter([piece for piece in pieces if isinstance(piece, Tag)])
    changed = change("".join(_TAG if isinstance(piece, Tag) else piece for piece in pieces))
    return write(_with_tags(changed.split(_TAG), tags))


def _with_tags(texts: list[str], tags: Iterator[Tag]) -> Iterator[Piece]:
    for number, text in enumerate(texts):
        if number:
            yield next(tags)
        yield text
