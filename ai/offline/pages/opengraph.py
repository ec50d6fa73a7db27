"""Open Graph and its relatives: what a page says of itself for shared links, in `<meta>` elements.

Source: ogp.me, the product and article vocabularies of Facebook's sharing guide, and Twitter's card tags.
"""

from selectolax.lexbor import LexborHTMLParser

from ai.contract import MAX_DESCRIPTION, MAX_HEADLINE, Address, PageDate, Price
from ai.offline.pages.clues import Clues, Setting
from ai.offline.pages.currencies import currency_of
from ai.offline.pages.moments import parse_machine
from ai.offline.pages.numbers import amount_of
from ai.offline.pages.pictures import unique
from ai.text import clean_html

Meta = dict[str, list[str]]


def read_meta(tree: LexborHTMLParser) -> Meta:
    """Return the contents of all `<meta>` elements by their name or property in lower case."""
    found: Meta = {}
    for node in tree.css("meta[content]")[:1000]:
        attributes = node.attributes
        content = (attributes.get("content") or "").strip()
        for key in {attributes.get("property"), attributes.get("name")}:
            if key and content:
                found.setdefault(key.strip().lower(), []).append(content)
    return found


def clues(meta: Meta, setting: Setting) -> Clues:
    """Return what the Open Graph tags say; the description is not the plain one of search engines."""
    return Clues(
        origin="open graph",
        headline=_first(meta, "og:title", "twitter:title", limit=MAX_HEADLINE),
        description=_first(meta, "og:description", "twitter:description", limit=MAX_DESCRIPTION),
        price=_price(meta, setting),
        address=_address(meta),
        dates=_dates(meta),
        images=unique(
            [
                *meta.get("og:image:secure_url", []),
                *meta.get("og:image", []),
                *meta.get("og:image:url", []),
                *meta.get("twitter:image", []),
                *meta.get("twitter:image:src", []),
            ],
            setting,
        ),
    )


def _first(meta: Meta, *names: str, limit: int) -> str:
    texts = (clean_html(value, limit) for name in names for value in meta.get(name, []))
    return next((text for text in texts if text), "")


def _price(meta: Meta, setting: Setting) -> Price | None:
    for kind in ("product:sale_price", "product:price", "og:price"):
        amount = amount_of(_first(meta, f"{kind}:amount", limit=60))
        if amount:
            sign = _first(meta, f"{kind}:currency", limit=20)
            return Price(amount=amount, currency=currency_of(sign, setting) if sign else None)
    return None


def _address(meta: Meta) -> Address | None:
    """Read the tags of Open Graph's first version and of its business vocabulary."""
    found = [
        _first(meta, f"og:{name}", f"business:contact_data:{other}", limit=200)
        for name, other in (
            ("street-address", "street_address"),
            ("postal-code", "postal_code"),
            ("locality", "locality"),
            ("country-name", "country_name"),
        )
    ]
    street, postal_code, city, country = found
    if not street:
        return None
    town = " ".join(part for part in (postal_code, city) if part)
    return Address(
        line=", ".join(part for part in (street, town) if part),
        street=street,
        postal_code=postal_code or None,
        city=city or None,
        country=country or None,
    )


def _dates(meta: Meta) -> list[PageDate]:
    raw = _first(meta, "event:start_time", "og:start_time", limit=40)
    start = parse_machine(raw)
    if not start:
        return []
    end = parse_machine(_first(meta, "event:end_time", "og:end_time", limit=40))
    same_kind = end and (end[0].tzinfo is None) == (start[0].tzinfo is None) and end[0] > start[0]
    return [PageDate(start=start[0], end=end[0] if end and same_kind else None, date_only=not start[1], text=raw)]
