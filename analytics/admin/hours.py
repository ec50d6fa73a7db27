"""The hours of the week as a table that is shaded by how well what was published in them did. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analytics.metrics import METRICS
from analytics.queries import Slot
from companies.office.words import count

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHADES = 5
# Fewer items than this say nothing of an hour.
ENOUGH = 3
MOST_BEST = 3
_RATE = METRICS["engagementRate"]


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the week.

    Args:
        text: the engagement rate, short.
        about: the same in full.
        shade: 0 for nothing to 5 for the best.
    """

    text: str = ""
    about: str = "nothing published"
    shade: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of a week.

    Args:
        rows: each weekday with its 24 hours.
        best: the best hours in words; only those with enough items.
    """

    rows: list[tuple[str, list[Hour]]]
    best: list[str]


def week(slots: Sequence[Slot]) -> Week | None:
    """The week of some slots, the best ones first; None where nothing was published in them."""
    if not slots:
        return None
    highest = max((_rate(slot) for slot in slots if slot.items >= ENOUGH), default=Decimal(0))
    highest = highest or max(_rate(slot) for slot in slots)
    found = {(slot.weekday, slot.hour): _hour(slot, highest) for slot in slots}
    rows = [(name, [found.get((day, hour), Hour()) for hour in range(24)]) for day, name in enumerate(WEEKDAYS)]
    good = [slot for slot in slots if slot.items >= ENOUGH and _rate(slot)]
    return Week(rows, [_in_words(slot) for slot in good[:MOST_BEST]])


def _hour(slot: Slot, highest: Decimal) -> Hour:
    rate = _rate(slot)
    shade = min(SHADES, max(1, round(SHADES * rate / highest))) if highest else 1
    return Hour(f"{rate:.1f}", f"{rate:.2f}\u202f% of {count(slot.items, 'item')}", shade)


def _in_words(slot: Slot) -> str:
    return f"{WEEKDAYS[slot.weekday]} {slot.hour:02}:00 ({_rate(slot):.2f}\u202f%, {count(slot.items, 'item')})"


def _rate(slot: Slot) -> Decimal:
    value = _RATE.of_numbers(slot.numbers)
    return value if isinstance(value, Decimal) else Decimal(0)
