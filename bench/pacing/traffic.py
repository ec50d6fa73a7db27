"""Shapes of traffic: how many impressions are on offer in each minute of a flight."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from insertion_orders.pacing import Flight

MINUTE = timedelta(minutes=1)
# How busy each hour of the local clock is.
_HOURS = (2, 1, 1, 1, 2, 6, 20, 45, 60, 70, 75, 80, 85, 80, 75, 75, 80, 90, 100, 100, 95, 75, 40, 12)

Shape = Callable[[random.Random, Sequence[datetime], Flight], list[float]]


def offered(shape: Shape, flight: Flight, minutes: Sequence[datetime], *, events: float, seed: int) -> list[int]:
    """So many impressions in all, spread over the flight's minutes by a shape, each minute by chance."""
    draw = random.Random(seed)  # noqa: S311
    weights = shape(draw, minutes, flight)
    scale = events / sum(weights)
    return [int(weight * scale * draw.uniform(0.5, 1.5) + draw.random()) for weight in weights]


def minutes_of(starts_at: datetime, length: timedelta, step: timedelta = MINUTE) -> list[datetime]:
    """The minutes of some time, or every so many of them."""
    return [starts_at + step * number for number in range(length // step)]


def steady(draw: random.Random, minutes: Sequence[datetime], flight: Flight) -> list[float]:
    """Every minute alike."""
    return [1.0] * len(minutes)


def day_and_night(draw: random.Random, minutes: Sequence[datetime], flight: Flight) -> list[float]:
    """A hundred times as much in the evening as in the small hours."""
    return [float(_HOURS[at.astimezone(flight.zone).hour]) for at in minutes]


def bursts(draw: random.Random, minutes: Sequence[datetime], flight: Flight) -> list[float]:
    """Now and then fifty times as much, for three to eight minutes."""
    weights = [1.0] * len(minutes)
    at = 0
    while (at := at + draw.randint(60, 600)) < len(minutes):
        for minute in range(at, min(at + draw.randint(3, 8), len(minutes))):
            weights[minute] = 50.0
    return weights


def dead_week(draw: random.Random, minutes: Sequence[datetime], flight: Flight) -> list[float]:
    """Days and nights; nothing at all from the eighth to the fourteenth day."""
    first, last = flight.starts_at + timedelta(days=7), flight.starts_at + timedelta(days=14)
    busy = day_and_night(draw, minutes, flight)
    return [0.0 if first <= at < last else weight for at, weight in zip(minutes, busy, strict=True)]
