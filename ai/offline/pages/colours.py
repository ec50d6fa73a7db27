"""Text in the colour of its ground: the oldest way to hide words from a reader."""

import re
from collections.abc import Mapping

Colour = tuple[int, int, int]

_NAMED: dict[str, Colour] = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "silver": (192, 192, 192),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "whitesmoke": (245, 245, 245),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "navy": (0, 0, 128),
}
_HEX = re.compile(r"#([0-9a-f]{3,8})\b")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+)(%?))?\s*\)")
_CLOSE = 24  # sum of the channels' differences that no eye tells apart


def foreground(style: Mapping[str, str], inherited: Colour | None) -> Colour | None:
    """Return the text's colour, as far as the page's own styles say."""
    return colour(style["color"]) if "color" in style else inherited


def background(style: Mapping[str, str], inherited: Colour | None) -> Colour | None:
    """Return the ground's colour; None once a picture or gradient, or a colour that we cannot read, lies under it."""
    for name in ("background-color", "background", "background-image"):
        value = style.get(name)
        if value and "url(" not in value and "gradient" not in value:
            if value in ("none", "transparent", "inherit", "initial"):
                continue
            return colour(value)
        if value:
            return None
    return inherited


def is_transparent(style: Mapping[str, str]) -> bool:
    """Say whether the text itself is drawn in no colour at all."""
    value = style.get("color", "")
    if value == "transparent":
        # Gradient text is drawn by its ground: see-through letters over a clipped background.
        return "text" not in (style.get("background-clip", ""), style.get("-webkit-background-clip", ""))
    found = _RGB.search(value)
    return bool(found and found[4] and float(found[4].strip(".") or 0) <= 0.05)


def same(text: Colour | None, ground: Colour | None) -> bool:
    """Say whether a reader cannot tell the two colours apart; unknown ones are different."""
    if text is None or ground is None:
        return False
    return sum(abs(a - b) for a, b in zip(text, ground, strict=True)) <= _CLOSE


def colour(value: str) -> Colour | None:
    """Return the first colour in a CSS value; None if there is none we know."""
    if found := _HEX.search(value):
        digits = found[1]
        if len(digits) in (3, 4):
            digits = "".join(digit * 2 for digit in digits)
        return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6] or "0", 16)
    if found := _RGB.search(value):
        return int(found[1]), int(found[2]), int(found[3])
    return next((_NAMED[word] for word in re.findall(r"[a-z]+", value) if word in _NAMED), None)
