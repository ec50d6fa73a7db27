"""Days that have a name: Christmas, Easter, Black Friday, the Norwegian national day."""

import re
from datetime import date, timedelta
from re import Match

from ai.offline.planning.terms import Clock, Finder, Term, coming


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar.

    Source: the anonymous algorithm in Meeus, Astronomical Algorithms, chapter 8.
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


def _dates(year: int) -> dict[str, tuple[date, date]]:
    """Return first and last day of each feast in a year."""
    sunday, friday = easter(year), _black_friday(year)
    return {
        "christmas": (date(year, 12, 24), date(year, 12, 26)),
        "christmas eve": (date(year, 12, 24), date(year, 12, 24)),
        "christmas day": (date(year, 12, 25), date(year, 12, 25)),
        "new year": (date(year, 12, 31), date(year, 12, 31)),
        "new year's day": (date(year, 1, 1), date(year, 1, 1)),
        "easter": (sunday - timedelta(days=3), sunday + timedelta(days=1)),
        "black friday": (friday, friday),
        "black week": (friday - timedelta(days=4), friday),
        "cyber monday": (friday + timedelta(days=3), friday + timedelta(days=3)),
        "valentine": (date(year, 2, 14), date(year, 2, 14)),
        "halloween": (date(year, 10, 31), date(year, 10, 31)),
        "midsummer": (date(year, 6, 23), date(year, 6, 24)),
    }


_WORDS = {
    "christmas eve": r"christmas eve|julaften|julekvelden",
    "christmas day": r"christmas day|(?:første|1\.) juledag",
    "christmas": r"christmas|xmas|jula|julen|jul",
    "new year's day": r"new year['’]?s day|(?:første|1\.) nyttårsdag",
    "new year": r"new year(?:['’]?s)?(?: eve)?|nyttår(?:saften)?|årsskiftet",
    "easter": r"easter|påske(?:n|a)?",
    "black friday": r"black friday",
    "black week": r"black week",
    "cyber monday": r"cyber monday",
    "valentine": r"valentine(?:['’]?s)?(?: day)?|valentinsdagen",
    "halloween": r"halloween",
    "midsummer": r"midsummer|sankthans|sankthansaften|st\.?\s?hans",
}
# A feast in a compound or a name ("Christmas sale", "julekonsert") is a subject, not a date.
_SUBJECT = (
    r"(?!\s?(?:sale|concert|campaign|party|market|collection|menu|dinner|lunch|gifts?|salg|card|calendar|deals?))"
)


def _feast(found: Match[str], clock: Clock) -> Term | None:
    name = str(found.lastgroup).replace("_", " ").replace(" s ", "'s ")
    return coming(clock, None, lambda year: _dates(year)[name])


def _group(name: str) -> str:
    return name.replace("'s ", " s ").replace(" ", "_")


FEASTS: tuple[Finder, ...] = (
    (
        re.compile(
            r"\b(?:" + "|".join(f"(?P<{_group(name)}>{words})" for name, words in _WORDS.items()) + rf")\b{_SUBJECT}",
            re.I,
        ),
        _feast,
    ),
)
