"""When a broadcast runs: a card of what is planned and what came of it, and pages on which that is changed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from companies.office.base import OfficeAdmin
from companies.office.cards import Button, Card
from companies.office.words import in_full, label, moment, page_of
from core.errors import DomainError, InvalidError
from delivery import occurrences, planned_times, scheduling
from delivery.admin import pages, schedule_form
from delivery.models import Broadcast, OccurrenceState, ScheduleType
from delivery.planned_times import Planned
from delivery.recurrence import WEEKDAYS

SHOWN = 10
TONES = {
    OccurrenceState.RUN: "good",
    OccurrenceState.MOVED: "info",
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
    coming = planned_times.planned(broadcast, count=SHOWN)
    shown = [one.planned_for for one in coming]
    come = broadcast.occurrences.exclude(state=OccurrenceState.MOVED).exclude(planned_for__in=shown)
    data = {
        "words": in_words(broadcast),
        "zone": timezone.get_current_timezone_name(),
        "times": [_time(broadcast, one) for one in coming],
        "come": [_row(one) for one in come.select_related("run").order_by("-planned_for")[:SHOWN]],
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


def _time(broadcast: Broadcast, one: Planned) -> dict[str, Any]:
    """One planned time, with what can be done to it where that is possible."""
    value = one.planned_for.astimezone(UTC).isoformat()
    is_recurring = broadcast.schedule_type == ScheduleType.RECURRING
    move = reverse("admin:delivery_broadcast_move", args=[broadcast.pk])
    return {
        "at": in_full_short(one.at),
        "utc": in_utc(one.at),
        "own": in_full_short(one.planned_for) if one.is_moved else "",
        "own_utc": in_utc(one.planned_for),
        "value": value,
        "question": f"Skip {in_full(one.at)}?",
        "is_skipped": one.is_skipped,
        "can_be_undone": (one.is_skipped or one.is_moved) and one.planned_for > timezone.now(),
        "move": f"{move}?{urlencode({'planned_for': value})}" if is_recurring and not one.is_skipped else "",
    }


def _row(occurrence: Any) -> dict[str, Any]:
    run = getattr(occurrence, "run", None)
    found = OccurrenceState(occurrence.state)
    return {
        "at": moment(occurrence.moved_to or occurrence.planned_for),
        "own": moment(occurrence.planned_for) if occurrence.moved_to else "",
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


def in_utc(value: datetime) -> str:
    """An instant in UTC, with the day where it is another one than in the desk's zone."""
    there = value.astimezone(UTC)
    day = "" if there.date() == timezone.localtime(value).date() else f"{there:%a} "
    return f"{day}{there:%H:%M} UTC"


def skip(request: HttpRequest, obj: Any) -> str:
    """Leave one planned time out."""
    planned = _planned_for(request.POST)
    occurrences.skip(broadcast=obj, planned_for=planned)
    return f"{in_full(planned)} is skipped."


def undo(request: HttpRequest, obj: Any) -> str:
    """Have one that was skipped or moved run at its own time."""
    planned = _planned_for(request.POST)
    occurrences.undo(broadcast=obj, planned_for=planned)
    return f"It runs on {in_full(planned)} again."


def _planned_for(said: Mapping[str, str]) -> datetime:
    """The planned time that a page names."""
    try:
        planned = datetime.fromisoformat(said.get("planned_for", ""))
    except ValueError as error:
        raise InvalidError("Choose one of the planned times.") from error
    return planned if planned.tzinfo else planned.replace(tzinfo=UTC)


def unschedule(request: HttpRequest, obj: Any) -> str:
    """From now on by hand only."""
    scheduling.unschedule(broadcast=obj)
    return "The schedule has ended. It runs when somebody sends it."


# -- The pages


def page(admin: OfficeAdmin, request: HttpRequest, broadcast: Broadcast) -> HttpResponse:
    """The form; posted, the new schedule."""
    said: Mapping[str, str] = request.POST if request.method == "POST" else schedule_form.present(broadcast)
    problems: list[str] = []
    if request.method == "POST":
        try:
            messages.success(request, schedule_form.schedule(broadcast, said))
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


def move(admin: OfficeAdmin, request: HttpRequest, broadcast: Broadcast) -> HttpResponse:
    """The form that moves one planned time; posted, the time where it is now."""
    said: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    planned_for = _planned_for(said)
    found = occurrences.find(broadcast=broadcast, planned_for=planned_for)
    problem = ""
    if request.method == "POST":
        try:
            to = schedule_form.moment(said.get("at", ""), broadcast, name="at")
            occurrences.move(broadcast=broadcast, planned_for=planned_for, to=to)
        except InvalidError as error:
            problem = error.message
        else:
            messages.success(request, f"It runs on {in_full(to)} instead.")
            return HttpResponseRedirect(f"{page_of(broadcast)}#schedule")
    local = f"{found.at.astimezone(broadcast.company.zone):%Y-%m-%dT%H:%M}"
    context: dict[str, Any] = {
        "planned_for": planned_for.isoformat(),
        "own": in_full(planned_for),
        "own_utc": in_utc(planned_for),
        "moved": in_full(found.at) if found.is_moved else "",
        "moved_utc": in_utc(found.at),
        "at": said.get("at", local),
        "zone": str(broadcast.company.zone),
        "now": in_full(timezone.now()),
        "now_utc": f"{timezone.now():%H:%M}",
        "problem": problem,
    }
    return pages.render(admin, request, broadcast, "move.html", title=f"Move one run of {broadcast}", **context)
