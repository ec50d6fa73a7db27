"""The last thirty days on the home page, in one statement."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from analytics import periods
from analytics.admin import charts, sources, spans, tiles
from analytics.metrics import METRICS, Numbers
from analytics.periods import Period, Step
from analytics.queries import Cut, series
from companies.backoffice import desk_of


def card(request: HttpRequest) -> dict[str, Any]:
    """What the home page's template shows.

    An operator who looks at all companies has neither one time zone nor one currency, and is asked to choose.
    """
    desk = desk_of(request)
    if desk is None or desk.company is None:
        return {"is_choice": True}
    today = timezone.localdate()
    now = periods.latest(today)
    before = now.before()
    days = series(Cut(Period(before.start, now.end)), Step.DAY)
    latest = {day: numbers for day, numbers in days.items() if day >= now.start}
    earlier = {day: numbers for day, numbers in days.items() if day < now.start}
    total = added_up(latest.values())
    drawn = tiles.drawn(tiles.leading(total))
    if total == Numbers() and sources.is_empty():
        return {"sources": sources.sources()}
    return {
        "tiles": tiles.glance(total, added_up(earlier.values())),
        "chart": charts.chart(METRICS[drawn], latest, period=now, step=Step.DAY, today=today, before=earlier),
        "period": spans.between(now),
        "before": spans.between(before),
        "url": reverse("admin:analytics_page"),
    }


def added_up(parts: Iterable[Numbers]) -> Numbers:
    """Several numbers as one."""
    found = Numbers()
    for part in parts:
        for kind, count in part.counts.items():
            found.counts[kind] = found.counts.get(kind, 0) + count
        for told, count in part.machines.items():
            found.machines[told] = found.machines.get(told, 0) + count
        for priced, amount in part.money.items():
            found.money[priced] = found.money.get(priced, Decimal(0)) + amount
    return found
