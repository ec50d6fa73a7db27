"""Months and parts of them: "in April", "the first two weeks of May", "slutten av juni"."""

import re
from dataclasses import replace
from datetime import date, timedelta
from re import Match

from ai.offline.planning.lengths import number
from ai.offline.planning.terms import Clock, Finder, Term, coming, last_of, one

MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12, "januar": 1, "februar": 2, "mars": 3, "mai": 5, "juni": 6,
    "juli": 7, "oktober": 10, "desember": 12,
}  # fmt: skip
# "may" and "march" are verbs too: alone they need a word before that makes months of them.
_MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b"
_LEADS = (
    r"(?:in|of|during|throughout|through|until|till|to|from|by|before|since|next|this|all|entire|whole|late|early|and|"
    r"i|hele|hela|av|til|fra|fram til|frem til|gjennom|innen|før|ut|neste|sent i|tidlig i|og|–|-)"
)
YEAR = r"(?:,?\s(?:of |i )?(20\d\d)(?!\d))?"
ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "final": -1, "1st": 1, "2nd": 2, "3rd": 3,
          "første": 1, "andre": 2, "tredje": 3, "fjerde": 4, "siste": -1}  # fmt: skip
NTH = "(" + "|".join(ORDER) + ")"
_COUNT = r"(?:(\d|one|two|three|couple of|en|to|tre|par)\s)?"
_WEEKS = r"(?:weeks?|fortnight|ukene|uk[ea]n?|uker)"
_IN = r"(?:of|in|i|av)"


def months(first: int, count: int, year: int) -> tuple[date, date]:
    """Return first and last day of so many months, from a month of a year."""
    end = first + count - 1
    return date(year, first, 1), last_of(year + (end - 1) // 12, (end - 1) % 12 + 1)


def year_of(text: str | None) -> int | None:
    """Return a year that a text may give."""
    return int(text) if text else None


def _month(found: Match[str], clock: Clock) -> Term | None:
    month = MONTHS[found[1].lower()]
    return coming(clock, year_of(found[2]), lambda year: months(month, 1, year))


def _led_month(found: Match[str], clock: Clock) -> Term | None:
    """Read a month after a preposition; the preposition is left to say whether it begins or ends there."""
    lead, word = found[1].lower(), found[2]
    if word in ("may", "march") and lead in ("and", "to", "this", "–", "-"):
        return None  # the verb
    term = coming(clock, year_of(found[3]), lambda year: months(MONTHS[word.lower()], 1, year))
    return replace(term, span=(found.start(2), found.end())) if term else None


def _two(found: Match[str], clock: Clock) -> Term | None:
    """Read "June and July"."""
    first, last = MONTHS[found[1].lower()], MONTHS[found[2].lower()]
    count = (last - first) % 12 + 1
    term = coming(clock, year_of(found[3]), lambda year: months(first, count, year))
    return replace(term, edge="range") if term else None


def _weeks_of_month(found: Match[str], clock: Clock) -> Term | None:
    """Read "the first two weeks of April", "siste uka i juni": whole weeks counted from the month's edge."""
    order, count, month, year = found.groups()
    return _cut(clock, ORDER[order.lower()], number(count or "one") or 2, MONTHS[month.lower()], year)


def _norwegian_weeks(found: Match[str], clock: Clock) -> Term | None:
    count, order, month, year = found.groups()
    return _cut(clock, ORDER[order.lower()], number(count) or 2, MONTHS[month.lower()], year)


def _cut(clock: Clock, order: int, count: int, month: int, year: str | None) -> Term | None:
    def of(each: int) -> tuple[date, date]:
        first, last = months(month, 1, each)
        if order < 0:
            return last - timedelta(days=7 * count - 1), last
        start = first + timedelta(days=7 * (order - 1) * count)
        return start, min(start + timedelta(days=7 * count - 1), last)

    return coming(clock, year_of(year), of)


def _half(found: Match[str], clock: Clock) -> Term | None:
    order, month, year = found.groups()
    later = ORDER[order.lower()] in (2, -1)

    def of(each: int) -> tuple[date, date]:
        first, last = months(MONTHS[month.lower()], 1, each)
        return (first.replace(day=16), last) if later else (first, first.replace(day=15))

    return coming(clock, year_of(year), of)


def _edge(found: Match[str], clock: Clock) -> Term | None:
    """Read "end of June", "midten av mars": one day, the last, the first or the fifteenth."""
    word, month, year = found.groups()
    at = word.lower()

    def of(each: int) -> tuple[date, date]:
        first, last = months(MONTHS[month.lower()], 1, each)
        day = last if at.startswith(("end", "slutt", "utgang")) else first
        day = day.replace(day=15) if at.startswith(("mid", "mød")) else day
        return day, day

    term = coming(clock, year_of(year), of)
    return Term(term.first, term.last, sure=term.sure, edge="end" if term.first.day > 15 else "start") if term else None


def _mid(found: Match[str], clock: Clock) -> Term | None:
    term = _month(found, clock)
    return one(term.first.replace(day=15), sure=term.sure) if term else None


MONTH_PARTS: tuple[Finder, ...] = (
    (re.compile(rf"\b{_MONTH}\s?(?:and|og|to|til|through|–|-)\s?{_MONTH}{YEAR}", re.I), _two),
    (re.compile(rf"(?<!\w)({_LEADS})\s?(?:the )?(?:month of |måneden )?\b{_MONTH}{YEAR}", re.I), _led_month),
    (re.compile(rf"\b{_MONTH}\s?(20\d\d)(?!\d)", re.I), _month),
    (re.compile(rf"\b{NTH}\s{_COUNT}{_WEEKS} {_IN} {_MONTH}{YEAR}", re.I), _weeks_of_month),
    (re.compile(rf"\b(\d|to|tre|two|three|par)\s{NTH}\s{_WEEKS} {_IN} {_MONTH}{YEAR}", re.I), _norwegian_weeks),
    (re.compile(rf"\b{NTH}\s(?:half|halvdel(?:en)?) {_IN} {_MONTH}{YEAR}", re.I), _half),
    (
        re.compile(
            r"\b(end|start|beginning|middle|slutten|utgangen|starten|begynnelsen|midten)"
            rf"\s{_IN} {_MONTH}{YEAR}",
            re.I,
        ),
        _edge,
    ),
    (re.compile(rf"\bmid[ -]{_MONTH}{YEAR}", re.I), _mid),
)
