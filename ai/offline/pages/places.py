"""Addresses in a page's visible text: Nordic and German, British, and American ones, and what a page labels so."""

import re
from collections.abc import Iterator

from ai.contract import Address, Fact
from ai.offline.pages.blocks import HEADINGS, Block
from ai.offline.pages.zones import Zone
from ai.text import clean, plain

MAX_LOOKED_AT = 3000  # blocks
_LIST_PAGE = 4  # so many different addresses, and none of them is the page's own

_WORD = r"[A-ZÆØÅÄÖÜÉ][\w'’-]{0,30}\.?"
_SMALL = r"(?:gate|gata|vei|veg|veien|plass|plassen|allé|torg|torget|og|von|der|den|the|of|de|la|du)"
_STREET = rf"{_WORD}(?:\s(?:{_WORD}|{_SMALL})){{0,4}}"
_CITY = rf"{_WORD}(?:(?:\s(?:{_WORD}|i|am|an|der))|/{_WORD}){{0,2}}"
_CONTINENTAL = re.compile(
    rf"(?P<street>{_STREET}\s\d{{1,4}}\s?[A-Za-z]?(?:[-–]\d{{1,4}}[A-Za-z]?)?)\s?[,·|]?\s"
    rf"(?P<postal>(?:(?:NO?|SE?|DK|D|N)-)?(?:\d{{4,5}}|\d{{3}}\s\d{{2}}))\s(?P<city>{_CITY})"
)
_BRITISH_CODE = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
_BRITISH = re.compile(
    rf"(?P<street>(?:(?:Flat|Unit|Apartment)\s\w{{1,5}},\s)?\d{{1,4}}[A-Za-z]?(?:[-–]\d{{1,4}})?\s{_STREET}),\s"
    rf"(?:(?P<area>{_CITY}),\s)?(?P<city>{_CITY}?),?\s(?P<postal>{_BRITISH_CODE})"
)
_AMERICAN = re.compile(
    rf"(?P<street>\d{{1,6}}\s{_STREET}(?:,?\s(?:Apt|Suite|Unit|#)\.?\s?\w{{1,6}})?),\s"
    rf"(?P<city>{_CITY}),\s(?P<region>[A-Z]{{2}})\s(?P<postal>\d{{5}}(?:-\d{{4}})?)\b"
)
_SEVERAL = (_BRITISH, _AMERICAN, _CONTINENTAL)
_LABEL = re.compile(
    r"^(?:adresse|address|sted|stad|location|venue|where|hvor|place|adress|plats|var|besøksadresse|ort|anschrift|"
    r"veranstaltungsort|beliggenhet)\W*$",
    re.I,
)
_HINT = re.compile(r"address|adresse|location|venue|sted\b")
_SOMEBODY_ELSE = re.compile(
    r"hovedkontor|head office|registered office|org\.?\s?nr|post(?:boks|adresse)|impressum|our office|vårt kontor|"
    r"returadresse|megler(?:en)?s? kontor|agent|kontaktinfo|kontakt oss|contact us",
    re.I,
)


def address_in_text(blocks: list[Block], facts: list[Fact]) -> tuple[Address, float] | None:
    """Return the address that the page is about, and its confidence; None if there is none or there are many.

    Args:
        blocks: the visible page.
        facts: its fact sheet, which may label the place.
    """
    for fact in facts:
        if _LABEL.match(fact.label):
            return _labelled(fact.value), 0.75
    found: dict[str, tuple[Address, float]] = {}
    for block in blocks[:MAX_LOOKED_AT]:
        if block.zone in (Zone.MAIN, Zone.SIDE):
            for address, confidence in _in_block(block):
                found.setdefault(plain(address.line), (address, confidence))
    if not found or len(found) >= _LIST_PAGE:
        return None
    return max(found.values(), key=lambda one: one[1])  # the first of equals


def _labelled(text: str) -> Address:
    """Return the place that a page labels as such, with the name that stands before its street."""
    address = parse_address(text)
    venue, found, _ = text.partition(address.line if address else text)
    if not address or not found or not venue.strip(" ,:–-"):
        return address or Address(line=text)
    return address.model_copy(update={"line": venue + found, "venue": venue.strip(" ,:–-")})


def parse_address(text: str) -> Address | None:
    """Return the first full address in a text; None if there is none.

    A full address has a street with a number, a postal code and a town.
    """
    value = text[:2000]
    for pattern in _SEVERAL:
        if found := pattern.search(value):
            parts = found.groupdict()
            return Address(
                line=clean(found[0], 300),
                street=parts["street"],
                postal_code=parts["postal"],
                city=parts["city"].rstrip("."),
                region=parts.get("region"),
            )
    return None


def _in_block(block: Block) -> Iterator[tuple[Address, float]]:
    text = ", ".join(block.lines) if len(block.lines) > 1 else block.text
    if not any(char.isdigit() for char in text):
        return
    if _SOMEBODY_ELSE.search(text[:300]) or _SOMEBODY_ELSE.search(block.heading):
        return
    address = parse_address(text)
    if not address:
        return
    alone = len(text) <= len(address.line) + 20
    if block.kind in HEADINGS or block.in_address or _HINT.search(block.hints):
        yield address, 0.7
    else:
        yield address, 0.65 if alone else 0.5
