"""A campaign's money in time, for a chart: what was planned, what was spent, and what it comes to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.db.models.functions import TruncDay

from insertion_orders import pacing, standing
from insertion_orders.lifecycle import RUNNING, stage_of
from insertion_orders.models import AdCampaign, DeliveryHour, Stage
from insertion_orders.pacing import RECENT, ZERO, Flight, Limits
from insertion_orders.standing import Rest

_HOUR = timedelta(hours=1)
# Up to here a chart goes by hours; up to the next by days; beyond it by weeks.
_BY_HOURS = timedelta(days=3)
_BY_DAYS = timedelta(days=120)
_WEEK = 7
# Nobody has let these run.
_HELD = (Stage.DRAFT, Stage.PENDING, Stage.REJECTED)


class Step(StrEnum):
    """How far a chart's points lie apart."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


class Point(NamedTuple):
    """One instant of a chart; what is not known there is None.

    Args:
        at: when.
        spent: all that was spent until then.
        planned: all that should have been spent until then, by the plan that holds.
        before: the same by the budget as a whole, where the plan was made anew later.
    """

    at: datetime
    spent: Decimal | None
    planned: Decimal | None
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class PacingChart:
    """A campaign's money from its start to its end.

    Args:
        starts_at, ends_at: of the campaign, or the end of its order where it has none of its own.
        now: when it was asked for.
        zone: of the campaign, in which its days are counted.
        step: how far points lie apart.
        points: in time, the first at the start and the last at the end.
        cap: what is never exceeded by plan: its budget, and its share of what others left over.
        spent: until now.
        planned: until now; None before the start, and before somebody approved it.
        projected: at the end, if it goes on as of late; None where there is nothing to go by.
        anew_at: when the plan was made anew, if it was.
    """

    starts_at: datetime
    ends_at: datetime
    now: datetime
    zone: ZoneInfo
    step: Step
    points: list[Point]
    cap: Decimal
    spent: Decimal
    planned: Decimal | None
    projected: Decimal | None
    anew_at: datetime | None


def pacing_chart(ad: AdCampaign, *, at: datetime) -> PacingChart:
    """The chart of a campaign that has a start.

    Args:
        ad: with its campaign, its order and its counters.
        at: now.
    """
    whole, rest = _flights(ad, at)
    start, end = whole.starts_at, _end(ad)
    step, is_held = _step(end - start), ad.stage in _HELD
    anew = rest.flight.starts_at if rest.flight.starts_at > start and not is_held else None
    marks = sorted({start, end, *_marks(start, end, whole.zone, step), *_within(start, end, at, anew)})
    return PacingChart(
        starts_at=start,
        ends_at=end,
        now=at,
        zone=whole.zone,
        step=step,
        points=_points(ad, marks, whole, rest, at, anew),
        cap=whole.total.spent or ZERO,
        spent=ad.spend.spent,
        planned=rest.base + pacing.planned(rest.flight, at) if at > start and not is_held else None,
        projected=_projected(ad, whole, at),
        anew_at=anew,
    )


def _flights(ad: AdCampaign, at: datetime) -> tuple[Flight, Rest]:
    """The whole campaign as pacing sees it, and what is still to be planned of it."""
    found = standing.of_ads(company_id=ad.company_id, ads=[ad.pk], at=at)
    if not found:
        finished = _finished(ad)
        return finished, Rest(finished, ZERO)
    whole = found[0].flight
    if ad.stage in _HELD and whole.starts_at < at < _end(ad):
        return whole, Rest(replace(whole, starts_at=at), ZERO)  # as it would be if it were approved now
    return whole, standing.rest_of(found[0])


def _finished(ad: AdCampaign) -> Flight:
    """One that is over, of which nobody decides any more."""
    return Flight(
        starts_at=ad.campaign.starts_at or ad.order.starts_at,
        ends_at=_end(ad),
        zone=ad.zone,
        total=Limits(ad.budget_total),
        day=Limits(ad.budget_day),
        is_even=ad.even_pacing,
    )


