"""A piece of text that names a day or a span of days, and what is needed to read one."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from re import Match, Pattern


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a date is read.

    Args:
        today: what relative dates count from, and years roll forward from.
        month_first: whether 3/4 is 4 March, as in America.
        near: a day already spoken of, which "the 15th" belongs to; None if there is none.
    """

    today: date
    month_first: bool = False
    near: date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """Days that a text names.

    Attributes:
        first: first day.
        last: last day; the first one for a single day.
        span: where it stands.
        sure: whether its year is said, or follows from today.
        opens: time of day on the first day; None if none is said.
        closes: time of day on the last day; None if none is said.
        edge: `start` or `end` for a point inside a span ("end of June"), `range` where both days are written
            ("1–14 April"); empty otherwise.
    """

    first: date
    last: date
    span: tuple[int, int] = (0, 0)
    sure: bool = True
    opens: time | None = None
    closes: time | None = None
    edge: str = ""

    @property
    def single(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    def a_year_on(self) -> "Term":
        """Return the same days of the next year."""
        return replace(self, first=in_year(self.first, 1), last=in_year(self.last, 1))


Reader = Callable[[Match[str], Clock], Term | None]
Finder = tuple[Pattern[str], Reader]


def in_year(day: date, more: int) -> date:
    """Return the day so many years on; the 28th for a 29 February that is not there."""
    year = day.year + more
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def one(day: date | None, *, sure: bool = True) -> Term | None:
    """Return a single day as a term."""
    return Term(day, day, sure=sure) if day else None


def a_day(year: int, month: int, day: int) -> date | None:
    """Return a date; None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_of(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def coming(clock: Clock, year: int | None, of: Callable[[int], tuple[date, date] | None]) -> Term | None:
    """Return a yearly span in the year that is said, else its next one that has not ended.

    Args:
        clock: for today.
        year: as the text says it; None if it does not.
        of: the span in a given year; None where that year has none (29 February).
    """
    years = [year] if year else range(clock.today.year - 1, clock.today.year + 9)
    for each in years:
        span = of(each)
        if span and (year or span[1] >= clock.today):
            return Term(*span, sure=bool(year))
    return None


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def found_by(finders: tuple[Finder, ...], text: str, clock: Clock) -> Iterator[Term]:
    """Yield what each finder reads in a text, in no order, with its place."""
    for pattern, reader in finders:
        for match in pattern.finditer(text):
            if term := reader(match, clock):
                yield term if term.span[1] else replace(term, span=match.span())
