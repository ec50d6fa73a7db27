"""When an agency wants a campaign to run: moments and weekdays as it writes them. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.clock import at
from core.errors import Fault, InvalidError
from delivery.recurrence import WEEKDAYS

_WALL = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d", re.ASCII)
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_FORM = "Write YYYY-MM-DD HH:MM in the company's time zone, or ISO 8601 with an offset."
# Nobody means a moment outside of these, and calendars end there.
_YEARS = range(1970, 9990)


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """A moment in UTC: `YYYY-MM-DD HH:MM` on a zone's wall clock, or ISO 8601 with an offset.

    A wall-clock time that the zone skips is the next valid minute.

    Raises:
        InvalidError: neither.
    """
    try:
        if _WALL.fullmatch(text):
            found = at(datetime.strptime(text, "%Y-%m-%d %H:%M"), zone).instant  # noqa: DTZ007 - on the zone's clock
        else:
            found = _with_offset(text)
    except (ValueError, OverflowError) as error:
        raise _invalid(["schedule"], _FORM) from error
    if found.year not in _YEARS:
        raise _invalid(["schedule"], "The year is out of range.")
    return found


def _with_offset(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("no offset")
    return found.astimezone(UTC)


def days_of(days: Mapping[str, Any]) -> dict[str, list[str]]:
    """The times of each weekday, in order.

    Args:
        days: by lower-case English weekday, lists of `HH:MM` that are not empty.

    Raises:
        InvalidError: an unknown day, or a time that is none or comes twice.
    """
    for day, times in days.items():
        if day not in WEEKDAYS:
            raise _invalid(["days", day[:64]], f"This is not a weekday. Use {', '.join(WEEKDAYS)}.")
        if not isinstance(times, list):
            raise _invalid(["days", day], 'A list of times is expected, for instance ["10:00"].')
        for place, time in enumerate(times):
            if not isinstance(time, str) or not _TIME.fullmatch(time):
                raise _invalid(["days", day, place], "Write the time as HH:MM, from 00:00 to 23:59.")
            if time in times[:place]:
                raise _invalid(["days", day, place], f"{time} comes twice.")
    return {day: sorted(days[day]) for day in WEEKDAYS if day in days}


def _invalid(path: list[str | int], message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault(path, message)])