def _end(ad: AdCampaign) -> datetime:
    return ad.campaign.ends_at or ad.order.ends_at


def _step(span: timedelta) -> Step:
    if span <= _BY_HOURS:
        return Step.HOUR
    return Step.DAY if span <= _BY_DAYS else Step.WEEK


def _marks(start: datetime, end: datetime, zone: ZoneInfo, step: Step) -> Iterator[datetime]:
    """The ends of hours, days or weeks of the campaign's own clock, between its start and its end."""
    at, number = _next(start, zone, step), 1
    while at < end:
        if step is not Step.WEEK or number % _WEEK == 0:
            yield at
        at, number = _next(at, zone, step), number + 1


def _next(at: datetime, zone: ZoneInfo, step: Step) -> datetime:
    return pacing.hour_end(at, zone) if step is Step.HOUR else pacing.next_midnight(at, zone)


def _within(start: datetime, end: datetime, *instants: datetime | None) -> list[datetime]:
    return [at for at in instants if at is not None and start < at < end]


def _points(
    ad: AdCampaign, marks: Sequence[datetime], whole: Flight, rest: Rest, now: datetime, anew: datetime | None
) -> list[Point]:
    planned = pacing.line(rest.flight, instants=marks)
    before = pacing.line(whole, instants=marks)
    spent = _spent_until(ad, marks, whole, now)
    return [
        Point(
            at,
            spent[number],
            rest.base + planned[number] if at >= rest.flight.starts_at else None,
            before[number] if anew is not None and at <= anew else None,
        )
        for number, at in enumerate(marks)
    ]


def _spent_until(ad: AdCampaign, marks: Sequence[datetime], whole: Flight, now: datetime) -> list[Decimal | None]:
    """All that was spent until each instant that has passed; late reports from before the start lie in the first."""
    step = _step(marks[-1] - marks[0])
    rows = _rows(ad, whole.zone, step)
    found: list[Decimal | None] = []
    for number, at in enumerate(marks):
        if at > now:
            found.append(None)
        elif at == now or at == marks[-1]:
            found.append(ad.spend.spent)
        elif number == 0:
            found.append(sum((spent for begins, spent in rows if _next(begins, whole.zone, step) <= at), ZERO))
        else:
            found.append(sum((spent for begins, spent in rows if begins < at), ZERO))
    return found


def _rows(ad: AdCampaign, zone: ZoneInfo, step: Step) -> list[tuple[datetime, Decimal]]:
    """What was spent in each hour or day, oldest first."""
    hours = DeliveryHour.objects.filter(company_id=ad.company_id, ad_id=ad.pk)
    if step is Step.HOUR:
        return list(hours.order_by("hour").values_list("hour", "spent"))
    days = hours.annotate(day=TruncDay("hour", tzinfo=zone)).order_by("day").values("day")
    return list(days.annotate(total=Sum("spent")).values_list("day", "total"))


def _projected(ad: AdCampaign, whole: Flight, at: datetime) -> Decimal | None:
    """What it comes to at its end; of what does not run nothing can be said."""
    if stage_of(ad) != RUNNING:
        return None
    return pacing.projected(whole, done=pacing.Amounts(ad.spend.spent), recent=_recent(ad, whole, at), at=at)


def _recent(ad: AdCampaign, whole: Flight, at: datetime) -> Decimal:
    """What was spent of late; of an hour that lies there in part, that part."""
    since = max(at - RECENT, whole.starts_at)
    first = pacing.hour_end(since, whole.zone) - _HOUR
    rows = DeliveryHour.objects.filter(company_id=ad.company_id, ad_id=ad.pk, hour__gte=first)
    total = ZERO
    for hour, spent in rows.values_list("hour", "spent"):
        share = (hour + _HOUR - since) / _HOUR if hour < since else 1
        total += spent * Decimal(share)
    return total
