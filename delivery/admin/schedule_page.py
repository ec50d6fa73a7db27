"""When a broadcast runs: a card of what is planned and what came of it, and a page on which that is changed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from companies.office.base import OfficeAdmin
from companies.office.cards import Button, Card
from companies.office.words import in_full, label, moment, page_of
from core.clock import at
from core.errors import DomainError, Fault, InvalidError
from delivery import scheduling
from delivery.admin import pages
from delivery.models import Broadcast, OccurrenceState, ScheduleType
from delivery.recurrence import WEEKDAYS

SHOWN = 10
MOST_RUNS = 10_000
TONES = {
    OccurrenceState.RUN: "good",
    OccurrenceState.SKIPPED: "neutral",
    OccurrenceState.MISSED: "warn",
    OccurrenceState.REFUSED: "bad",
}
TYPES = (
    (ScheduleType.NONE, "By hand", "It runs when somebody sends it."),
    (ScheduleType.ONCE, "Once", "At one time."),
    (ScheduleType.RECURRING, "On weekdays", "At the times below, until its end."),
)


# -- The card


def card(broadcast: Broadcast, *, may: bool) -> Card:
    """The next planned times, and what became of earlier ones.

    Args:
        may: whether the person may change it.
    """
    come = broadcast.occurrences.select_related("run").order_by("-planned_for")[:SHOWN]
    data = {
        "words": in_words(broadcast),
        "zone": timezone.get_current_timezone_name(),
        "times": [
            {"at": in_full_short(one), "value": one.astimezone(UTC).isoformat(), "question": f"Skip {in_full(one)}?"}
            for one in scheduling.upcoming(broadcast, count=SHOWN)
        ],
        "come": [_row(one) for one in come],
        "may": may,
        "change": reverse("admin:delivery_broadcast_schedule", args=[broadcast.pk]) if may else "",
    }
    question = "End the schedule? Runs that go on are not touched."
    buttons = [Button("unschedule", "End the schedule", "event_busy", confirm=question)]
    is_planned = may and broadcast.next_run_at is not None
    template = "office/delivery/schedule_card.html"
    return Card(
        "Schedule", template, data, icon="event_repeat", anchor="schedule", buttons=buttons if is_planned else ()
    )


def _row(occurrence: Any) -> dict[str, Any]:
    run = getattr(occurrence, "run", None)
    found = OccurrenceState(occurrence.state)
    return {
        "at": moment(occurrence.planned_for),
        "state": label(found.label, TONES[found]),
        "reason": occurrence.reason,
        "url": page_of(run) if run else "",
    }


def in_words(broadcast: Broadcast) -> str:
    """The rule by which it runs."""
    if broadcast.schedule_type == ScheduleType.ONCE and broadcast.schedule_start:
        return f"Once: {in_full(broadcast.schedule_start)}"
    if broadcast.schedule_type != ScheduleType.RECURRING:
        return "By hand: it runs when somebody sends it." if not broadcast.trigger_event else (
            f"Whenever “{broadcast.trigger_event}” happens."
        )  # fmt: skip
    days = [f"{day.capitalize()} {', '.join(broadcast.days[day])}" for day in WEEKDAYS if broadcast.days.get(day)]
    ends = [f"until {broadcast.last_day:%-d %b %Y}"] if broadcast.last_day else []
    ends += [f"{broadcast.max_runs} times at most"] if broadcast.max_runs else []
    return "; ".join([*days, *ends])


def in_full_short(value: datetime) -> str:
    """An instant with its weekday, in the desk's zone."""
    local = timezone.localtime(value)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def skip(request: HttpRequest, obj: Any) -> str:
    """Leave one planned time out."""
    try:
        planned = datetime.fromisoformat(request.POST.get("planned_for", ""))
    except ValueError as error:
        raise InvalidError("Choose one of the planned times.") from error
    planned = planned if planned.tzinfo else planned.replace(tzinfo=UTC)
    scheduling.skip(broadcast=obj, planned_for=planned)
    return f"{in_full(planned)} is skipped."


def unschedule(request: HttpRequest, obj: Any) -> str:
    """From now on by hand only."""
    scheduling.unschedule(broadcast=obj)
    return "The schedule has ended. It runs when somebody sends it."


# -- The page


def page(admin: OfficeAdmin, request: HttpRequest, broadcast: Broadcast) -> HttpResponse:
    """The form; posted, the new schedule."""
    said: Mapping[str, str] = request.POST if request.method == "POST" else _present(broadcast)
    problems: list[str] = []
    if request.method == "POST":
        try:
            messages.success(request, _schedule(broadcast, said))
            return HttpResponseRedirect(page_of(broadcast))
        except InvalidError as error:
            problems = [fault.message for fault in error.faults] or [error.message]
        except DomainError as error:
            problems = [error.message]
    context: dict[str, Any] = {
        "said": said,
        "types": TYPES,
        "days": [(day, day.capitalize(), said.get(day, "")) for day in WEEKDAYS],
        "problems": problems,
        "zone": str(broadcast.company.zone),
        "now": in_full(timezone.now()),
        "now_utc": f"{timezone.now():%H:%M}",
    }
    return pages.render(admin, request, broadcast, "schedule.html", title=f"Schedule of {broadcast}", **context)


def _present(broadcast: Broadcast) -> dict[str, str]:
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


def _schedule(broadcast: Broadcast, said: Mapping[str, str]) -> str:
    """Do what the form says, and tell it."""
    kind = said.get("type")
    if kind == ScheduleType.NONE:
        return unschedule_quietly(broadcast)
    start = _moment(said.get("start", ""), broadcast)
    if kind == ScheduleType.ONCE:
        if start is None:
            raise _invalid("start", "Choose a date and a time.")
        found = scheduling.schedule_once(broadcast=broadcast, at=start)
    elif kind == ScheduleType.RECURRING:
        found = scheduling.schedule_recurring(
            broadcast=broadcast,
            days=_days(said),
            start=start or timezone.now(),
            last_day=_day(said.get("last_day", "")),
            max_runs=_number(said.get("max_runs", "")),
        )
    else:
        raise _invalid("type", "Choose how it runs.")
    return f"It runs next on {in_full(found.next_run_at)}." if found.next_run_at else "The schedule is kept."


def unschedule_quietly(broadcast: Broadcast) -> str:
    """End the schedule where there is one."""
    if broadcast.schedule_type != ScheduleType.NONE:
        scheduling.unschedule(broadcast=broadcast)
    return "It runs by hand: when somebody sends it."


def _moment(text: str, broadcast: Broadcast) -> datetime | None:
    """A time on the company's clock, as a browser sends it."""
    if not text:
        return None
    try:
        wall = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise _invalid("start", "Choose a date and a time.") from error
    if not 2000 <= wall.year <= 2999:
        raise _invalid("start", "Choose a year between 2000 and 2999.")
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
