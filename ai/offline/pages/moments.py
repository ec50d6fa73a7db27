"""Single dates and times of day in a text: found, read, and given a year when they have none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from ai.offline.pages.calendar import Names, names
from ai.offline.pages.clocks import times_after, times_before
from ai.offline.pages.clues import Setting

# Nothing that a campaign is about lies further off; a "year" beyond is a price or a number of something.
_YEARS_BACK, _YEARS_ON = 3, 10
_SUFFIX = r"(?:\.|st\b|nd\b|rd\b|th\b|\.\sog)?"
_TO = r"\s?(?:[–—-]|\b(?:to|til|till|until|bis|og|och|und|and)\b|&)\s?"
# What stands after "kl." or a dash is an hour or the end of something, no day of a month.
_NO_HOUR = r"(?<![\d.,:–—-])(?<!kl\s)(?<!kl\.\s)(?<!at\s)"
# A year that no campaign has makes it a date of history, not one without a year.
_YEAR = r"(?:,?\s(?P<year>(?:19|20)\d\d)(?!\d)|(?!,?\s\d{4}(?!\d)))"
_ISO = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,/])(\d{1,2})([./])(\d{1,2})\2((?:19|20)?\d\d)(?![\d/]|\.\d)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date in a text.

    Attributes:
        start: first day, with the time of day if one is given.
        end: last day or time; None for a single one.
        timed: whether a time of day is given.
        sure: whether the year is written, not guessed.
        weekday: whether a weekday is named.
        span: where it stands in the text.
    """

    start: datetime
    end: datetime | None
    timed: bool
    sure: bool
    weekday: bool
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Found:
    """A date before its time is looked for."""

    start: date
    last: date | None
    sure: bool
    weekday: bool
    span: tuple[int, int]


def moments(text: str, setting: Setting) -> list[Moment]:
    """Return the dates in a text, in its order; "30 May – 2 June" is one."""
    found = sorted([*_iso(text), *_numeric(text, setting), *_worded(text, setting)], key=lambda one: one.span)
    joined: list[Moment] = []
    for moment in found:
        if joined and moment.span[0] < joined[-1].span[1]:
            continue
        span = _joined(joined[-1], moment) if joined and _spans(text, joined[-1], moment) else None
        if span:
            joined[-1] = span
        else:
            joined.append(moment)
    return joined


def parse_machine(text: str) -> tuple[datetime, bool] | None:
    """Return an ISO 8601 date, and whether it has a time of day; None if it is none."""
    value = text.strip()[:40]
    try:
        start = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (start, len(value) > 10) if 1900 <= start.year <= 2200 else None


def _iso(text: str) -> Iterator[Moment]:
    for found in _ISO.finditer(text):
        if parsed := parse_machine(found[0]):
            yield Moment(parsed[0], None, parsed[1], True, False, found.span())


