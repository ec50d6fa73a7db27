"""What a month came to: caps against spend, spend against what traffic allowed, hours against the plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bench.pacing.market import Books, Buyer, Market, day_and_hour
from insertion_orders.pacing import ZERO, planned

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of a scenario: a campaign, or its order.

    Args:
        over: money beyond the cap it went over the most: its total's or a day's; impressions at what they cost.
        batches: the same in batches, each as large as the largest that came in.
        under: per cent of what traffic and caps allowed, by hindsight, and that was not spent.
        worst: the busiest hour against the plan of an hour; None without a plan by the hour.
        stops: how often it was stopped, by reason.
        longest: the longest pause that ended by itself.
    """

    name: str
    budget: Decimal
    spent: Decimal
    over: Decimal
    batches: float
    under: float
    worst: float | None
    stops: dict[str, int]
    longest: timedelta

    def cells(self) -> list[str]:
        """As the table prints it."""
        stops = ", ".join(f"{reason} {count}" for reason, count in sorted(self.stops.items())) or "none"
        return [
            self.name,
            f"{self.budget:,.2f}",
            f"{self.spent:,.2f}",
            f"{self.over:,.4f}",
            f"{self.batches:.2f}",
            f"{self.under:.2f}",
            "" if self.worst is None else f"{self.worst:.1f}",
            stops,
            str(self.longest),
        ]


HEADERS = ["", "budget", "spent", "over", "batches", "under %", "worst hour", "stops", "longest pause"]


def outcomes(market: Market, minutes: Sequence[datetime]) -> list[Outcome]:
    """A line for each campaign, and one for the order if it has a cap."""
    possible = [_possible(buyer, minutes) for buyer in market.buyers]
    lines = [_of_campaign(market, buyer, could) for buyer, could in zip(market.buyers, possible, strict=True)]
    cap = market.limits.spent
    if cap is not None:
        lines.append(_line("order", cap, market.order, [market.order.done.spent - cap], min(cap, sum(possible, ZERO))))
    return lines


def _of_campaign(market: Market, buyer: Buyer, possible: Decimal) -> Outcome:
    flight = buyer.flight
    if market.limits.spent is not None:
        possible = ZERO  # how much of the order's budget was left to it is chance; the order's line tells
    worst = None
    if flight.is_even:
        # The line's own steepness: an hour after the start.
        worst = float(max(buyer.hours.values(), default=ZERO) / planned(flight, flight.starts_at + _HOUR))
    return _line(buyer.name, buyer.budget, buyer.books, _excesses(buyer), possible, worst=worst)


def _excesses(buyer: Buyer) -> Iterable[Decimal]:
    flight = buyer.flight
    yield buyer.books.done.spent - buyer.budget
    for day in buyer.days.values():
        if flight.per_day is not None:
            yield day.spent - flight.per_day
        if flight.day.impressions is not None and day.impressions > flight.day.impressions:
            yield day.spent / day.impressions * (day.impressions - flight.day.impressions)


def _line(
    name: str,
    budget: Decimal,
    books: Books,
    excesses: Iterable[Decimal],
    possible: Decimal,
    *,
    worst: float | None = None,
) -> Outcome:
    over, spent = max(ZERO, *excesses), books.done.spent
    return Outcome(
        name=name,
        budget=budget,
        spent=spent,
        over=over,
        batches=float(over / books.largest) if books.largest else 0.0,
        under=float(max(ZERO, possible - spent) / possible * 100) if possible else 0.0,
        worst=worst,
        stops=dict(books.stops),
        longest=books.longest,
    )


def _possible(buyer: Buyer, minutes: Sequence[datetime]) -> Decimal:
    """The most that could have been spent by whoever had known the traffic beforehand."""
    flight = buyer.flight
    money: dict[datetime, Decimal] = {}
    shown: dict[datetime, int] = {}
    for at, count, price in zip(minutes, buyer.traffic, buyer.prices, strict=True):
        day, _ = day_and_hour(at, flight.zone)
        money[day] = money.get(day, ZERO) + count * price
        shown[day] = shown.get(day, 0) + count
    for day, amount in money.items():
        if flight.per_day is not None:
            money[day] = min(amount, flight.per_day)
        if flight.day.impressions is not None and shown[day] > flight.day.impressions:
            money[day] = min(money[day], amount / shown[day] * flight.day.impressions)
    return min(buyer.budget, sum(money.values(), ZERO))


def as_table(lines: Sequence[Outcome]) -> str:
    """The lines under their headers."""
    rows = [HEADERS, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADERS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
