"""Which days a report is about, in the company's zone. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.errors import Fault, InvalidError

DEFAULT_DAYS = 30
MAX_DAYS = 1_830
FIRST = date(1970, 1, 1)
LAST = date(2999, 12, 31)


class Step(StrEnum):
    """How long each point of a series is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """Some days.

    Args:
        start: the first one.
        end: the last one.
    """

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.end - self.start).days + 1

    def before(self) -> "Period":
        """As many days right before these."""
        return Period(self.start - timedelta(days=self.days), self.start - timedelta(days=1))

    def steps(self, step: Step) -> Iterator[date]:
        """The first day of each day, week (from Monday) or month that these days touch."""
        day = floor(self.start, step)
        while day <= self.end:
            yield day
            day = _next(day, step)


def floor(day: date, step: Step) -> date:
    """The first day of the week (its Monday) or month that a day lies in."""
    if step is Step.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step is Step.MONTH else day


def _next(day: date, step: Step) -> date:
    if step is Step.MONTH:
        return (day + timedelta(days=31)).replace(day=1)
    return day + timedelta(days=7 if step is Step.WEEK else 1)


def latest(today: date, days: int = DEFAULT_DAYS) -> Period:
    """The last days, today among them."""
    return Period(today - timedelta(days=days - 1), today)


def checked(*, start: date | None, end: date | None, today: date) -> Period:
    """The days that somebody asked for; by default the last thirty.

    Raises:
        InvalidError: the end lies before the start, or there are too many.
    """
    for name, day in (("from", start), ("to", end)):
        if day is not None and not FIRST <= day <= LAST:
            raise _invalid(name, f"The days must lie between {FIRST} and {LAST}.")
    if end is None:
        end = today if start is None or start <= today else start
    start = start or max(FIRST, end - timedelta(days=DEFAULT_DAYS - 1))
    if end < start:
        raise _invalid("to", "The last day lies before the first.")
    found = Period(start, end)
    if found.days > MAX_DAYS:
        raise _invalid("to", f"At most {MAX_DAYS} days in one report.")
    return found


def _invalid(name: str, message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault([name], message)])
