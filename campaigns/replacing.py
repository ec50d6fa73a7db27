"""Find and replace in a text: literal, by Unicode case folding, by whole characters, never in a variable. Pure."""

import re
import unicodedata
from functools import lru_cache

import regex

# Template variables stay whole: {{name}}, {{1}}.
VARIABLE = r"\{\{[^{}]*\}\}"


@lru_cache(maxsize=64)
def _pattern(find: str) -> "regex.Pattern[str]":
    """A pattern that takes variables first, so that nothing in them is found.

    Full case folding (Unicode 3.13, default caseless matching) lets “straße” find “STRASSE”. A character is found
    composed or decomposed alike, and never torn from the marks that combine with it.
    """
    # As it stands, too: only then may two letters find one that folds to both, as “ss” finds “ß”.
    whole = regex.escape(find, special_only=True)
    apart = "".join(_either_form(cluster) for cluster in regex.findall(r"\X", find))
    wanted = f"{whole}|{apart}"
    return regex.compile(
        rf"(?P<variable>{VARIABLE})|(?:{wanted})(?!\p{{M}})", regex.IGNORECASE | regex.FULLCASE | regex.V1
    )


def _either_form(cluster: str) -> str:
    """One character in every form that means the same: either case, composed or decomposed."""
    cases = (cluster, cluster.upper(), cluster.lower(), cluster.casefold())
    forms = dict.fromkeys(unicodedata.normalize(form, case) for case in cases for form in ("NFC", "NFD"))
    return f"(?:{'|'.join(regex.escape(form, special_only=True) for form in (cluster, *forms))})"


# ASCII characters that nothing but themselves in either case folds to: not the dotted and dotless i, the Kelvin sign,
# the long s and sharp s, and the ligatures of f and s.
_PLAIN = re.compile(r"[a-eg-hjl-rt-zA-EG-HJL-RT-Z0-9 ]{3,}")


def certain_part(find: str) -> str:
    """A part of what is looked for that every text with it holds as plain ASCII, in either case; empty if none.

    The database may ask for it first, although its folding is not Unicode's.
    """
    if not find.isascii():
        return ""
    return max(_PLAIN.findall(find), key=len, default="")


def replaced(text: str, *, find: str, replace: str) -> tuple[str, int]:
    """A text with every occurrence replaced.

    Args:
        find: what is looked for, literally; not empty.
        replace: what stands there instead, literally.

    Returns:
        The new text, and how many occurrences it had.
    """
    count = 0

    def put(match: "regex.Match[str]") -> str:
        nonlocal count
        if match["variable"] is not None:
            return str(match[0])
        count += 1
        return replace

    return _pattern(find).sub(put, text), count


def excerpts(text: str, *, find: str, replace: str, around: int = 40, most: int = 5) -> list[dict[str, str]]:
    """The first occurrences with the words around them, as they are and as they would be.

    Args:
        around: characters shown on either side.
        most: occurrences shown.
    """
    found = (match for match in _pattern(find).finditer(text) if match["variable"] is None)
    shown = []
    for match, _ in zip(found, range(most), strict=False):
        before = text[max(0, match.start() - around) : match.start()]
        after = text[match.end() : match.end() + around]
        shown.append({"before": f"{before}{match[0]}{after}", "after": f"{before}{replace}{after}"})
    return shown
