"""All dates of a text in its order, with their times of day; "from 20 December to 10 January" stays two."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import time
from functools import lru_cache

from ai.offline.pages.clocks import times_after, times_before
from ai.offline.planning.days import DAYS
from ai.offline.planning.feasts import FEASTS
from ai.offline.planning.months import MONTH_PARTS
from ai.offline.planning.periods import PERIODS
from ai.offline.planning.terms import Clock, Term, found_by

_FINDERS = (*DAYS, *MONTH_PARTS, *PERIODS, *FEASTS)
# Every date has a digit or one of these in it: most sentences need no closer look.
_HINT = re.compile(
    r"\d|jan|feb|mar|apr|may|mai|jun|jul|aug|sep|okt|oct|nov|des|dec|day|dag|week|uk[ea]|month|måned|quarter|"
    r"kvartal|year|år|"
    r"spring|summer|autumn|fall|winter|vår|somm|høst|vint|helg|morgen|morra|morrow|night|kveld|away|asap|once|immediat|gang|umid|"
    r"now|christ|xmas|easter|påske|black|cyber|valent|hallow|sankt|hans|juled|døgn"
)
# What makes hours of the numbers beside a date: without it they are days, or a number of something.
_HOURS = re.compile(r"\d[:.]\d\d|\d\s?[ap]\.?m|\bkl|\bat\s?\d|@|\bnoon", re.I)


@lru_cache(maxsize=64)
def dates(text: str, clock: Clock) -> tuple[Term, ...]:
    """Return the dates that a text names, in its order; where two readings overlap, the longer one of the first."""
    if not _HINT.search(text.casefold()):
        return ()
    found = sorted(found_by(_FINDERS, text, clock), key=lambda term: (term.span[0], -term.span[1]))
    return tuple(_timed(_apart(found), text))


def _apart(terms: Iterable[Term]) -> Iterator[Term]:
    end = 0
    for term in terms:
        if term.span[0] >= end:
            end = term.span[1]
            yield term


def _timed(terms: Iterable[Term], text: str) -> Iterator[Term]:
    """Add times of day: those that follow a date, else those that stand before it."""
    floor = 0
    for term in terms:
        after = times_after(text, term.span[1])
        if after and _HOURS.search(text[term.span[1] : after[1]]):
            timed = _with(term, after[0], (term.span[0], after[1]))
        else:
            before = times_before(text, floor, term.span[0])
            written = before and _HOURS.search(text[max(floor, term.span[0] - 30) : term.span[0]])
            timed = _with(term, before, term.span) if before and written else term
        floor = timed.span[1]
        yield timed


def _with(term: Term, times: tuple[time, time | None], span: tuple[int, int]) -> Term:
    if not term.single:
        return term
    return replace(term, opens=times[0], closes=times[1], span=span)
