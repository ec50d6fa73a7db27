"""Spans that are named: months and parts of them, weeks, quarters, seasons, "the rest of the year"."""

import re
from dataclasses import replace
from datetime import date, timedelta
from re import Match

from ai.offline.planning.lengths import number
from ai.offline.planning.terms import Clock, Finder, Term, coming, last_of, one, week_of

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
_YEAR = r"(?:,?\s(?:of |i )?(20\d\d)(?!\d))?"
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "final": -1, "1st": 1, "2nd": 2, "3rd": 3,
          "første": 1, "andre": 2, "tredje": 3, "fjerde": 4, "siste": -1}  # fmt: skip
_NTH = "(" + "|".join(_ORDER) + ")"
_COUNT = r"(?:(\d|one|two|three|couple of|en|to|tre|par)\s)?"
_WEEKS = r"(?:weeks?|fortnight|ukene|uk[ea]n?|uker)"
_IN = r"(?:of|in|i|av)"
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12,
            "våren": 3, "vår": 3, "sommeren": 6, "sommer": 6, "høsten": 9, "høst": 9, "vinteren": 12,
            "vinter": 12}  # fmt: skip


_EDGES = frozenset(("før", "fra", "ut", "from", "until", "till", "before", "by"))  # they tell a start or an end
# "i vår butikk" is our shop, "i vår." is this spring.
_OUR = re.compile(r"\s(?!og|til|fra|på|med|skal|vil|men|så|for)[^\W\d_]")


