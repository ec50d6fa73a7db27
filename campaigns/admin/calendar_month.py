"""A month of the calendar as weeks of days, in the zone of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from campaigns.admin.channels import name_of
from campaigns.calendar import Entry
from campaigns.channels import CHANNELS
from campaigns.models import Campaign, CampaignStatus, ContentItem, ContentStatus

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHOWN = 6
NAMES = {**dict(CampaignStatus.choices), **dict(ContentStatus.choices)}


@dataclass(slots=True)
class Day:
    """One day.

    Args:
        date: which.
        is_outside: whether it belongs to the month before or after.
        is_today: whether it is now.
        chips: what happens, in order of time; the first `SHOWN` of them.
        more: how many there are beside those.
    """

    date: date
    is_outside: bool
    is_today: bool
    chips: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0


def window(month: date) -> tuple[datetime, datetime]:
    """The first instant of the month's first week, and the one after its last."""
    first = month - timedelta(days=month.weekday())
    last = (month + timedelta(days=31)).replace(day=1)
    last += timedelta(days=-last.weekday() % 7)
    return _midnight(first), _midnight(last)


def weeks(month: date, entries: Sequence[Entry]) -> list[list[Day]]:
    """The month's weeks, from Monday."""
    start, end = (timezone.localdate(instant) for instant in window(month))
    today = timezone.localdate()
    days = [start + timedelta(days=n) for n in range((end - start).days)]
    by_date = {day: Day(day, day.month != month.month, day == today) for day in days}
    urls = _urls(entries)
    for entry in entries:
        _put(by_date, entry, urls.get((entry.kind, entry.id), ""), start, end)
    rows = list(by_date.values())
    return [rows[n : n + 7] for n in range(0, len(rows), 7)]


def _put(days: dict[date, Day], entry: Entry, url: str, start: date, end: date) -> None:
    """A moment on its day; what lasts on each of its days, named where it begins and on Mondays."""
    first = timezone.localdate(entry.starts_at)
    last = first
    if entry.kind == "campaign":
        last = timezone.localdate(entry.ends_at) if entry.ends_at else end - timedelta(days=1)
    day = max(first, start)
    while day <= min(last, end - timedelta(days=1)):
        found = days[day]
        if len(found.chips) < SHOWN:
            found.chips.append(_chip(entry, url, day, first, last))
        else:
            found.more += 1
        day += timedelta(days=1)


def _chip(entry: Entry, url: str, day: date, first: date, last: date) -> dict[str, Any]:
    at = timezone.localtime(entry.starts_at)
    is_bar = entry.kind == "campaign"
    return {
        "title": entry.title,
        "url": url,
        "time": "" if is_bar else f"{at:%H:%M}",
        "detail": "" if is_bar else _detail(entry.detail),
        "status": NAMES.get(entry.status, entry.status.capitalize()),
        "tone": entry.status.lower(),
        "is_bar": is_bar,
        "is_first": day == first,
        "is_last": day == last,
        # A bar is named once a week; phones list each day by itself, and name what begins.
        "is_named": not is_bar or day == first or day.weekday() == 0 or day.day == 1,
    }


def _detail(name: str) -> str:
    return name_of(name) if name in CHANNELS else name.capitalize()


def _urls(entries: Sequence[Entry]) -> dict[tuple[str, str], str]:
    """The pages of what is on the calendar, in two queries."""
    found: dict[tuple[str, str], str] = {}
    models: dict[str, Any] = {"campaign": Campaign, "content": ContentItem}
    for kind, model in models.items():
        ids = [entry.id for entry in entries if entry.kind == kind]
        rows = model.objects.filter(uuid__in=ids).values_list("uuid", "pk") if ids else []
        name = f"admin:campaigns_{model._meta.model_name}_change"
        found |= {(kind, str(uuid)): reverse(name, args=[pk]) for uuid, pk in rows}
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
