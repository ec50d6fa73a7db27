"""The form of a schedule: what it begins with, and from what people write to times on the company's clock."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.utils import timezone

from companies.office.words import in_full
from core.clock import at
from core.errors import Fault, InvalidError
from delivery import scheduling
from delivery.models import Broadcast, ScheduleType
from delivery.recurrence import WEEKDAYS

MOST_RUNS = 10_000


def present(broadcast: Broadcast) -> dict[str, str]:
    """The form as the broadcast is."""
    start = broadcast.schedule_start
    local = f"{start.astimezone(broadcast.company.zone):%Y-%m-%dT%H:%M}" if start else ""
    return {
        "type": broadcast.schedule_type,
        "start": local,
        "last_day": f"{broadcast.last_day:%Y-%m-%d}" if broadcast.last_day else "",
        "max_runs": str(broadcast.max_runs or ""),
        **{day: ", ".join(times) for day, times in broadcast.days.items()},
    }


def schedule(broadcast: Broadcast, said: Mapping[str, str]) -> str:
    """Do what the form says.

    Returns:
        What was done, in words.

    Raises:
        InvalidError: something in it will not do.
    """
    kind = said.get("type")
    if kind == ScheduleType.NONE:
        return _by_hand(broadcast)
    text = said.get("start", "")
    if kind == ScheduleType.ONCE:
        found = scheduling.schedule_once(broadcast=broadcast, at=moment(text, broadcast, name="start"))
    elif kind == ScheduleType.RECURRING:
        found = scheduling.schedule_recurring(
            broadcast=broadcast,
            days=_days(said),
            start=moment(text, broadcast, name="start") if text else timezone.now(),
            last_day=_day(said.get("last_day", "")),
            max_runs=_number(said.get("max_runs", "")),
        )
    else:
        raise _invalid("type", "Choose how it runs.")
    return f"It runs next on {in_full(found.next_run_at)}." if found.next_run_at else "The schedule is kept."


def _by_hand(broadcast: Broadcast) -> str:
    """End the schedule where there is one."""
    if broadcast.schedule_type != ScheduleType.NONE:
        scheduling.unschedule(broadcast=broadcast)
    return "It runs by hand: when somebody sends it."


def moment(text: str, broadcast: Broadcast, *, name: str) -> datetime:
    """A time on the company's clock, as a browser sends it; one that the clock jumps over is the next that exists.

    Args:
        name: of the field.

    Raises:
        InvalidError: it is none.
    """
    try:
        wall = datetime.fromisoformat(text).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError as error:
        raise _invalid(name, "Choose a date and a time.") from error
    if not 2000 <= wall.year <= 2999:
        raise _invalid(name, "Choose a year between 2000 and 2999.")
    return at(wall, broadcast.company.zone).instant


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _invalid("last_day", "Choose a date as the last day.") from error


def _number(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= MOST_RUNS:
        raise _invalid("max_runs", f"The number of runs lies between 1 and {MOST_RUNS:,}.")
    return int(text)


def _days(said: Mapping[str, str]) -> dict[str, list[str]]:
    found = {day: _times(day, said.get(day, "")) for day in WEEKDAYS}
    if not any(found.values()):
        raise _invalid("days", "Write at least one time beside a weekday, such as 09:30.")
    return {day: times for day, times in found.items() if times}


def _times(day: str, text: str) -> list[str]:
    """Times of one weekday: `9:00, 17:30`."""
    times = set()
    for part in text.replace(",", " ").replace(";", " ").split():
        try:
            times.add(f"{time.fromisoformat(part.rjust(5, '0')):%H:%M}")
        except ValueError as error:
            raise _invalid(day, f"{day.capitalize()}: “{part[:20]}” is no time. Write times as 09:30.") from error
    return sorted(times)


def _invalid(name: str, message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault([name], message)])
