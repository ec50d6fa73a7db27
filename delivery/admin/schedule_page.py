"""When a broadcast runs: a card of what is planned and what came of it, and a page on which that is changed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from companies.office.base import OfficeAdmin
from companies.office.cards import Button, Card
from companies.office.words import in_full, label, moment, page_of
from core.errors import DomainError, InvalidError
from delivery import scheduling
from delivery.admin import pages, schedule_form
from delivery.models import Broadcast, OccurrenceState, ScheduleType
from delivery.recurrence import WEEKDAYS

SHOWN = 10
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
