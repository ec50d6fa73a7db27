"""Numbers as people read them: thousands apart, units beside them, and changes in words. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from analytics import metrics
from analytics.metrics import Metric, Numbers, Unit, Value

NONE = "–"
# A number and its unit stay on one line, close to each other.
_THIN = "\u202f"
_SMALLEST = Decimal("0.1")
_WHOLE = 100
# From here on nobody reads a tile's cents.
_LARGE = 100_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the unit that it is written with."""

    text: str
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.text}{_THIN}{self.unit}" if self.unit else self.text


@dataclass(frozen=True, slots=True)
class Change:
    """How a number has changed.

    Args:
        arrow: up, down or none.
        text: the same in words.
        tone: `good`, `bad` or `neutral`.
    """

    arrow: str
    text: str
    tone: str


def value_of(metric: Metric, numbers: Numbers) -> Value:
    """A metric's value for people, to whom the rate of nothing is unknown rather than zero."""
    is_of_nothing = metric.unit is Unit.PERCENT and not numbers.count(metric.per)
    return None if is_of_nothing else metric.of_numbers(numbers)


def figures(metric: Metric, value: Value, *, is_short: bool = False) -> list[Figure]:
    """A value of a metric; money has one figure for each currency, and what is unknown has none.

    Args:
        is_short: whether large amounts do without their cents.
    """
    if isinstance(value, dict):
        return [Figure(_amount(amount, is_short), currency) for currency, amount in value.items()]
    if value is None:
        return []
    if metric.unit is Unit.PERCENT:
        return [Figure(f"{value:,.2f}", "%")]
    return [Figure(f"{value:,.2f}", "×")] if metric.unit is Unit.RATIO else [Figure(f"{value:,}")]


def _amount(amount: Decimal, is_short: bool) -> str:
    return f"{amount:,.0f}" if is_short and amount >= _LARGE else f"{metrics.rounded(amount):,}"


def in_line(metric: Metric, value: Value) -> str:
    """A value of a metric in one line; a dash where there is none."""
    return " + ".join(map(str, figures(metric, value))) or NONE


def change(metric: Metric, now: Value, before: Value) -> Change | None:
    """How a metric has changed since the days before; None where nothing can be said.

    Whether more is good depends on the metric.
    """
    if now and not before:
        return Change("", "none before", "neutral")
    by = metrics.change(now, before)
    if by is None:
        return None
    if abs(by) < _SMALLEST:
        return Change("→", "as before", "neutral")
    more, less = ("more", "less") if metric.unit is Unit.COUNT else ("higher", "lower")
    is_good = (by > 0) != metric.is_better_low
    percent = f"{abs(by):,.1f}" if abs(by) < _WHOLE else f"{abs(by):,.0f}"
    text = f"{percent}{_THIN}% {more if by > 0 else less}"
    return Change("↑" if by > 0 else "↓", text, "good" if is_good else "bad")
