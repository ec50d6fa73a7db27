"""Reading schema.org objects, whether they came as JSON-LD or as microdata: types, texts, and which object matters.

Source: schema.org 28.1, and the properties that Google's and Bing's guides for products, events and homes ask for.
"""

from collections.abc import Iterator
from typing import Any

from ai.offline.pages.clues import Setting
from ai.text import clean_html, plain

Node = dict[str, Any]

# The better the rank, the more likely that an object of the type is what the page is about.
_RANKS = (
    (
        "product productgroup individualproduct vehicle car motorcycle realestatelisting house apartment residence "
        "singlefamilyresidence apartmentcomplex accommodation room hotelroom suite jobposting course movie book "
        "softwareapplication touristtrip trip"
    ),
    "event festival",  # and everything that ends in "event"
    "service offer aggregateoffer offercatalog project fundraiser donateaction",
    "hotel lodgingbusiness restaurant touristattraction museum park landmarksorhistoricalbuildings place",
    "article newsarticle blogposting creativework webapplication",
    "webpage itempage aboutpage",
)
_RANK_OF = {name: rank for rank, names in enumerate(_RANKS) for name in names.split()}
_LISTS = {"itemlist", "collectionpage", "searchresultspage", "offercatalog"}


def types(node: Any) -> set[str]:
    """Return an object's type names in lower case, without the vocabulary's address."""
    if not isinstance(node, dict):
        return set()
    names = node.get("@type")
    return {
        name.rstrip("/").replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()
        for name in (names if isinstance(names, list) else [names])
        if isinstance(name, str)
    }


def values(node: Any, *names: str) -> Iterator[Any]:
    """Yield the values of the properties in turn; a list gives its items."""
    if not isinstance(node, dict):
        return
    for name in names:
        value = node.get(name)
        for item in value[:200] if isinstance(value, list) else [value]:
            if item is not None and item != "":
                yield item


def text(node: Any, *names: str, limit: int = 300) -> str:
    """Return the first property's value that is a text or a number; of an object, its name or its value."""
    for value in values(node, *names):
        if isinstance(value, dict):
            value = next((value[key] for key in ("@value", "name", "value") if isinstance(value.get(key), str)), None)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            continue
        if found := clean_html(str(value), limit):
            return found
    return ""


def rank(node: Node) -> int | None:
    """Return how likely an object is what the page is about (0 is best); None if it is never that."""
    ranks = [_RANK_OF.get(name, 1 if name.endswith("event") else None) for name in types(node)]
    return min((rank for rank in ranks if rank is not None), default=None)


def is_event(node: Node) -> bool:
    """Say whether an object is an event of any kind."""
    return any(name.endswith("event") or name == "festival" for name in types(node))


def main_node(found: list[Node], setting: Setting, heading: str) -> Node | None:
    """Return the object that the page is about; None if there is none, or several of equal right.

    Args:
        found: the page's objects at the top level.
        setting: whose address may be the object's own.
        heading: the page's main heading, which may be the object's name.
    """
    ranked = [(rank, node) for node in found if (rank := rank_of_filled(node)) is not None]
    if not ranked:
        return None
    best = min(rank for rank, _ in ranked)
    candidates = [node for rank, node in ranked if rank == best]
    if len(candidates) == 1 and not _is_list_page(found):
        return candidates[0]
    named = {plain(text(node, "name", "headline")) for node in candidates}
    if len(named) == 1 and not _is_list_page(found):
        # The same thing twice, say as a home and as a product: each may say what the other does not.
        return {key: value for node in reversed(candidates) for key, value in node.items()}
    for node in candidates:
        if _is_here(node, setting) or (heading and plain(text(node, "name", "headline")) == plain(heading)):
            return node
    return None


def lists_items(found: list[Node]) -> bool:
    """Say whether the objects show several items of equal right: a list, a search, a category."""
    if _is_list_page(found):
        return True
    names = {plain(text(node, "name", "headline")) for node in found if rank(node) in (0, 1)}
    return len(names) > 1


def site_names(found: list[Node]) -> set[str]:
    """Return what the site and its owner are called, for comparing."""
    owners = (node for node in found if types(node) & {"website", "organization"})
    return {plain(text(node, "name")) for node in owners} - {""}


def rank_of_filled(node: Node) -> int | None:
    """Like `rank`, but None for an object that says nothing beyond its type."""
    return rank(node) if len(node) > 1 else None


def _is_list_page(found: list[Node]) -> bool:
    return any(len(list(values(node, "itemListElement"))) > 1 for node in found if not types(node).isdisjoint(_LISTS))


def _is_here(node: Node, setting: Setting) -> bool:
    here = setting.url.partition("#")[0].rstrip("/")
    return any(
        isinstance(value, str) and setting.absolute(value).partition("#")[0].rstrip("/") == here
        for value in values(node, "url", "@id", "mainEntityOfPage")
    )
