"""Single days and ranges of them inside a month: "1 March 2027", "1.–14. april", "3/4", "next Friday", "i morgen"."""

import re
from dataclasses import replace
from datetime import date, timedelta
from re import Match

from ai.offline.pages.calendar import names
from ai.offline.planning.lengths import ENGLISH_LENGTH, NORWEGIAN_LENGTH, length
from ai.offline.planning.terms import Clock, Finder, Term, a_day, coming, in_year, one, week_of

_NAMES = names("nb")  # the English ones stand beside them
_SUFFIX = r"(?:\.|st\b|nd\b|rd\b|th\b)?"
_DAY = r"(?:the |den )?(?<![\d.,/:])(\d{1,2})(?![\d:/%])" + _SUFFIX
UPTO = r"\s?(?:–|—|-|\b(?:to|til og med|til|till|until|through|thru|t\.?o\.?m\.?)\b)\s?"
_AND = r"\s?(?:and|og)\s?"
_YEAR = r"(?:,?\s(?:of )?((?:20)\d\d)(?!\d))?"
WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mandag": 0, "tirsdag": 1, "onsdag": 2, "torsdag": 3, "fredag": 4, "lørdag": 5, "søndag": 6,
}  # fmt: skip
_WEEKDAY = "(" + "|".join(WEEKDAYS) + r")(?:en)?\b"
_BEFORE = rf"(?:{_WEEKDAY.replace('(', '(?:', 1)},?\s)?"
_MONTH = rf"(?:of |i )?\b({_NAMES.month})\.?"


def _month(text: str) -> int:
    return _NAMES.months[text.lower().rstrip(".")]


def _worded(found: Match[str], clock: Clock) -> Term | None:
    """Read "1–14 April": day, last day or none, month, year or none."""
    day, last, month, year = found.groups()
    return _in_month(clock, _month(month), int(day), int(last or day), year)


def _american(found: Match[str], clock: Clock) -> Term | None:
    month, day, last, year = found.groups()
    return _in_month(clock, _month(month), int(day), int(last or day), year)


def _between(found: Match[str], clock: Clock) -> Term | None:
    return _worded(found, clock)


def _in_month(clock: Clock, month: int, day: int, last: int, year: str | None) -> Term | None:
    def of(each: int) -> tuple[date, date] | None:
        first, final = a_day(each, month, day), a_day(each, month, last)
        return (first, final) if first and final and first <= final else None

    term = coming(clock, int(year) if year else None, of)
    return replace(term, edge="range") if term and last > day else term


def _iso(found: Match[str], _: Clock) -> Term | None:
    return one(a_day(int(found[1]), int(found[2]), int(found[3])))


def _numeric(found: Match[str], clock: Clock) -> Term | None:
    """Read 3/4 and 3.4.2027; 24/7 and the like are no dates."""
    if found[0] in ("24/7", "50/50"):
        return None
    first, second, year = int(found[1]), int(found[3]), found[4]
    if found[2] == "/" and (clock.month_first or second > 12) and first <= 12:
        first, second = second, first
    if year:
        return one(a_day(int(year) + (2000 if len(year) == 2 else 0), second, first))
    return coming(clock, None, lambda each: (day, day) if (day := a_day(each, second, first)) else None)


def _weekday(found: Match[str], clock: Clock) -> Term | None:
    """Read a weekday: the coming one; "next Friday" is the Friday of next week."""
    day = WEEKDAYS[found[2].lower()]
    which = f"{found[1] or ''} {found[3] or ''}".lower()
    weeks = 2 if "after" in which or "over" in which else 1 if "next" in which or "neste" in which else 0
    if weeks:
        return one(week_of(clock.today) + timedelta(days=7 * weeks + day))
    ahead = (day - clock.today.weekday()) % 7 or 7
    return one(clock.today + timedelta(days=ahead))


_AHEAD = {"today": 0, "tonight": 0, "straight away": 0, "at once": 0, "asap": 0,
          "right away": 0, "immediately": 0, "tomorrow": 1, "day after tomorrow": 2,
          "i dag": 0, "idag": 0, "i kveld": 0, "med en gang": 0, "umiddelbart": 0, "i morgen": 1, "imorgen": 1,
          "i morra": 1, "i overmorgen": 2}  # fmt: skip


def _relative(found: Match[str], clock: Clock) -> Term | None:
    return one(clock.today + timedelta(days=_AHEAD[found[1].lower()]))


def _ahead(found: Match[str], clock: Clock) -> Term | None:
    far = length(found[1])
    return one(far.after(clock.today)) if far else None


def _bare(found: Match[str], clock: Clock) -> Term | None:
    """Read "the 15th": of the month spoken of, else the next one to come."""
    base = clock.near or clock.today
    day = a_day(base.year, base.month, int(found[1]))
    if day and day < clock.today:
        after = date(base.year + base.month // 12, base.month % 12 + 1, 1)
        day = a_day(after.year, after.month, int(found[1]))
    return one(day, sure=False) if day and day <= in_year(clock.today, 9) else None


DAYS: tuple[Finder, ...] = (
    (re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)"), _iso),
    (re.compile(r"(?<![\d./,])(\d{1,2})([./])(\d{1,2})\2(20\d\d|\d\d)(?![\d/])"), _numeric),
    (re.compile(r"(?<![\d./,])(\d{1,2})(/)(\d{1,2})()(?![\d/%]|\s(?:of|av)\b)"), _numeric),
    (re.compile(r"(?<![\d./,])(\d{1,2})(\.)(\d{1,2})\.()(?=\s*[–—-]|\s|$|[,)])", re.I), _numeric),
    (re.compile(rf"{_BEFORE}{_DAY}(?:{UPTO}{_BEFORE}{_DAY})?\s?{_MONTH}{_YEAR}", re.I), _worded),
    (
        re.compile(rf"(?:between|mellom) {_BEFORE}{_DAY}{_AND}{_BEFORE}{_DAY}\s?{_MONTH}{_YEAR}", re.I),
        _between,
    ),
    (
        re.compile(
            rf"{_BEFORE}\b({_NAMES.month})\.?\s(?:the )?(\d{{1,2}})(?![\d:%]){_SUFFIX}"
            rf"(?:{UPTO}(?:the )?(\d{{1,2}})(?![\d:%]){_SUFFIX})?{_YEAR}",
            re.I,
        ),
        _american,
    ),
    (
        re.compile(
            rf"\b(?:(next|this|coming|neste|kommende|førstkommende|på)\s)?{_WEEKDAY}"
            r"(\s(?:(?:in|of|i) )?(?:next week|neste uk[ea]|the week after next|uk[ea] etter neste)|"
            r"\sover neste)?",
            re.I,
        ),
        _weekday,
    ),
    (re.compile(r"\b(" + "|".join(sorted(_AHEAD, key=len, reverse=True)) + r")\b", re.I), _relative),
    (re.compile(rf"\b(?:in|within) (?:about |around )?({ENGLISH_LENGTH})(?:['’]? time)?\b(?! of)", re.I), _ahead),
    (re.compile(rf"\b({ENGLISH_LENGTH}) from (?:now|today)\b", re.I), _ahead),
    (re.compile(rf"\bom (?:ca\.? |cirka |rundt )?({NORWEGIAN_LENGTH})\b", re.I), _ahead),
    (re.compile(r"\bthe (\d{1,2})(?:st|nd|rd|th)\b", re.I), _bare),
    (re.compile(r"\bden (\d{1,2})\.(?!\d)", re.I), _bare),
)
