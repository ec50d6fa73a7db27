"""What a cell says, in the one form in which it is kept. Pure."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from audiences import addresses, checks
from audiences.importing import phones

_UNKEEPABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
# Whatever this fits, the validator of addresses takes, too.
_PLAIN_EMAIL = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,12}")
_PLAIN_LENGTH = 63
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_TRUTHS = {
    **dict.fromkeys(("yes", "y", "true", "1", "x", "ja", "j", "sant"), True),
    **dict.fromkeys(("no", "n", "false", "0", "nei", "usant"), False),
}
_FORMULA = ("'=", "'+", "'-", "'@")

Reader = Callable[[str], Any]


class CellError(ValueError):
    """A cell does not hold what its column is for."""


def kept(text: str) -> str:
    """A text without spaces around it, and without the mark that exports put before what looks like a formula.

    Raises:
        CellError: it holds a character that cannot be kept.
    """
    if is_plain(text):
        return text
    if _UNKEEPABLE.search(text):
        raise CellError("It holds a character that cannot be kept, or the file's encoding is another one.")
    return text[1:] if text.startswith(_FORMULA) else text


def is_plain(text: str) -> bool:
    """Whether it is kept as it is: no control character, no space but the usual one, no mark before a formula."""
    return text.isprintable() and text[:1] != "'"


def line(longest: int) -> Reader:
    """Texts of one line."""

    def read(text: str) -> str:
        found = text if is_plain(text) and "  " not in text else " ".join(kept(text).split())
        if len(found) > longest:
            raise CellError(f"At most {longest:,} characters.")
        return found

    return read


def email(text: str) -> str:
    """An e-mail address."""
    lower = text.lower()
    if len(lower) <= _PLAIN_LENGTH and _PLAIN_EMAIL.fullmatch(lower):
        return lower
    found = addresses.email(text)
    if found is None or _UNKEEPABLE.search(found):
        raise CellError("This is not an e-mail address.")
    return found


def phone(region: str) -> Reader:
    """Phone numbers of a country, or of any with their code."""

    def read(text: str) -> str:
        found = phones.canonical(text[1:] if text.startswith(_FORMULA) else text, region)
        if found is None:
            raise CellError("This is not a phone number. Without a country code it must be one of the country chosen.")
        return found

    return read


@lru_cache(maxsize=1024)
def language(text: str) -> str:
    """A language's code."""
    found = text.lower() if len(text) <= 3 else text
    if problem := checks.language(found) or checks.text(found, 8):
        raise CellError(problem)
    return found


@lru_cache(maxsize=1024)
def time_zone(text: str) -> str:
    """A time zone's name."""
    if len(text) > 64 or "\x00" in text or checks.time_zone(text):
        raise CellError("This is not a time zone. Write one like Europe/Oslo.")
    return text


def attribute_text(text: str) -> str:
    """A text of several lines, perhaps."""
    found = kept(text)
    if len(found) > checks.LONGEST_TEXT:
        raise CellError(f"At most {checks.LONGEST_TEXT:,} characters.")
    return found


def number(text: str) -> int | float:
    """A number as people write it: `1 234,50`, `1,234.50`, `-3`."""
    found = "".join(text.split()).removeprefix("'").replace("−", "-")
    if "," in found:
        found = found.replace(",", "") if "." in found else found.replace(",", ".")
    if not found.isascii() or not _NUMBER.fullmatch(found) or len(found) > 32:
        raise CellError("This is not a number.")
    value = float(found) if "." in found else int(found)
    if abs(value) > checks.LARGEST:
        raise CellError("The number is too large.")
    return value


def day(text: str) -> str:
    """A date, `2026-12-31` or `31.12.2026`, as ISO has it."""
    turned = _DAY.fullmatch(text)
    try:
        found = date(*(int(part) for part in reversed(turned.groups()))) if turned else date.fromisoformat(text[:10])
    except ValueError:
        raise CellError("This is not a date. Write it like 2026-12-31 or 31.12.2026.") from None
    return found.isoformat()


def truth(text: str) -> bool:
    """Yes or no."""
    found = _TRUTHS.get(text.lower())
    if found is None:
        raise CellError("Write yes or no.")
    return found
