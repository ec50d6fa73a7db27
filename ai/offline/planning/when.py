"""What a statement says on when a campaign runs: starts, ends, ranges, lengths, corrections and shifts."""

import re
from datetime import timedelta

from ai.offline.planning.dates import dates
from ai.offline.planning.lengths import length
from ai.offline.planning.terms import Clock, Term
from ai.offline.planning.timewords import (
    ALONE,
    AND,
    BEFORE,
    BETWEEN,
    EARLIER,
    END,
    ENDING,
    LASTS,
    MOVE,
    NEXT,
    NOT,
    NOT_THEN,
    OTHER,
    PAIR,
    RUNS,
    SHIFT,
    START,
)
from ai.offline.planning.timing import Timing


def note(timing: Timing, text: str, clock: Clock, *, asked: bool, goal: bool = False) -> bool:
    """Take from a statement what it says on when; return whether it says anything.

    Args:
        timing: what is known; changed.
        text: one statement of the user.
        clock: for relative dates and years.
        asked: whether it answers a question about dates, so that a bare date is one.
        goal: whether it states the goal; "by June" is that goal's deadline then, not the campaign's end.
    """
    if OTHER.search(text) and not asked:
        return False
    if _shifted(timing, text):
        return True
    barred = NOT_THEN if goal and not asked else NOT
    ahead = [term for term in dates(text, clock) if term.last >= clock.today]  # a date that is over is history
    terms = [term for term in ahead if not barred.search(text[: term.span[0]][-30:])]
    before = (timing.start, timing.end, timing.lasts)
    lasting = _lasting(timing, text, clock, terms, asked=asked)
    bare = asked or bool(RUNS.search(text)) or bool(terms and ALONE.fullmatch(text[: terms[0].span[0]]))
    _place(timing, text, terms, clock, bare=bare)
    return lasting or before != (timing.start, timing.end, timing.lasts)


def _place(timing: Timing, text: str, terms: list[Term], clock: Clock, *, bare: bool) -> None:
    """Give each date its role: a range, a start, an end, or both where one span is named."""
    at = 0
    while at < len(terms):
        term = terms[at]
        other = terms[at + 1] if at + 1 < len(terms) else None
        if other and _joined(text, term, other):
            _range(timing, term, other, clock, moved=bool(MOVE.search(text[: term.span[0]])), text=text)
            at += 2
            continue
        since = terms[at - 1].span[1] if at else 0
        _single(timing, text, term, clock, since=since, bare=bare)
        at += 1


def _joined(text: str, term: Term, other: Term) -> bool:
    gap = text[term.span[1] : other.span[0]]
    if len(gap) > 40:
        return False
    between = BETWEEN.search(text[max(0, term.span[0] - 15) : term.span[0]])
    return bool(PAIR.fullmatch(gap) or (between and AND.fullmatch(gap)))


def _range(timing: Timing, term: Term, other: Term, clock: Clock, *, moved: bool, text: str) -> None:
    if moved:  # "move the start from 1 to 5 March"
        if ENDING.search(text[: term.span[0]]):
            timing.finish(other.last, other.closes or other.opens)
        else:
            timing.begin(other.first, other.opens)
        return
    if other.last < term.first:
        other = other.a_year_on()
    timing.start, timing.opens = max(term.first, min(clock.today, term.last)), term.opens
    timing.end, timing.closes, timing.lasts = other.last, other.closes or other.opens, None


def _single(timing: Timing, text: str, term: Term, clock: Clock, *, since: int, bare: bool) -> None:
    lead = text[max(since, term.span[0] - 45) : term.span[0]]
    edge = term.edge if term.edge != "range" else ""
    ahead = text[: term.span[0]]
    role = _role(lead) or _after(text[term.span[1] :]) or (edge if bare else "")
    if role == "end" and MOVE.search(ahead) and not ENDING.search(ahead):
        role = "start"  # "move the start to 5 March"
    whole = term.edge == "range" or (bare and not term.single and not role)
    if whole and (role != "end" or term.edge == "range"):
        _span(timing, term, clock)
    elif role == "end":
        _end(timing, term, exclusive=bool(BEFORE.search(lead)))
    elif role == "start":
        timing.begin(max(term.first, clock.today), term.opens)
    elif bare and term.closes and term.opens:  # a few hours of one day
        timing.start, timing.opens, timing.end, timing.closes = term.first, term.opens, term.first, term.closes
    elif bare:
        _corrected(timing, text, term)


def _span(timing: Timing, term: Term, clock: Clock) -> None:
    """Set both ends; where a length was said just before, the span only says when it begins."""
    timing.start, timing.opens = max(term.first, min(clock.today, term.last)), None
    if timing.lasts and not timing.end and term.edge != "range":
        return
    timing.end, timing.closes, timing.lasts = term.last, None, None


def _end(timing: Timing, term: Term, *, exclusive: bool) -> None:
    last = term.first - timedelta(days=1) if exclusive else term.last
    if timing.start and last < timing.start and not term.sure:
        last = term.a_year_on().last
    timing.finish(last, None if exclusive else term.closes or term.opens)


def _corrected(timing: Timing, text: str, term: Term) -> None:
    """Take a day without a role for the start, or for the end where the sentence is about that."""
    if ENDING.search(text[: term.span[0]]):
        timing.finish(term.last, term.closes or term.opens)
    else:
        timing.begin(term.first, term.opens)


def _role(lead: str) -> str:
    """Return `start`, `end` or nothing: the nearest word before a date decides."""
    start = max((found.end() for found in START.finditer(lead)), default=-1)
    end = max((found.end() for found in END.finditer(lead)), default=-1)
    if start == end:
        return ""
    return "start" if start > end else "end"


def _after(rest: str) -> str:
    """Return the role that words behind a date give it ("5 May is the launch")."""
    found = re.match(
        r"\s(?:is|er|blir|as|som) (?:the |our |vår )?(?:\w+ )?(launch|start|oppstart|lansering|end|slutt|deadline)",
        rest,
        re.I,
    )
    if not found:
        return ""
    return "end" if found[1].lower() in ("end", "slutt", "deadline") else "start"


def _lasting(timing: Timing, text: str, clock: Clock, terms: list[Term], *, asked: bool) -> bool:
    """Read "for three weeks", "the next two weeks", "the two weeks before Easter"."""
    ahead = NEXT.search(text)
    if ahead and (far := length(ahead[1])):
        timing.start, timing.end = clock.today, far.after(clock.today) - timedelta(days=1)
        timing.opens = timing.closes = timing.lasts = None
        return True
    for found in LASTS.finditer(text):
        inside = any(term.span[0] < found.end("length") and found.start("length") < term.span[1] for term in terms)
        lead = found[0][: found.start("length") - found.start()].strip()
        if inside or not (lead or found["after"].strip() or ((asked or terms) and len(text.split()) <= 6)):
            continue
        timing.lasts = length(found["length"])
        timing.end = None
        if found["after"].strip().lower() in ("before", "leading up to", "up to", "før", "fram mot", "frem mot"):
            timing.start = None
        return True
    return False


def _shifted(timing: Timing, text: str) -> bool:
    """Move both ends on "push it by a week"; return whether the statement said so."""
    found = SHIFT.search(text)
    by = length(found[1] or found[2]) if found else None
    if not by or not timing.start:
        return False
    move = by.before if EARLIER.search(text) else by.after
    timing.start = move(timing.start)
    timing.end = move(timing.end) if timing.end else None
    return True
