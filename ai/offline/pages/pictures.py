"""The page's pictures: those it names for itself, then those a reader sees, without logos and pixels."""

import re
from collections.abc import Iterable

from ai.contract import MAX_IMAGES
from ai.offline.pages.blocks import Attributes, Image
from ai.offline.pages.clues import Setting
from ai.offline.pages.zones import Zone

SMALLEST = 100  # CSS pixels of width or height below which a picture is decoration

_DECORATION = re.compile(
    r"(?<![a-z])(?:\w{0,20}logo\w{0,9}|icons?|sprites?|avatar|spacer|badge|blank|placeholder|favicon|emoji)(?![a-z])|"
    r"1x1|(?:pixel|tracking)\.(?:gif|png)",
    re.I,
)
_CHOICE = re.compile(r"([^\s,]\S{0,2000})\s+(\d{1,5}(?:\.\d{1,3})?)[wx]\b")
_DIGITS = re.compile(r"^\s*(\d{1,5})")


def pictures_in_text(images: Iterable[Image], setting: Setting) -> list[str]:
    """Return the addresses of the pictures about the page's subject, in the page's order."""
    shown = [image for image in images if image.zone is Zone.MAIN and not _is_decoration(image.attributes)]
    return unique((_source(image.attributes) for image in shown), setting)


def unique(addresses: Iterable[str], setting: Setting) -> list[str]:
    """Return the addresses in full, each once, at most twenty; what is no http or https address is left out."""
    full = (setting.absolute(address) for address in addresses if address)
    return list(dict.fromkeys(address for address in full if address))[:MAX_IMAGES]


def _source(attributes: Attributes) -> str:
    """Return the largest picture that an element offers; lazy loading keeps the real one out of `src`."""
    offered = _CHOICE.findall(attributes.get("srcset") or "")
    if offered:
        return str(max(offered, key=lambda choice: float(choice[1]))[0])
    lazy = attributes.get("data-src")
    plain = attributes.get("src") or ""
    return lazy or ("" if plain.startswith("data:") else plain)


def _is_decoration(attributes: Attributes) -> bool:
    words = " ".join(attributes.get(name) or "" for name in ("src", "data-src", "class", "id", "alt"))
    sizes = [_DIGITS.match(attributes.get(name) or "") for name in ("width", "height")]
    return bool(_DECORATION.search(words)) or any(size and int(size[1]) < SMALLEST for size in sizes)