def _months(first: int, count: int, year: int) -> tuple[date, date]:
    end = first + count - 1
    return date(year, first, 1), last_of(year + (end - 1) // 12, (end - 1) % 12 + 1)


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _month(found: Match[str], clock: Clock) -> Term | None:
    month = MONTHS[found[1].lower()]
    return coming(clock, _year(found[2]), lambda year: _months(month, 1, year))


def _led_month(found: Match[str], clock: Clock) -> Term | None:
    """Read a month after a preposition; the preposition is left to say whether it begins or ends there."""
    lead, word = found[1].lower(), found[2]
    if word in ("may", "march") and lead in ("and", "to", "this", "–", "-"):
        return None  # the verb
    term = coming(clock, _year(found[3]), lambda year: _months(MONTHS[word.lower()], 1, year))
    return replace(term, span=(found.start(2), found.end())) if term else None


def _weeks_of_month(found: Match[str], clock: Clock) -> Term | None:
    """Read "the first two weeks of April", "siste uka i juni": whole weeks counted from the month's edge."""
    order, count, month, year = found.groups()
    return _cut(clock, _ORDER[order.lower()], number(count or "one") or 2, MONTHS[month.lower()], year)


def _norwegian_weeks(found: Match[str], clock: Clock) -> Term | None:
    count, order, month, year = found.groups()
    return _cut(clock, _ORDER[order.lower()], number(count) or 2, MONTHS[month.lower()], year)


def _cut(clock: Clock, order: int, count: int, month: int, year: str | None) -> Term | None:
    def of(each: int) -> tuple[date, date]:
        first, last = _months(month, 1, each)
        if order < 0:
            return last - timedelta(days=7 * count - 1), last
        start = first + timedelta(days=7 * (order - 1) * count)
        return start, min(start + timedelta(days=7 * count - 1), last)

    return coming(clock, _year(year), of)


def _half(found: Match[str], clock: Clock) -> Term | None:
    order, month, year = found.groups()
    later = _ORDER[order.lower()] in (2, -1)

    def of(each: int) -> tuple[date, date]:
        first, last = _months(MONTHS[month.lower()], 1, each)
        return (first.replace(day=16), last) if later else (first, first.replace(day=15))

    return coming(clock, _year(year), of)


def _edge(found: Match[str], clock: Clock) -> Term | None:
    """Read "end of June", "midten av mars": one day, the last, the first or the fifteenth."""
    word, month, year = found.groups()
    at = word.lower()

    def of(each: int) -> tuple[date, date]:
        first, last = _months(MONTHS[month.lower()], 1, each)
        day = last if at.startswith(("end", "slutt", "utgang")) else first
        day = day.replace(day=15) if at.startswith(("mid", "mød")) else day
        return day, day

    term = coming(clock, _year(year), of)
    return Term(term.first, term.last, sure=term.sure, edge="end" if term.first.day > 15 else "start") if term else None


def _quarter(found: Match[str], clock: Clock) -> Term | None:
    which = found[1] or found[2]
    order = int(which) if which.isdigit() else _ORDER[which.lower()]
    return coming(clock, _year(found[3]), lambda year: _months(3 * (order % 5) - 2 if order > 0 else 10, 3, year))


def _season(found: Match[str], clock: Clock) -> Term | None:
    """Read a season by whole months, spring from 1 March, as the northern weather services count them."""
    lead, season, year = found[1].lower(), found[2].lower(), _year(found[3])
    if season == "vår" and lead not in ("denne", "neste") and _OUR.match(found.string, found.end()):
        return None
    first = _SEASONS[season]
    term = coming(clock, year, lambda each: _months(first, 3, each))
    if term and term.first <= clock.today and lead.startswith(("next", "neste")):
        term = term.a_year_on()
    span = (found.start(2), found.end()) if lead in _EDGES else found.span()
    return replace(term, span=span) if term else None


def _week(found: Match[str], clock: Clock) -> Term | None:
    word = found[0].lower()
    monday = week_of(clock.today)
    ahead = 14 if "after" in word or "etter" in word else 7 if "next" in word or "neste" in word else 0
    if "weekend" in word or "helg" in word:
        return Term(monday + timedelta(days=ahead + 5), monday + timedelta(days=ahead + 6))
    first = monday + timedelta(days=ahead)
    return Term(first, first + timedelta(days=6))


def _week_number(found: Match[str], clock: Clock) -> Term | None:
    first, last = int(found[1]), int(found[2] or found[1])

    def of(year: int) -> tuple[date, date] | None:
        try:
            return date.fromisocalendar(year, first, 1), date.fromisocalendar(year, last, 7)
        except ValueError:
            return None

    return coming(clock, None, of)


def _unit(found: Match[str], clock: Clock) -> Term | None:
    """Read "next month", "resten av året", "the end of the month"."""
    lead, unit, today = found[1].lower(), found[2].lower(), clock.today
    if unit.startswith(("week", "uk")):
        first, last = week_of(today), week_of(today) + timedelta(days=6)
    elif unit.startswith(("month", "måned")):
        first, last = _months(today.month, 1, today.year)
    elif unit.startswith(("quarter", "kvartal")):
        first, last = _months(3 * ((today.month - 1) // 3) + 1, 3, today.year)
    else:
        first, last = _months(1, 12, today.year)
    if lead.startswith(("next", "neste")):
        return _following(first, last)
    if lead == "ut" or "end" in lead or "slutt" in lead or "utgang" in lead:
        return Term(last, last, edge="end")
    return Term(max(first, today), last)


def _following(first: date, last: date) -> Term:
    start = last + timedelta(days=1)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return Term(*_months(start.month, count, start.year)) if first.day == 1 else Term(start, start + (last - first))


def _whole_year(found: Match[str], _: Clock) -> Term | None:
    return Term(date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))


def _mid(found: Match[str], clock: Clock) -> Term | None:
    term = _month(found, clock)
    return one(term.first.replace(day=15), sure=term.sure) if term else None


PERIODS: tuple[Finder, ...] = (
    (re.compile(rf"(?<!\w)({_LEADS})\s?(?:the )?(?:month of |måneden )?\b{_MONTH}{_YEAR}", re.I), _led_month),
    (re.compile(rf"\b{_MONTH}\s?(20\d\d)(?!\d)", re.I), _month),
    (re.compile(rf"\b{_NTH}\s{_COUNT}{_WEEKS} {_IN} {_MONTH}{_YEAR}", re.I), _weeks_of_month),
    (re.compile(rf"\b(\d|to|tre|two|three|par)\s{_NTH}\s{_WEEKS} {_IN} {_MONTH}{_YEAR}", re.I), _norwegian_weeks),
    (re.compile(rf"\b{_NTH}\s(?:half|halvdel(?:en)?) {_IN} {_MONTH}{_YEAR}", re.I), _half),
    (
        re.compile(
            r"\b(end|start|beginning|middle|slutten|utgangen|starten|begynnelsen|midten)"
            rf"\s{_IN} {_MONTH}{_YEAR}",
            re.I,
        ),
        _edge,
    ),
    (re.compile(rf"\bmid[ -]{_MONTH}{_YEAR}", re.I), _mid),
    (re.compile(rf"\b(?:q([1-4])|{_NTH} (?:quarter|kvartal)){_YEAR}(?!\w)", re.I), _quarter),
    (
        re.compile(
            r"\b(this|next|the|in|til|denne|neste|hele|i|all|kommende|før|fra|ut|from|until|till|before|by)\s(?:of )?(?:the )?"
            rf"({'|'.join(sorted(_SEASONS, key=len, reverse=True))})\b{_YEAR}(?!\s(?:sale|collection|campaign|season))",
            re.I,
        ),
        _season,
    ),
    (
        re.compile(
            r"\b(?:(?:this|next) week(?:end)?|(?:the )?week after next|den(?:ne)? (?:uk[ea]|helg[ea]n?)|"
            r"neste (?:uk[ea]|helg)|i helg[ea]n?|til helg[ea]n?|uk[ea] etter neste)\b",
            re.I,
        ),
        _week,
    ),
    (
        re.compile(r"\b(?:weeks?|uke?n?e?r?) (\d{1,2})(?:\s?(?:–|-|to|til|and|og)\s?(\d{1,2}))?(?![\d:/]|\.\d)", re.I),
        _week_number,
    ),
    (
        re.compile(
            r"\b(this|next|denne|neste|(?:the )?(?:rest|remainder) of (?:the|this)|resten av|ut|end of (?:the|this)|"
            r"slutten av|utgangen av)\s(week|month|quarter|year|uk[ea]n?|måned(?:en)?|kvartal(?:et)?|år(?:et)?)\b",
            re.I,
        ),
        _unit,
    ),
    (re.compile(r"\b(?:in|all of|throughout|i|hele) (20\d\d)(?!\d)", re.I), _whole_year),
)
