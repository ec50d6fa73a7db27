"""When a campaign runs, as a chat says it bit by bit: starts, ends, ranges, lengths, corrections and shifts."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ai.offline.planning.dates import dates
from ai.offline.planning.lengths import ENGLISH_LENGTH, LENGTH, NORWEGIAN_LENGTH, Length, length
from ai.offline.planning.terms import Clock, Term

_LAST = time(23, 59, 59)
_START = re.compile(
    r"\b(?:from|start\w*|begin\w*|launch\w*|kick\w*(?: off)?|go(?:es|ing)? live|as of|opens?|fra(?: og med)?|f\.?o\.?m|"
    r"oppstart\w*|begynn\w*|lanser\w*|sett\w* i gang|åpner|går live|after|etter)\b(?!-)",
    re.I,
)
_END = re.compile(
    r"\b(?:to|until|till?|through|thru|up to|ends?|ending|finish\w*|wrap\w*(?: up)?|stop\w*|over by|deadline|by|before|"
    r"leading up to|closes?|til(?: og med)?|t\.?o\.?m|inntil|fram til|frem til|slutt\w*|avslutt\w*|innen|før|ut|ferdig|"
    r"stopp\w*|sluttdato\w*|varer til|vare til)\b",
    re.I,
)
_BEFORE = re.compile(r"\b(?:before|før|leading up to|fram mot|frem mot)\s(?:the |den )?$", re.I)
_PAIR = re.compile(
    r"\W*(?:(?:and|og) )?(?:(?:to|until|till?|through|thru|up to|run(?:s|ning)? (?:until|to|through)|"
    r"end(?:s|ing)?(?: on| by)?|til(?: og med)?|t\.?o\.?m\.?|fram til|frem til|ut|slutt\w*|avslutt\w*|"
    r"varer? til|kjøre\w* til|go(?:es)? (?:on )?(?:until|to))\s?)+(?:on |and including |den |the |med )*\W*|\s?[–—-]\s?",
    re.I,
)
_AND = re.compile(r"\W*(?:and|og) (?:the |den )?", re.I)
_BETWEEN = re.compile(r"\b(?:between|mellom)(?: the| den)?\s*$", re.I)
_NOT = re.compile(
    r"\b(?:not|ikke|instead of|rather than|i stedet for|istedenfor)(?: on| from| in| fra| i| den)?\s*$", re.I
)
_NOT_THEN = re.compile(_NOT.pattern + r"|\b(?:by|before|within|innen|før)(?: the| end of| utgangen av)*\s*$", re.I)
_MOVE = re.compile(
    r"\b(?:mov\w+|chang\w+|shift\w*|flytt\w*|endre\w*|switch|bytt\w*|push\w*|postpon\w+|utsett\w*)\b", re.I
)
_ENDING = re.compile(r"\b(?:end|ends|end date|ending|deadline|slutt\w*|avslutning\w*)\b", re.I)
# Words that make the dates of a sentence the campaign's own.
_RUNS = re.compile(
    r"\b(?:campaign\w*|run\w*|post(?:s|ing)?|publish\w*|schedul\w*|timeline|period|live|launch\w*|start\w*|make it|kampanje\w*|"
    r"kjør\w*|gå\b|går\b|publiser\w*|perioden?|tidsrom\w*|lanser\w*|hele|all of|throughout|rest of|resten|dates?|dato\w*|"
    r"vare|varer|instead|i stedet|heller|actually|sale|salg|tilbud\w*|offer)\b",
    re.I,
)
# What may stand before a date that is a whole answer.
_ALONE = re.compile(
    r"(?:\W*\b(?:on|from|in|the|no|nei|ok|okay|hmm+|ja|yes|well|then|from|maybe|about|around|during|and|between|i|på|fra|den|da|så|kanskje|rundt|"
    r"hele|all|of|og|mellom|til|until|to|sorry|beklager|wait|vent|i think|jeg tenker|we think|vi tenker|say|si|i mean)\b)*\W*",
    re.I,
)
_OTHER = re.compile(
    r"\b(?:closed|holiday|vacation|on leave|birthday|meeting|call me|draft|born|founded|established|since|invoice|"
    r"ferie|stengt|bursdag|møte|siden|etablert|grunnlagt|startet|faktura|utkast|ring meg|send me|send meg)\b",
    re.I,
)
_LASTS = re.compile(
    rf"\b(?:(?:for|over|lasts?|lasting|run(?:s|ning)?|duration(?: of| is)?|takes?|about|span\w*|during|the next|a|i|varer?|"
    rf"vare i|varer i|kjøre i|på|over|løpet av|de neste|i ca\.?|de første|the first|:)\s(?:about |around |exactly |only |"
    rf"kun |bare |ca\.? |rundt |the )?)?(?P<length>{LENGTH})(?P<after>\s?(?:long|campaign|run|kampanje|lang|in total|"
    rf"til sammen|before|leading up to|up to|før|fram mot|frem mot|er nok|is enough)?)",
    re.I,
)
_SHIFT = re.compile(
    rf"\b(?:(?:push|move|delay|postpone|shift|utsett|flytt|skyv)\w*\b[^.!?]{{0,40}}?({LENGTH})|({LENGTH})\s(?:later|senere))",
    re.I,
)
_EARLIER = re.compile(r"\b(?:earlier|forward|sooner|tidligere|frem|fram)\b", re.I)
_NEXT = re.compile(rf"\b(?:the next|over the next|next|de neste|neste) ({ENGLISH_LENGTH}|{NORWEGIAN_LENGTH})\b", re.I)


@dataclass(slots=True)
class Timing:
    """First and last day as known so far, with their times of day if said, and how long it lasts if that was said."""

    start: date | None = None
    end: date | None = None
    opens: time | None = None
    closes: time | None = None
    lasts: Length | None = None

    def starts_at(self, zone: ZoneInfo) -> datetime | None:
        """Return the first moment, aware; None if no start is known."""
        start = self.start or (self.lasts.before(self.end) + timedelta(days=1) if self.end and self.lasts else None)
        return datetime.combine(start, self.opens or time(), zone) if start else None

    def ends_at(self, zone: ZoneInfo) -> datetime | None:
        """Return the last moment, aware; None if no end is known."""
        end = self.end or (self.lasts.after(self.start) - timedelta(days=1) if self.start and self.lasts else None)
        return datetime.combine(end, self.closes or _LAST, zone) if end else None

    def begin(self, day: date, opens: time | None = None) -> None:
        """Set the start; an end that would lie before it moves along."""
        if self.start and self.end and self.end < day:
            self.end = day + (self.end - self.start)
        self.start, self.opens = day, opens

    def finish(self, day: date, closes: time | None = None) -> None:
        """Set the end."""
        (
            self.end,
            self.closes,
        ) = day, closes
        if self.start:
            self.lasts = None


def note(timing: Timing, text: str, clock: Clock, *, asked: bool, goal: bool = False) -> bool:
    """Take from a statement what it says on when; return whether it says anything.

    Args:
        timing: what is known; changed.
        text: one statement of the user.
        clock: for relative dates and years.
        asked: whether it answers a question about dates, so that a bare date is one.
        goal: whether it states the goal; "by June" is that goal's deadline then, not the campaign's end.
    """
    if _OTHER.search(text) and not asked:
        return False
    if _shifted(timing, text):
        return True
    barred = _NOT_THEN if goal and not asked else _NOT
    terms = [term for term in dates(text, clock) if not barred.search(text[: term.span[0]][-30:])]
    before = (timing.start, timing.end, timing.lasts)
    lasting = _lasting(timing, text, clock, terms)
    bare = asked or bool(_RUNS.search(text)) or bool(terms and _ALONE.fullmatch(text[: terms[0].span[0]]))
    _place(timing, text, terms, clock, bare=bare)
    return lasting or before != (timing.start, timing.end, timing.lasts)


def _place(timing: Timing, text: str, terms: list[Term], clock: Clock, *, bare: bool) -> None:
    """Give each date its role: a range, a start, an end, or both where one span is named."""
    at = 0
    while at < len(terms):
        term = terms[at]
        other = terms[at + 1] if at + 1 < len(terms) else None
        if other and _joined(text, term, other):
            _range(timing, term, other, clock, moved=bool(_MOVE.search(text[: term.span[0]])), text=text)
            at += 2
            continue
        since = terms[at - 1].span[1] if at else 0
        _single(timing, text, term, clock, since=since, bare=bare)
        at += 1


def _joined(text: str, term: Term, other: Term) -> bool:
    gap = text[term.span[1] : other.span[0]]
    if len(gap) > 40:
        return False
    between = _BETWEEN.search(text[max(0, term.span[0] - 15) : term.span[0]])
    return bool(_PAIR.fullmatch(gap) or (between and _AND.fullmatch(gap)))


def _range(timing: Timing, term: Term, other: Term, clock: Clock, *, moved: bool, text: str) -> None:
    if moved:  # "move the start from 1 to 5 March"
        if _ENDING.search(text[: term.span[0]]):
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
    role = _role(lead) or _after(text[term.span[1] :]) or (edge if bare else "")
    whole = term.edge == "range" or (bare and not term.single and not role)
    if whole and (role != "end" or term.edge == "range"):
        _span(timing, term, clock)
    elif role == "end":
        _end(timing, term, exclusive=bool(_BEFORE.search(lead)))
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
    if _ENDING.search(text):
        timing.finish(term.last, term.closes or term.opens)
    else:
        timing.begin(term.first, term.opens)


def _role(lead: str) -> str:
    """Return `start`, `end` or nothing: the nearest word before a date decides."""
    start = max((found.end() for found in _START.finditer(lead)), default=-1)
    end = max((found.end() for found in _END.finditer(lead)), default=-1)
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


def _lasting(timing: Timing, text: str, clock: Clock, terms: list[Term]) -> bool:
    """Read "for three weeks", "the next two weeks", "the two weeks before Easter"."""
    ahead = _NEXT.search(text)
    if ahead and (far := length(ahead[1])):
        timing.start, timing.end = clock.today, far.after(clock.today) - timedelta(days=1)
        timing.opens = timing.closes = timing.lasts = None
        return True
    for found in _LASTS.finditer(text):
        inside = any(term.span[0] < found.end("length") and found.start("length") < term.span[1] for term in terms)
        lead = found[0][: found.start("length") - found.start()].strip()
        if inside or not (lead or found["after"].strip() or len(text.split()) <= 6):
            continue
        timing.lasts = length(found["length"])
        timing.end = None
        if found["after"].strip().lower() in ("before", "leading up to", "up to", "før", "fram mot", "frem mot"):
            timing.start = None
        return True
    return False


def _shifted(timing: Timing, text: str) -> bool:
    """Move both ends on "push it by a week"; return whether the statement said so."""
    found = _SHIFT.search(text)
    by = length(found[1] or found[2]) if found else None
    if not by or not timing.start:
        return False
    move = by.before if _EARLIER.search(text) else by.after
    timing.start = move(timing.start)
    timing.end = move(timing.end) if timing.end else None
    return True