def _numeric(text: str, setting: Setting) -> Iterator[Moment]:
    for found in _NUMERIC.finditer(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "/" and setting.language == "en" and day <= 12 and month <= 12 and day != month:
            continue  # 03/04/2027 is March in Boston and April in Leeds
        if found[2] == "/" and month > 12:
            day, month = month, day
        if start := _day(year + 2000 if year < 100 else year, month, day):
            yield _with_times(_Found(start, None, True, False, found.span()), text, found.start())


def _worded(text: str, setting: Setting) -> Iterator[Moment]:
    words = names(setting.language)
    floor = 0
    for found in _pattern(setting.language).finditer(text):
        groups = {key.rstrip("0"): value for key, value in found.groupdict().items() if value}
        month = words.months[groups["month"].lower()]
        weekday = words.weekdays.get(groups.get("weekday", "").lower())
        year = int(groups["year"]) if "year" in groups else None
        day = int(groups["day"])
        start = _day(year, month, day) if year else _next(setting.today, month, day, weekday)
        last = _day(start.year, month, int(groups["last"])) if start and "last" in groups else None
        if start and setting.today.year - _YEARS_BACK <= start.year <= setting.today.year + _YEARS_ON:
            dated = _Found(start, last, bool(year), weekday is not None, found.span())
            moment = _with_times(dated, text, floor)
            floor = moment.span[1]
            yield moment


@lru_cache(maxsize=32)
def _pattern(language: str) -> re.Pattern[str]:
    """Return a pattern of worded dates: day first in any language, month first in English only."""
    words: Names = names(language)
    week = rf"(?:\b(?P<weekday>{words.weekday})\.?,?\s(?:den\s|the\s|d\.\s)?)?"
    until = rf"(?:{_TO}(?:{words.weekday}\s)?(?P<last>\d{{1,2}})(?!\d){_SUFFIX})?"
    days = rf"{_NO_HOUR}(?P<day>\d{{1,2}}){_SUFFIX}{until}\s?(?:of\s|de\s)?"
    first = rf"{week}{days}\b(?P<month>{words.month})\.?{_YEAR}"
    if language not in ("en", ""):
        return re.compile(first, re.I)
    second = rf"{week}\b(?P<month>{words.month})\.?\s(?P<day>\d{{1,2}})(?!\d){_SUFFIX}{until}{_YEAR}"
    second = re.sub(r"\?P<(\w+)>", r"?P<\g<1>0>", second)  # a name may stand only once in a pattern
    return re.compile(f"{first}|{second}", re.I)


def _next(today: date, month: int, day: int, weekday: int | None) -> date | None:
    """Return the next such day; of the last one if only that falls on the weekday that the page names."""
    years = (_day(year, month, day) for year in range(today.year - 1, today.year + 5))
    days = [one for one in years if one]
    coming = next((one for one in days if one >= today), None)
    if coming and weekday is not None and coming.weekday() != weekday:
        near = (one for one in days if abs((one - today).days) < 366 and one.weekday() == weekday)
        return next(near, coming)
    return coming


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_times(found: _Found, text: str, floor: int) -> Moment:
    """Add the time of day that follows the date, or else stands before it, if there is one.

    Args:
        found: the date.
        text: where it stands.
        floor: where the date before it ends, whose time is not this one's.
    """
    after = times_after(text, found.span[1])
    times = after[0] if after else times_before(text, floor, found.span[0])
    first = datetime.combine(found.start, times[0] if times else time())
    end = datetime.combine(found.last, time()) if found.last and found.last > found.start else None
    if times and times[1]:
        end = datetime.combine(found.last or found.start, times[1])
        if end <= first:  # until after midnight
            end += timedelta(days=1)
    stop = after[1] if after else found.span[1]
    return Moment(first, end, bool(times), found.sure, found.weekday, (found.span[0], stop))


def _spans(text: str, first: Moment, second: Moment) -> bool:
    gap = text[first.span[1] : second.span[0]]
    joins = re.fullmatch(r"\.?\s?(?:[–—-]|to|til|till|until|bis)\s?", gap, re.I)
    return bool(joins) and first.end is None


def _joined(first: Moment, second: Moment) -> Moment | None:
    """Return the span from one date to the next; None if the second does not come after the first."""
    start, end = first.start, second.start
    if (start.tzinfo is None) != (end.tzinfo is None):
        return None
    if not first.sure:  # it has the year of its end, or the one before: "30. desember – 2. januar 2028"
        years = (_in_year(start, year) for year in (end.year, end.year - 1))
        start = next((moved for moved in years if moved and moved <= end), start)
    if end <= start:
        return None
    timed = first.timed and second.timed
    return Moment(start, end, timed, second.sure, first.weekday, (first.span[0], second.span[1]))


def _in_year(moment: datetime, year: int) -> datetime | None:
    day = _day(year, moment.month, moment.day)
    return datetime.combine(day, moment.timetz()) if day else None
