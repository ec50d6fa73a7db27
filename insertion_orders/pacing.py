"""Budgets in time: what is planned, what may still be spent now, what it will come to. Pure.

All amounts are `Decimal` in the order's currency, or whole events as `Decimal`. A plan is a line: at each instant it
says how much should have been spent until then. Even pacing follows that line hour by hour and catches up at once what
quiet hours left over; a campaign without it may spend a day's budget as fast as traffic allows. What the last hours
leave over nothing can catch up, so that the plan has almost all spent before them.

Source: the DSP dialect ("even hourly (`totalBudgetPacing`) or daily (`budgetDay`)").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

from core import clock

ZERO = Decimal(0)
_MICRO = Decimal("0.000001")
_HOUR = timedelta(hours=1)
# The rate of the present is measured over this long, or since the start.
RECENT = timedelta(hours=24)
# Many a flight ends in a quiet night. On its last day, or in the last seventh of a short one, the plan goes ahead, so
# that only `KEPT` is left for the last third of that: enough to be seen until the end, and little to lose.
LAST_DAY, LAST_PART = timedelta(hours=24), 7
QUIET_PART = 3
KEPT = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Amounts:
    """What was spent and shown.

    Args:
        spent: money.
        impressions, clicks, conversions: how many.
    """

    spent: Decimal = ZERO
    impressions: int = 0
    clicks: int = 0
    conversions: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What is not to be exceeded; None is no limit. Members as in `Amounts`."""

    spent: Decimal | None = None
    impressions: int | None = None
    clicks: int | None = None
    conversions: int | None = None


@dataclass(frozen=True, slots=True)
class Flight:
    """A campaign as pacing sees it.

    Args:
        starts_at, ends_at: when it runs; without an end there is no even pacing.
        zone: in which its hours and days are counted.
        total: limits over all its time.
        day: limits of one day.
        is_even: whether money is to be spent evenly by the hour; a day's limit of money does not hold then.
    """

    starts_at: datetime
    ends_at: datetime | None
    zone: ZoneInfo
    total: Limits
    day: Limits = field(default_factory=Limits)
    is_even: bool = False

    def __post_init__(self) -> None:
        # Python takes two times of one zone apart by the wall clock, which is an hour out where clocks change.
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        if self.ends_at is not None:
            object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))

    @property
    def per_day(self) -> Decimal | None:
        """A day's limit of money, where one holds: without an end nothing is spent evenly, so that it does."""
        return None if self.is_even and self.ends_at is not None else self.day.spent


@dataclass(frozen=True, slots=True)
class Stop:
    """Why nothing more may be spent.

    Args:
        what: which of `Amounts` came to its limit.
        scope: `total`, `day` or `hour`.
        limit: how much was allowed.
        done: how much it came to.
        until: when it may go on; None: not before the limit is raised.
    """

    what: str
    scope: str
    limit: Decimal
    done: Decimal
    until: datetime | None


MEASURES = ("spent", "impressions", "clicks", "conversions")


def decide(flight: Flight, *, done: Amounts, today: Amounts, at: datetime) -> Stop | None:
    """Whether a campaign has to stop, and why: its total first, then its day, then its hour.

    Args:
        done: since its start.
        today: since the midnight of its own clock.
        at: now.
    """
    if stop := over(flight.total, done, scope="total", until=None):
        return stop
    if stop := over(_day_limits(flight), today, scope="day", until=next_midnight(at, flight.zone)):
        return stop
    return _over_plan(flight, done, at)


def over(limits: Limits, done: Amounts, *, scope: str, until: datetime | None) -> Stop | None:
    """The first limit that was reached, money first."""
    for what in MEASURES:
        limit, amount = getattr(limits, what), getattr(done, what)
        if limit is not None and amount >= limit:
            return Stop(what, scope, Decimal(limit), Decimal(amount), until)
    return None


def _day_limits(flight: Flight) -> Limits:
    return replace(flight.day, spent=flight.per_day)


def _over_plan(flight: Flight, done: Amounts, at: datetime) -> Stop | None:
    """Even pacing: no more than the plan has until the end of this hour."""
    if not flight.is_even or flight.ends_at is None or not flight.starts_at <= at < flight.ends_at:
        return None
    end = min(hour_end(at, flight.zone), flight.ends_at)
    allowed = planned(flight, end)
    if done.spent < allowed or end == flight.ends_at:
        return None  # in the last hour the total is the limit
    return Stop("spent", "hour", allowed, done.spent, _when_planned(flight, done, at))


def _when_planned(flight: Flight, done: Amounts, at: datetime) -> datetime:
    """The first of the coming hours whose plan has room again, or the next midnight.

    A batch may be worth many hours: going on with each of them would buy one more batch an hour, whatever the plan.
    """
    hour, latest = hour_end(at, flight.zone), next_midnight(at, flight.zone)
    while hour < latest and planned(flight, hour_end(hour, flight.zone)) <= done.spent:
        hour = hour_end(hour, flight.zone)
    return min(hour, latest)


