"""Line charts: what a browser draws, and the table that says the same. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.admin import figures, spans
from analytics.metrics import Metric, Numbers, Unit
from analytics.periods import Period, Step

Series = Mapping[date, Numbers]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart.

    Args:
        name: what it shows.
        values: its points; None where nothing is known.
        texts: the same, as people read them.
        is_before: whether it shows the days before.
    """

    name: str
    values: list[float | None]
    texts: list[str]
    is_before: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """One metric along the days.

    Args:
        metric: what is shown.
        about: the chart in a sentence, for whoever does not see it.
        step: the heading of the days.
        labels: of the points, short.
        titles: of the points, in full.
        lines: what is drawn.
        is_open: whether the last point is of a day that is not over.
    """

    metric: Metric
    about: str
    step: str
    labels: list[str]
    titles: list[str]
    lines: list[Line]
    is_open: bool = False

    @property
    def data(self) -> str:
        """What the browser draws, as JSON."""
        lines = [{"name": line.name, "values": line.values, "isBefore": line.is_before} for line in self.lines]
        said: dict[str, Any] = {"labels": self.labels, "titles": self.titles, "lines": lines}
        texts = [line.texts for line in self.lines]
        return json.dumps(
            {**said, "texts": texts, "isOpen": self.is_open, "unit": "%" if self.metric.unit is Unit.PERCENT else ""}
        )

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(any(line.values) for line in self.lines)

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table: each point with the texts of all lines."""
        return [(title, [line.texts[n] for line in self.lines]) for n, title in enumerate(self.titles)]


def chart(
    metric: Metric, series: Series, *, period: Period, step: Step, today: date, before: Series | None = None
) -> Chart:
    """A metric along a period; money has one line for each currency, since amounts in different ones are never added.

    Args:
        series: its numbers by day, week or month.
        today: in the company's zone; its numbers are those so far.
        before: as many days before; their line is drawn where there is only one other.
    """
    currencies = _currencies(metric, series) or [""]
    lines = [_line(metric, series, currency) for currency in currencies]
    if before is not None and len(lines) == 1:
        lines.append(_line(metric, before, currencies[0], is_before=True))
    titles = [spans.title(day, step, period) for day in series]
    is_open = period.end >= today
    if is_open:
        titles[-1] += " (so far)"
    return Chart(
        metric=metric,
        about=f"Line chart of {metric.label.lower()} by {step}, {spans.between(period)}.",
        step=step.value.capitalize(),
        labels=[spans.label(day, step) for day in series],
        titles=titles,
        lines=lines,
        is_open=is_open,
    )


def _currencies(metric: Metric, series: Series) -> list[str]:
    found = [metric.of_numbers(numbers) for numbers in series.values()]
    return sorted({currency for value in found if isinstance(value, dict) for currency in value})


def _line(metric: Metric, series: Series, currency: str, *, is_before: bool = False) -> Line:
    name = f"{metric.label}, {currency}" if currency else metric.label
    found = [_point(metric, numbers, currency) for numbers in series.values()]
    return Line(
        name=f"{name}, the days before" if is_before else name,
        values=[None if value is None else float(value) for value in found],
        texts=[_text(metric, value, currency) for value in found],
        is_before=is_before,
    )


def _point(metric: Metric, numbers: Numbers, currency: str) -> int | Decimal | None:
    value = figures.value_of(metric, numbers)
    if metric.unit is not Unit.MONEY:
        return None if isinstance(value, dict) else value
    # Nothing spent is zero; the price of nothing is unknown.
    nothing = None if metric.per else Decimal(0)
    return value.get(currency, nothing) if isinstance(value, dict) else nothing


def _text(metric: Metric, value: int | Decimal | None, currency: str) -> str:
    return figures.in_line(metric, {currency: Decimal(value)} if currency and value is not None else value)
