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
        chips: what happens: campaigns in their lanes, None for a lane that is free, then moments in order of time.
        more: how many there are beside the first `SHOWN`.
    """

    date: date
    is_outside: bool
    is_today: bool
    chips: list[dict[str, Any] | None] = field(default_factory=list)
    more: int = 0

    @property
    def is_quiet(self) -> bool:
        """Whether nothing begins or happens, so that a list of days may leave it out."""
        return self.date.day > 1 and not any(chip and (not chip["is_bar"] or chip["is_first"]) for chip in self.chips)

    def put(self, chip: dict[str, Any], lane: int | None = None) -> None:
        """Add something, in its lane or after all else."""
        place = len(self.chips) if lane is None else lane
        if place >= SHOWN:
            self.more += 1
            return
        self.chips += [None] * (place + 1 - len(self.chips))
        self.chips[place] = chip


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
    rows = list(by_date.values())
    found = [rows[n : n + 7] for n in range(0, len(rows), 7)]
    urls = _urls(entries)
    spans = [_span(entry, urls, end) for entry in entries]
    for week in found:
        _put_bars(week, [span for span in spans if span.entry.kind == "campaign"])
    for span in spans:
        if span.entry.kind != "campaign" and span.first in by_date:
            by_date[span.first].put(_chip(span, span.first))
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """An entry with its first and last day, and its page."""

    entry: Entry
    first: date
    last: date
    url: str


def _span(entry: Entry, urls: dict[tuple[str, str], str], end: date) -> Span:
    """A moment lasts a day; what has no end goes on past the window."""
    first = last = timezone.localdate(entry.starts_at)
    if entry.kind == "campaign":
        last = timezone.localdate(entry.ends_at) if entry.ends_at else end
    return Span(entry, first, last, urls.get((entry.kind, entry.id), ""))


def _put_bars(week: list[Day], spans: Sequence[Span]) -> None:
    """Campaigns as bars, each in one lane through the week."""
    taken: list[date] = []  # by lane, until when
    for span in spans:
        first, last = max(span.first, week[0].date), min(span.last, week[-1].date)
        if first > last:
            continue
        lane = next((n for n, until in enumerate(taken) if until < first), len(taken))
        taken[lane : lane + 1] = [last]
        for day in week:
            if first <= day.date <= last:
                day.put(_chip(span, day.date), lane)


def _chip(span: Span, day: date) -> dict[str, Any]:
    entry = span.entry
    at = timezone.localtime(entry.starts_at)
    is_bar = entry.kind == "campaign"
    return {
        "title": entry.title,
        "url": span.url,
        "time": "" if is_bar else f"{at:%H:%M}",
        "detail": "" if is_bar else _detail(entry.detail),
        "status": NAMES.get(entry.status, entry.status.capitalize()),
        "tone": entry.status.lower(),
        "is_bar": is_bar,
        "is_first": day == span.first,
        "is_last": day == span.last,
        # A bar is named once a week.
        "is_named": not is_bar or day == span.first or day.weekday() == 0,
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