def planned(flight: Flight, at: datetime) -> Decimal:
    """How much money should have been spent until an instant.

    Evenly over the whole time, a little ahead on the last day; with a day's budget, that much of each day's part that
    has passed, up to the total. Without an end and a day's budget nothing can be planned: 0.
    """
    total = flight.total.spent
    if total is None or at < flight.starts_at:
        return ZERO
    if flight.per_day is None:
        return _evenly(flight, total, at)
    end = min(at, flight.ends_at) if flight.ends_at else at
    return min(total, _by_days(flight, flight.per_day, end))


def _evenly(flight: Flight, total: Decimal, at: datetime) -> Decimal:
    if flight.ends_at is None:
        return ZERO
    if at >= flight.ends_at:
        return total
    share = _planned_share(at - flight.starts_at, flight.ends_at - flight.starts_at)
    return (total * share).quantize(_MICRO, ROUND_DOWN)


def _planned_share(passed: timedelta, length: timedelta) -> Decimal:
    """Straight until the last day; steeper until its last third; from there whatever is left."""
    last = min(LAST_DAY, length / LAST_PART)
    bend, knee = length - last, length - last / QUIET_PART
    if passed <= bend:
        return _share(passed, length)
    at_bend, at_knee = _share(bend, length), max(_share(knee, length), 1 - KEPT)
    if passed <= knee:
        return at_bend + (at_knee - at_bend) * _share(passed - bend, knee - bend)
    return at_knee + (1 - at_knee) * _share(passed - knee, length - knee)


def _by_days(flight: Flight, per_day: Decimal, end: datetime) -> Decimal:
    """A day's budget for each day of the campaign's clock, for the part of it that has passed.

    The first day has its whole budget, however late it began: nobody asked for less.
    """
    passed = ZERO
    for begins, ends in _days(flight, end):
        passed += per_day * (_share(end - begins, ends - begins) if end < ends else 1)
    return passed.quantize(_MICRO, ROUND_DOWN)


def _days(flight: Flight, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The flight's days until an instant, each from when it begins to when it ends."""
    begins = flight.starts_at
    while begins < end:
        midnight = next_midnight(begins, flight.zone)
        ends = min(midnight, flight.ends_at) if flight.ends_at else midnight
        yield begins, ends
        begins = midnight


def _share(part: timedelta, whole: timedelta) -> Decimal:
    return Decimal(part // timedelta.resolution) / Decimal(whole // timedelta.resolution)


def projected(flight: Flight, *, done: Amounts, recent: Decimal, at: datetime) -> Decimal | None:
    """How much money it will have spent at its end, if it goes on as it did of late; never more than its total.

    Args:
        recent: money spent within the last `RECENT` before `at`, or since the start.

    Returns:
        None where there is no end to project to, or less than an hour to go by.
    """
    total, end = flight.total.spent, flight.ends_at
    if end is None or total is None or at <= flight.starts_at:
        return None
    if at >= end:
        return done.spent
    window = min(RECENT, at - flight.starts_at)
    if window < _HOUR:
        return None
    rest = recent * _share(end - at, window)
    if flight.per_day is not None:
        rest = min(rest, _by_days(flight, flight.per_day, end) - _by_days(flight, flight.per_day, at))
    return max(done.spent, min(total, done.spent + rest)).quantize(_MICRO, ROUND_DOWN)


def widened(flight: Flight, left_over: Decimal) -> Flight:
    """A flight with its share of what ended campaigns of its order left over (automatic distribution)."""
    budget = flight.total.spent
    if not left_over or budget is None:
        return flight
    return replace(flight, total=replace(flight.total, spent=budget + left_over))


def share_of(left_over: Decimal, *, budget: Decimal, budgets: Decimal) -> Decimal:
    """One campaign's share of what was left over, by the size of its budget among those that still run."""
    return (left_over * budget / budgets).quantize(_MICRO, ROUND_DOWN) if budgets > 0 else ZERO


def hour_end(at: datetime, zone: ZoneInfo) -> datetime:
    """When the hour that a zone's clock shows ends; minutes of the clock change only with whole or half hours."""
    local = at.astimezone(zone)
    passed = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return at.astimezone(UTC) - passed + _HOUR


def midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """When the day that a zone's clock shows began."""
    return clock.at(datetime.combine(at.astimezone(zone).date(), time.min), zone).instant


def next_midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """When the day that a zone's clock shows ends: 23 to 25 hours after it began, where clocks change."""
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return clock.at(datetime.combine(tomorrow, time.min), zone).instant


def line(flight: Flight, *, instants: Sequence[datetime]) -> list[Decimal]:
    """The plan at several instants, for a chart."""
    return [planned(flight, at) for at in instants]
