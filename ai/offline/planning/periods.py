"""Spans that are named: weeks, quarters, seasons, years, "the rest of the month"."""

import re
from dataclasses import replace
from datetime import date, timedelta
from re import Match

from ai.offline.planning.months import NTH, ORDER, YEAR, months, year_of
from ai.offline.planning.terms import Clock, Finder, Term, coming, week_of

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12,
            "våren": 3, "vår": 3, "sommeren": 6, "sommer": 6, "høsten": 9, "høst": 9, "vinteren": 12,
            "vinter": 12}  # fmt: skip
_EDGES = frozenset(("før", "fra", "ut", "from", "until", "till", "before", "by"))  # they tell a start or an end
# "i vår butikk" is our shop, "i vår." is this spring.
_OUR = re.compile(r"\s(?!og|til|fra|på|med|skal|vil|men|så|for)[^\W\d_]")


def _quarter(found: Match[str], clock: Clock) -> Term | None:
    which = found[1] or found[2]
    order = int(which) if which.isdigit() else ORDER[which.lower()]
    return coming(clock, year_of(found[3]), lambda year: months(3 * (order % 5) - 2 if order > 0 else 10, 3, year))


def _season(found: Match[str], clock: Clock) -> Term | None:
    """Read a season by whole months, spring from 1 March, as the northern weather services count them."""
    lead, season, year = found[1].lower(), found[2].lower(), year_of(found[3])
    if season == "vår" and lead not in ("denne", "neste") and _OUR.match(found.string, found.end()):
        return None
    first = _SEASONS[season]
    term = coming(clock, year, lambda each: months(first, 3, each))
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
        first, last = months(today.month, 1, today.year)
    elif unit.startswith(("quarter", "kvartal")):
        first, last = months(3 * ((today.month - 1) // 3) + 1, 3, today.year)
    else:
        first, last = months(1, 12, today.year)
    if lead.startswith(("next", "neste")):
        return _following(first, last)
    if lead == "ut" or "end" in lead or "slutt" in lead or "utgang" in lead:
        return Term(last, last, edge="end")
    return Term(max(first, today), last)


def _following(first: date, last: date) -> Term:
    start = last + timedelta(days=1)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return Term(*months(start.month, count, start.year)) if first.day == 1 else Term(start, start + (last - first))


def _whole_year(found: Match[str], _: Clock) -> Term | None:
    return Term(date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))


PERIODS: tuple[Finder, ...] = (
    (re.compile(rf"\b(?:q([1-4])|{NTH} (?:quarter|kvartal)){YEAR}(?!\w)", re.I), _quarter),
    (
        re.compile(
            r"\b(this|next|the|in|til|denne|neste|hele|i|all|kommende|før|fra|ut|from|until|till|before|by)\s(?:of "
            r")?(?:the )?"
            rf"({'|'.join(sorted(_SEASONS, key=len, reverse=True))})\b{YEAR}(?!\s(?:sale|collection|campaign|season))",
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
