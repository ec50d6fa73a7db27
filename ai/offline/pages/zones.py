"""Which part of a page an element belongs to, by its tag, its role and the words in its class names."""

import re
from collections.abc import Mapping
from enum import StrEnum

from selectolax.lexbor import LexborNode

from ai.text import words


class Zone(StrEnum):
    """A part of a page.

    MAIN is about the page's subject, SIDE stands beside it (often the price box), RELATED is about other
    items, CHROME is navigation, footer, cookie notice and the like.
    """

    MAIN = "main"
    SIDE = "side"
    RELATED = "related"
    CHROME = "chrome"


_TAGS = {"nav": Zone.CHROME, "footer": Zone.CHROME, "search": Zone.CHROME, "aside": Zone.SIDE, "dialog": Zone.CHROME}
_ROLES = {
    "navigation": Zone.CHROME,
    "contentinfo": Zone.CHROME,
    "search": Zone.CHROME,
    "dialog": Zone.CHROME,
    "alertdialog": Zone.CHROME,
    "complementary": Zone.SIDE,
}
_CHROME = words(
    "cookie cookies consent gdpr newsletter nav navbar navigation breadcrumb breadcrumbs footer share sharing "
    "social skiplink popup pagination pager login signin subscribe comments disqus topbar sitemap"
)
_RELATED = words("related similar recommended recommendations upsell crosssell lignende relaterte anbefalt")
_SIDE = words("sidebar aside rail")
_WORDS = re.compile(r"[a-z]+|[A-Z][a-z]+|[A-Z]+")
_ORDER = [Zone.MAIN, Zone.SIDE, Zone.RELATED, Zone.CHROME]


def zone_of(node: LexborNode, tag: str, attributes: Mapping[str, str | None], around: Zone) -> Zone:
    """Return the zone of an element that lies in the zone `around`; a zone can only be left outwards."""
    zone = _TAGS.get(tag)
    if not zone and attributes:
        zone = _ROLES.get((attributes.get("role") or "").lower()) or _zone_by_name(node, tag, attributes)
    if not zone or _ORDER.index(zone) < _ORDER.index(around):
        return around
    return zone


def _zone_by_name(node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> Zone | None:
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:300]
    if tag in ("html", "body", "main", "article") or not names.strip():
        return None
    words = {word.lower() for word in _WORDS.findall(names)}
    for zone, known in ((Zone.CHROME, _CHROME), (Zone.RELATED, _RELATED), (Zone.SIDE, _SIDE)):
        if not words.isdisjoint(known):
            # "page has-cookie-banner" names the whole page, which is the one thing that holds the main heading.
            return None if node.css_first("h1, main") else zone
    return None
