"""The calendar as a feed (RFC 5545). Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from campaigns.calendar import Entry

_MOMENT = timedelta(minutes=30)
_FOLD = 73  # octets of a line before its continuation; the RFC's limit is 75 with the line's end


def feed(*, name: str, entries: Iterable[Entry], now: datetime, link: str) -> str:
    """A calendar in iCalendar form.

    Args:
        name: of the calendar.
        entries: what stands in it.
        now: when it was made; aware.
        link: scheme and host that campaigns are opened at.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Muster//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for entry in entries:
        lines += _event(entry, now, link)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(entry: Entry, now: datetime, link: str) -> list[str]:
    end = entry.ends_at or entry.starts_at + _MOMENT
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.kind}-{entry.id}@muster",
        f"DTSTAMP:{_instant(now)}",
        f"DTSTART:{_instant(entry.starts_at)}",
        f"DTEND:{_instant(max(end, entry.starts_at))}",
        f"SUMMARY:{_text(entry.title)}",
        f"DESCRIPTION:{_text(f'{entry.detail}, {entry.status.lower()}')}",
        f"CATEGORIES:{_text(entry.kind)}",
        f"URL:{link}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Escaped as RFC 5545, 3.3.11 says; control characters have no place in it."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        value = value.replace(plain, escaped)
    return "".join(letter for letter in value if letter >= " " and letter != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """A long line in parts of at most 75 octets, never through a character (RFC 5545, 3.1)."""
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _FOLD:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + width
    yield part
