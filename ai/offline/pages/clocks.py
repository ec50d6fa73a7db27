"""Times of day beside a date: "kl. 13:00–14:00", "2pm–4pm", "11–13 Uhr"."""

import re
from datetime import time

# What joins two times; "and" joins two separate ones.
UPTO = r"\s?(?:[–—-]|\b(?:to|til|till|until|bis)\b)\s?"

_CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s?([ap]\.?m\b\.?|Uhr\b|h\b|noon\b)?"
_AT = r"(?:\b(?:kl(?:okken)?|klo|at|from|fra|från|von|ab|um|à)\b\.?|@)"
_RANGE = rf"(?P<at>(?:{_AT}\s?){{0,2}}){_CLOCK}(?:{UPTO}(?:{_AT}\s?)?{_CLOCK})?(?![\d%])"
_AFTER = re.compile(rf"\s{{0,2}}[,·|(:–-]?\s{{0,2}}{_RANGE}", re.I)
_BEFORE = re.compile(rf"(?<![\d.,:]){_RANGE}\s?[,·|–-]?\s?(?:\b(?:on|den|the)\b\s?)?$", re.I)
_FAR = 45  # characters before the date in which its time may stand

Times = tuple[time, time | None]


def times_after(text: str, at: int) -> tuple[Times, int] | None:
    """Return start and end time that follow a date ending at `at`, and where they end; None if none do."""
    found = _AFTER.match(text, at)
    times = _times(found) if found else None
    return (times, found.end()) if found and times else None


def times_before(text: str, since: int, at: int) -> Times | None:
    """Return start and end time that stand right before a date beginning at `at`, but not before `since`."""
    found = _BEFORE.search(text[max(since, at - _FAR) : at])
    return _times(found) if found else None


def _times(found: re.Match[str]) -> Times | None:
    """Return start and end of a matched time; None if a bare number stands there that need not be an hour."""
    at, hour, minute, half, hour2, minute2, half2 = found.groups()
    if not (at.strip() or minute or half or half2 or (minute2 and hour2)):
        return None
    end = _clock(hour2, minute2, half2)
    start = _clock(hour, minute, half or _half_of(hour, hour2, half2))
    return (start, end) if start else None


def _half_of(hour: str, hour2: str | None, half2: str | None) -> str | None:
    """Return the half of the day that "2–4pm" means for its first hour; "11–1pm" begins in the morning."""
    if not half2 or not hour2 or half2[0].lower() not in "ap":
        return None
    if int(hour) % 12 > int(hour2) % 12:
        return "am" if half2[0].lower() == "p" else "pm"
    return half2


def _clock(hour: str | None, minute: str | None, half: str | None) -> time | None:
    if hour is None:
        return None
    hours = int(hour)
    if half and half[0].lower() in "ap" and hours <= 12:
        hours = hours % 12 + (12 if half[0].lower() == "p" else 0)
    if hours == 24:
        hours = 0
    return time(hours, int(minute or 0)) if hours < 24 and int(minute or 0) < 60 else None
