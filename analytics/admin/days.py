"""The days that the Analytics page offers, and those that somebody writes down. Pure."""

from datetime import date, timedelta

from analytics import periods
from analytics.periods import Period
from core.errors import InvalidError

DAYS = {"7": "7 days", "30": "30 days", "90": "90 days", "month": "This month", "last-month": "Last month"}
USUAL, OWN = "30", "own"


def period_of(choice: str, today: date) -> Period:
    """The days that a key of `DAYS` means."""
    first = today.replace(day=1)
    if choice == "month":
        return Period(first, today)
    if choice == "last-month":
        end = first - timedelta(days=1)
        return Period(end.replace(day=1), end)
    return periods.latest(today, int(choice))


def day_of(text: str) -> date | None:
    """A day, or None where none is said.

    Raises:
        InvalidError: it is none.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidError(f"“{text[:20]}” is not a day.") from None
