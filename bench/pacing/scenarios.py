"""The months that are gone through."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bench.pacing.market import BATCH, Buyer, Lateness, Market
from bench.pacing.outcome import Outcome, outcomes
from bench.pacing.traffic import MINUTE, Shape, bursts, day_and_night, dead_week, minutes_of, offered, steady
from insertion_orders.pacing import Flight, Limits

PRICE = Decimal("0.002500")
BUDGET = Decimal(10_000)
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One month.

    Args:
        zone, starts: the flight's clock, and when on it the flight begins: before a change of that clock, if it has
            one.
        length: how long it is.
        plenty: how many times the traffic would be enough for the budget.
        budget: of each campaign.
        cap: of the order; None: none.
        campaigns: how many share the order.
        even, daily, per_day_shown: each campaign's pacing: by the hour, or a day's money, or a day's impressions.
        lateness: of what is reported.
        batch: how many events the ad server reports at once.
        step: how much time is gone through at once; a coarser one is quicker and has fuller batches.
        has_goals: whether it has to reach the goals, or is there to show what no pacing can help.
    """

    name: str
    shape: Shape
    zone: str = "US/Eastern"
    starts: str = "2026-10-15T00:00"
    length: timedelta = _MONTH
    plenty: float = 3
    budget: Decimal = BUDGET
    cap: Decimal | None = None
    campaigns: int = 1
    even: bool = True
    daily: Decimal | None = None
    per_day_shown: int | None = None
    lateness: Lateness | None = None
    batch: int = BATCH
    step: timedelta = MINUTE
    has_goals: bool = True

    def flight(self) -> Flight:
        """One campaign's."""
        zone = ZoneInfo(self.zone)
        start = datetime.fromisoformat(self.starts).replace(tzinfo=zone).astimezone(UTC)
        return Flight(
            starts_at=start,
            ends_at=start + self.length,
            zone=zone,
            total=Limits(spent=self.budget),
            day=Limits(spent=self.daily, impressions=self.per_day_shown),
            is_even=self.even,
        )

    def run(self) -> tuple[Market, list[Outcome]]:
        """Go through the month."""
        flight = self.flight()
        minutes = minutes_of(flight.starts_at, self.length, self.step)
        market = Market(
            buyers=[self._buyer(flight, minutes, number) for number in range(self.campaigns)],
            limits=Limits(spent=self.cap),
            lateness=self.lateness,
            batch=self.batch,
        )
        market.run(minutes)
        return market, outcomes(market, minutes)

    def _buyer(self, flight: Flight, minutes: Sequence[datetime], number: int) -> Buyer:
        events = float(self.budget / PRICE) * self.plenty
        traffic = offered(self.shape, flight, minutes, events=events, seed=number)
        draw = random.Random(100 + number)  # noqa: S311
        prices = [PRICE * draw.randint(500, 1500) / 1000 for _ in traffic]
        return Buyer(f"campaign {number + 1}", self.budget, flight, traffic, prices)


_A_DAY = BUDGET / 20

SCENARIOS = (
    Scenario("steady, even", steady),
    Scenario("steady, a day's budget", steady, even=False, daily=_A_DAY),
    Scenario("day and night, even", day_and_night, zone="Europe/Oslo"),
    Scenario("day and night, a day's budget", day_and_night, zone="Europe/Oslo", even=False, daily=_A_DAY),
    Scenario("day and night, even, ends at 06:20", day_and_night, starts="2026-10-14T22:35",
             length=_MONTH + timedelta(hours=8, minutes=45)),
    Scenario("the same for a week", day_and_night, starts="2026-10-28T22:35",
             length=timedelta(days=7, hours=8, minutes=45)),
    Scenario("bursts of ×50, even", bursts),
    Scenario("bursts of ×50, a day's budget", bursts, even=False, daily=_A_DAY),
    Scenario("bursts of ×50, a day's impressions", bursts, even=False, per_day_shown=200_000),
    Scenario("a dead week, even", dead_week, zone="Australia/Lord_Howe", starts="2026-09-20T13:30"),
    Scenario("a dead week, a day's budget", dead_week, zone="Asia/Kolkata", even=False, daily=BUDGET / 15, plenty=5),
    Scenario("too thin, even", day_and_night, plenty=0.6),
    Scenario("too thin, a day's budget", day_and_night, even=False, daily=_A_DAY, plenty=0.6),
    Scenario("a small budget, even", steady, budget=Decimal(90), plenty=50),
    Scenario("a tenth late by up to an hour, even", steady, lateness=Lateness(0.1, 60)),
    Scenario("a tenth late by up to an hour, a day's budget", steady, even=False, daily=_A_DAY,
             lateness=Lateness(0.1, 60), has_goals=False),
    Scenario("three under one order, even", day_and_night, campaigns=3, cap=Decimal(22_000)),
    Scenario("three under one order, bursts, no pacing", bursts, campaigns=3, cap=Decimal(22_000), even=False),
)  # fmt: skip
