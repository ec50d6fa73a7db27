"""The dates on a page that matter to a campaign: events, viewings and deadlines, not when a page was made."""

import re
from dataclasses import dataclass
from datetime import datetime

from ai.contract import MAX_DATES, Fact, PageDate
from ai.offline.pages.blocks import Block
from ai.offline.pages.clues import Setting
from ai.offline.pages.moments import Moment, moments
from ai.offline.pages.zones import Zone

MAX_LOOKED_AT = 3000  # blocks

# What a page calls the date itself, so that it is worth telling.
_NAMED = re.compile(
    r"\b(?:fellesvisning|privatvisning|visning(?:er|stid)?|åpent hus|open house|open day|viewings?|besichtigung|"
    r"åben hus|öppet hus|visningar?|offer (?:ends|valid until)|sale ends|ends|(?:tilbudet gjelder|gjelder|"
    r"gyldig)(?: til og med| t\.o\.m\.?| til)|valid (?:until|through|to)|gültig bis|gäller (?:till|t\.o\.m\.?)|"
    r"søknadsfrist|påmeldingsfrist|budfrist|frist|application deadline|apply by|book by|deadline|closing date|"
    r"bewerbungsschluss|sista ansökningsdag|overtakelse|innflytting|ledig fra|available from|tillträde|doors open|"
    r"dørene åpner)(?![^\W\d_])",
    re.I,
)
# That a date of the page's subject follows, without a name of its own.
_CUE = re.compile(
    r"\b(?:dato(?:er)?|dates?|when|når|tid(?:spunkt)?|tid og sted|date and time|tidspunkt|datum|wann|termin|när|"
    r"arrangement|event|konsert|festival|concert|show|starts?|starter|begins?|opens?|åpner|åpning|from|fra|"
    r"join us|velkommen|bli med|on sale|save the date|forestilling|kurs|course|workshop|seminar|messe|fair|"
    r"markedet?|program)\b",
    re.I,
)
_UNRELATED = re.compile(
    r"©|copyright|publi[sc]|oppdatert|updated|endret|modified|posted|lagt ut|byggeår|\bbuilt\b|established|"
    r"etablert|siden \d|since|founded|born\b|født|registrert|cookie|personvern|privacy|review|anmeldelse|"
    r"veröffentlicht|publicerad|written|last checked|version|skrevet|first shown|in stock|på lager|delivery|"
    r"levering|leveres",
    re.I,
)
_TIME_LABEL = re.compile(r"^(?:time|tid|klokkeslett|klokken|kl\.?|uhrzeit|doors|hours|åpningstid)\W*$", re.I)


@dataclass(frozen=True, slots=True)
class Dated:
    """Dates read from text, and how sure they are."""

    dates: list[PageDate]
    confidence: float


def dates_in_text(blocks: list[Block], facts: list[Fact], setting: Setting) -> Dated:
    """Return the page's dates, in its order.

    Args:
        blocks: the visible page.
        facts: its fact sheet, where the time of day may stand apart from the date.
        setting: for the language, and today for dates without a year.
    """
    found: dict[datetime, PageDate] = {}
    confidence = 1.0
    before: Block | None = None
    for block in blocks[:MAX_LOOKED_AT]:
        if block.zone in (Zone.MAIN, Zone.SIDE):
            for date, sure in _in_block(block, before, setting):
                if len(found) < MAX_DATES and date.start not in found:
                    found[date.start] = date
                    confidence = min(confidence, sure)
        before = block
    dates = _without_repeats(list(found.values()))
    return Dated(_with_time_apart(dates, facts, setting), confidence if dates else 0.0)


def _in_block(block: Block, before: Block | None, setting: Setting) -> list[tuple[PageDate, float]]:
    if not any(char.isdigit() for char in block.text):
        return []
    found = []
    after = 0
    for moment in moments(block.text, setting):
        lead = block.text[max(after, moment.span[0] - 80) : moment.span[0]]
        judged = _judge(moment, lead, block, before)
        after = moment.span[1]
        if judged:
            label, confidence = judged
            found.append((_page_date(moment, label, block.text), confidence))
    return found


def _judge(moment: Moment, lead: str, block: Block, before: Block | None) -> tuple[str | None, float] | None:
    """Return the label and the confidence of a date; None if nothing says that it matters."""
    near = lead.rsplit(". ", 1)[-1] if len(lead) > 40 else lead
    caption = _caption(block, before)
    if _UNRELATED.search(near) or (not near.strip() and _UNRELATED.search(caption)):
        return None
    base = 0.75 if moment.sure else 0.55
    for words in (near, caption, block.heading if len(block.text) < 80 else ""):
        if named := _last(_NAMED, words):
            return named[0].upper() + named[1:], base
        if _CUE.search(words):
            return None, base - 0.05
    if moment.weekday or moment.timed or moment.end:
        return None, base - 0.2
    return None


def _caption(block: Block, before: Block | None) -> str:
    """Return the short text that stands before a block as its label: a `<dt>`, a heading, a cell."""
    if before is None or len(before.text) > 50:
        return ""
    return before.text


def _last(pattern: re.Pattern[str], words: str) -> str | None:
    found = pattern.findall(words)
    return found[-1] if found else None


def _page_date(moment: Moment, label: str | None, text: str) -> PageDate:
    return PageDate(
        start=moment.start,
        end=moment.end,
        date_only=not moment.timed,
        label=label,
        text=text[moment.span[0] : moment.span[1]].strip(" ,.|·("),
    )


def _without_repeats(dates: list[PageDate]) -> list[PageDate]:
    """Leave out a bare date where the same day stands with its time, or inside a longer span."""
    timed = {date.start.date() for date in dates if not date.date_only}
    spans = [(date.start.date(), date.end.date()) for date in dates if date.end and date.end.date() > date.start.date()]
    return [
        date
        for date in dates
        if not (date.date_only and not date.end and (date.start.date() in timed))
        and not (
            (date.start.date(), date.end and date.end.date()) not in spans
            and any(first <= date.start.date() <= last for first, last in spans)
        )
    ]


def _with_time_apart(dates: list[PageDate], facts: list[Fact], setting: Setting) -> list[PageDate]:
    """Give a single date the time of day that the fact sheet states beside it."""
    bare = [date for date in dates if date.date_only and not date.end and not date.label]
    if len(bare) != 1:
        return dates
    only = bare[0]
    day = only.start.date().isoformat()
    for fact in facts:
        if _TIME_LABEL.match(fact.label):
            found = moments(f"{only.start.day} {only.start:%B} {only.start.year} at {fact.value}", setting)
            if found and found[0].timed and found[0].start.date().isoformat() == day:
                timed = only.model_copy(update={"start": found[0].start, "end": found[0].end, "date_only": False})
                return [timed if date is only else date for date in dates]
    return dates
