"""An ad server that buys while it may and reports in batches, and the books that answer it."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

from bench.pacing.traffic import MINUTE
from insertion_orders.pacing import ZERO, Amounts, Flight, Limits, Stop, decide, hour_end, midnight, over

BATCH = 500
_HOUR = timedelta(hours=1)
# So many impressions of one campaign are bought before the next has its turn.
_TURN = 50


@lru_cache(maxsize=200_000)
def day_and_hour(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the day and the hour of a clock began: looked up once, however many buy then."""
    return midnight(at, zone), hour_end(at, zone) - _HOUR


@dataclass(slots=True)
class Books:
    """What one campaign, or one order, spent, and the stop that holds for it."""

    done: Amounts = field(default_factory=Amounts)
    stop: Stop | None = None
    largest: Decimal = ZERO  # the most that one batch brought
    stops: Counter[str] = field(default_factory=Counter)
    longest: timedelta = timedelta(0)

    def is_open(self, at: datetime) -> bool:
        """Whether anything may be bought."""
        return self.stop is None or (self.stop.until is not None and at >= self.stop.until)

    def add(self, spent: Decimal, impressions: int) -> None:
        """Count what one batch brought."""
        self.done = Amounts(self.done.spent + spent, self.done.impressions + impressions)
        self.largest = max(self.largest, spent)

    def hold(self, stop: Stop | None, at: datetime) -> None:
        """Keep a stop."""
        if stop is None:
            return
        if self.is_open(at):
            self.stops[f"{stop.scope} {stop.what}"] += 1
        if stop.until is not None:
            self.longest = max(self.longest, stop.until - at)
        self.stop = stop


@dataclass(slots=True)
class Buyer:
    """One campaign.

    Args:
        budget: over all its time.
        flight: as pacing sees it.
        traffic: impressions on offer in each minute.
        prices: what an impression costs in each minute.
        days, hours: what was spent and shown in each, by when it was shown.
    """

    name: str
    budget: Decimal
    flight: Flight
    traffic: list[int]
    prices: list[Decimal]
    books: Books = field(default_factory=Books)
    days: defaultdict[datetime, Amounts] = field(default_factory=lambda: defaultdict(Amounts))
    hours: defaultdict[datetime, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def count(self, shown_at: datetime, spent: Decimal, impressions: int) -> None:
        """Add to the day and the hour in which it was shown."""
        day, hour = day_and_hour(shown_at, self.flight.zone)
        before = self.days[day]
        self.days[day] = Amounts(before.spent + spent, before.impressions + impressions)
        self.hours[hour] += spent


@dataclass(frozen=True, slots=True)
class Lateness:
    """How many events are reported late, and by how much at most.

    Args:
        share: of all events.
        minutes: the most; the least is one.
    """

    share: float
    minutes: int


# Which campaign, shown when, how many, at which price.
Bought = tuple[int, datetime, int, Decimal]


@dataclass(slots=True)
class Market:
    """A month of one order: what its campaigns buy, minute by minute.

    Every full batch is reported at once, and what is left of one at the end of its minute. Where minutes are taken
    several at a time, "minute" means that many.

    Args:
        unreported: the most money that had been bought and not been reported when a batch had come in.
    """

    buyers: Sequence[Buyer]
    limits: Limits = field(default_factory=Limits)
    lateness: Lateness | None = None
    batch: int = BATCH
    order: Books = field(default_factory=Books)
    unreported: Decimal = ZERO
    _queue: Counter[tuple[int, datetime, Decimal]] = field(default_factory=Counter)
    _queued: int = 0
    _late: list[tuple[datetime, int, Bought]] = field(default_factory=list)
    _late_spent: Decimal = ZERO
    _draw: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311

    def run(self, minutes: Sequence[datetime]) -> None:
        """Go through all of them, and then wait for what is late."""
        for number, at in enumerate(minutes):
            self._take_late(at)
            self._buy(number, at)
            self._report(at)
        while self._late:
            at = self._late[0][0]
            self._take_late(at)
            self._report(at)

    def _buy(self, number: int, at: datetime) -> None:
        left = {index: buyer.traffic[number] for index, buyer in enumerate(self.buyers) if buyer.traffic[number]}
        while left and self.order.is_open(at):
            for index in list(left):
                if not (self.order.is_open(at) and self.buyers[index].books.is_open(at)):
                    del left[index]
                    continue
                taken = min(left[index], _TURN if len(left) > 1 else self.batch, self.batch - self._queued)
                left[index] -= taken
                if not left[index]:
                    del left[index]
                self._bought((index, at, taken, self.buyers[index].prices[number]))

    def _bought(self, bought: Bought) -> None:
        index, at, count, price = bought
        if self.lateness and (late := round(count * self.lateness.share * self._draw.uniform(0, 2))):
            arrives = at + MINUTE * self._draw.randint(1, self.lateness.minutes)
            heappush(self._late, (arrives, len(self._late), (index, at, late, price)))
            self._late_spent += late * price
            count -= late
        self._put((index, at, count, price))

    def _take_late(self, at: datetime) -> None:
        while self._late and self._late[0][0] <= at:
            _, _, bought = heappop(self._late)
            self._late_spent -= bought[2] * bought[3]
            self._put(bought, at)

    def _put(self, bought: Bought, at: datetime | None = None) -> None:
        """Into the batch that is being filled, which leaves when it is full."""
        index, shown_at, count, price = bought
        while count:
            part = min(count, self.batch - self._queued)
            self._queue[index, shown_at, price] += part
            self._queued += part
            count -= part
            if self._queued >= self.batch:
                self._report(at or shown_at)

    def _report(self, at: datetime) -> None:
        if not self._queue:
            return
        found: dict[int, tuple[Decimal, int]] = {}
        for (index, shown_at, price), count in self._queue.items():
            self.buyers[index].count(shown_at, count * price, count)
            spent, shown = found.get(index, (ZERO, 0))
            found[index] = (spent + count * price, shown + count)
        self._queue, self._queued = Counter(), 0
        for index, (spent, shown) in found.items():
            self._keep(self.buyers[index], spent, shown, at)
        self.order.add(*_total(found.values()))
        self.order.hold(over(self.limits, self.order.done, scope="total", until=None), at)
        self.unreported = max(self.unreported, self._late_spent)

    def _keep(self, buyer: Buyer, spent: Decimal, shown: int, at: datetime) -> None:
        buyer.books.add(spent, shown)
        today = buyer.days[day_and_hour(at, buyer.flight.zone)[0]]
        buyer.books.hold(decide(buyer.flight, done=buyer.books.done, today=today, at=at), at)


def _total(found: Iterable[tuple[Decimal, int]]) -> tuple[Decimal, int]:
    spent, shown = zip(*found, strict=True)
    return sum(spent, ZERO), sum(shown)
