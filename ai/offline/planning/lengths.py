"""Numbers in words, and lengths of time: "three weeks", "14 dager"."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_ENGLISH = (
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
    {"a": 1, "an": 1, "a couple of": 2, "couple of": 2, "a few": 3, "thirty": 30, "fourteen": 14, "twenty": 20},
)
_NORWEGIAN = (
    ["en", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"],
    {"ei": 1, "et": 1, "ett": 1, "én": 1, "syv": 7, "et par": 2, "noen": 3, "fjorten": 14, "tretti": 30, "tjue": 20},
)
_NUMBERS = {
    word: number
    for listed, more in (_ENGLISH, _NORWEGIAN)
    for word, number in [*((word, at) for at, word in enumerate(listed, start=1)), *more.items()]
}


def _either(*named: str) -> str:
    return "(?:" + "|".join(sorted(named, key=len, reverse=True)) + ")"


ENGLISH_NUMBER = _either(r"\d{1,3}", *_ENGLISH[0], *_ENGLISH[1])
NORWEGIAN_NUMBER = _either(r"\d{1,3}", *_NORWEGIAN[0], *_NORWEGIAN[1])
_ENGLISH_UNIT = r"(?:days?|weeks?|fortnights?|months?|quarters?|years?)"
_NORWEGIAN_UNIT = r"(?:dag(?:er|ers|ene)?|døgn|uk[ea]r?s?|ukene|måned(?:er|ers|ene)?|mnd|kvartal|år)"
ENGLISH_LENGTH = rf"(?:{ENGLISH_NUMBER})[\s-](?:full |whole )?{_ENGLISH_UNIT}"
NORWEGIAN_LENGTH = rf"(?:{NORWEGIAN_NUMBER})[\s-](?:hele )?{_NORWEGIAN_UNIT}"
LENGTH = rf"\b(?:{ENGLISH_LENGTH}|{NORWEGIAN_LENGTH})\b"
_PARTS = re.compile(rf"({ENGLISH_NUMBER}|{NORWEGIAN_NUMBER})[\s-](?:\w+ )?({_ENGLISH_UNIT}|{_NORWEGIAN_UNIT})$", re.I)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time in days and calendar months."""

    days: int = 0
    months: int = 0

    def after(self, day: date) -> date:
        """Return the day that lies so far behind `day`; a month from the 31st ends with the month."""
        return _shifted(day, self.months) + timedelta(days=self.days)

    def before(self, day: date) -> date:
        """Return the day that lies so far ahead of `day`."""
        return _shifted(day, -self.months) - timedelta(days=self.days)


def number(text: str) -> int:
    """Return the number that a word or its digits stand for; 0 if it is none."""
    word = text.casefold()
    return int(word) if word.isdecimal() else _NUMBERS.get(word, 0)


def length(text: str) -> Length | None:
    """Return what "three weeks" is; None if it is no length, or nothing."""
    found = _PARTS.match(text.strip())
    count = number(found[1]) if found else 0
    if not found or not count:
        return None
    return _of(count, found[2].casefold())


def _of(count: int, unit: str) -> Length:
    if unit.startswith(("day", "dag", "døgn")):
        return Length(days=count)
    if unit.startswith(("week", "uk")):
        return Length(days=7 * count)
    if unit.startswith("fortnight"):
        return Length(days=14 * count)
    if unit.startswith(("quarter", "kvartal")):
        return Length(months=3 * count)
    return Length(months=count if unit.startswith(("m",)) else 12 * count)


def _shifted(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not 1 <= year <= 9999:
        return day
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
