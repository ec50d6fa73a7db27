"""The pacing chart as a picture that scales with its page: lines in SVG, words beside it. Pure.

The lines are drawn on a ground of `WIDTH` by `HEIGHT` that the page stretches; what is read stands beside them as text
that does not stretch, placed in percent.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from insertion_orders.admin.words import money, wall
from insertion_orders.charting import PacingChart, Point, Step

WIDTH, HEIGHT = 1000, 300
_TICKS = 5
_LABELS = 8
_HOURS = (1, 2, 3, 4, 6, 12, 24)
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
# Labels nearer to an edge than this are set beside it rather than under it.
_EDGE = 3


class Mark(NamedTuple):
    """A word beside an axis.

    Args:
        place: along the axis, in percent.
        text: the word.
        tone: a class, for what is set otherwise.
    """

    place: str
    text: str
    tone: str = ""


class Hover(NamedTuple):
    """A strip of the picture that says its numbers to a pointer."""

    x: str
    width: str
    text: str


class Row(NamedTuple):
    """An instant in the table that says the same as the picture."""

    title: str
    spent: str
    planned: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What a template draws; lines are points of a polyline, empty for none.

    Args:
        about: the chart in a sentence, for whoever does not see it.
        spent, area, planned, before, projected: lines.
        cap: the height of the cap, and its words.
        now: where today lies, if it does.
        end: the height of the projection at the end, if there is one.
        across, up: the words along both axes.
        hovers: strips that say their numbers.
        rows: the table.
    """

    about: str
    spent: str
    area: str
    planned: str
    before: str
    projected: str
    cap: Mark
    now: Mark | None
    end: Mark | None
    across: list[Mark]
    up: list[Mark]
    grid: list[str]
    hovers: list[Hover]
    rows: list[Row]


def picture(chart: PacingChart, *, currency: str) -> Picture:
    """A chart's picture."""
    frame = _Frame(chart)
    spent = frame.line(chart.points, lambda point: point.spent)
    ticks = frame.ticks
    is_under_way = chart.starts_at < chart.now < chart.ends_at
    return Picture(
        about=_about(chart, currency),
        spent=spent,
        area=f"0,{HEIGHT} {spent} {spent.rsplit(' ', 1)[-1].partition(',')[0]},{HEIGHT}" if spent else "",
        planned=frame.line(chart.points, lambda point: point.planned),
        before=frame.line(chart.points, lambda point: point.before),
        projected=frame.projection(chart) if is_under_way else "",
        cap=Mark(frame.y(chart.cap), money(chart.cap, currency)),
        now=_now(chart, frame) if is_under_way else None,
        end=_end(chart, frame, currency) if is_under_way else None,
        across=_across(chart, frame),
        up=[Mark(frame.up(tick), _short(tick)) for tick in ticks],
        grid=[frame.y(tick) for tick in ticks[1:]],
        hovers=_hovers(chart, frame, currency),
        rows=[_row(chart, point, currency) for point in chart.points],
    )


class _Frame:
    """Where instants and amounts lie on the ground."""

    def __init__(self, chart: PacingChart) -> None:
        self.start, self.span = chart.starts_at, chart.ends_at - chart.starts_at
        most = max(chart.cap, chart.spent, chart.projected or Decimal(0))
        self.ticks = _ticks(most)
        # Room above the highest line, so that its words fit.
        self.top = max(self.ticks[-1], most * Decimal("1.06"))

    def share(self, at: datetime) -> float:
        """How much of the time has passed."""
        return (at - self.start) / self.span

    def x(self, at: datetime) -> str:
        """Across the ground."""
        return f"{self.share(at) * WIDTH:.1f}"

    def y(self, amount: Decimal) -> str:
        """Down from the ground's upper edge."""
        return f"{HEIGHT * (1 - float(amount / self.top)):.1f}"

    def across(self, at: datetime) -> str:
        """In percent."""
        return f"{self.share(at) * 100:.2f}"

    def up(self, amount: Decimal) -> str:
        """In percent."""
        return f"{float(amount / self.top) * 100:.2f}"

    def line(self, points: Iterable[Point], value: Callable[[Point], Decimal | None]) -> str:
        """A polyline through what is known."""
        found = [(point.at, value(point)) for point in points]
        return " ".join(f"{self.x(at)},{self.y(amount)}" for at, amount in found if amount is not None)

    def projection(self, chart: PacingChart) -> str:
        """From now to the end."""
        if chart.projected is None:
            return ""
        return f"{self.x(chart.now)},{self.y(chart.spent)} {WIDTH},{self.y(chart.projected)}"


def _ticks(most: Decimal) -> list[Decimal]:
    """Round amounts from nought to the largest that is drawn."""
    rough = max(most, Decimal("0.01")) / (_TICKS - 1)
    unit = Decimal(10) ** rough.adjusted()
    step = next(unit * size for size in _STEPS if unit * size >= rough)
    count = int((most / step).to_integral_value(ROUND_CEILING))
    ticks = [step * number for number in range(count + 1)]
    return [tick for tick in ticks if tick <= most] or [Decimal(0)]


def _short(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount.normalize():,f}"


def _across(chart: PacingChart, frame: _Frame) -> list[Mark]:
    """Some days, or hours, under the picture; every other one is left out where it is narrow."""
    found = []
    for number, at in enumerate(_labelled(chart)):
        if _EDGE <= (percent := frame.share(at) * 100) <= 100 - _EDGE:
            found.append(Mark(f"{percent:.2f}", _label(at, chart), "io-odd" if number % 2 else ""))
    return found


def _labelled(chart: PacingChart) -> list[datetime]:
    """Few enough instants, evenly apart: hours that a clock's face divides into, or days."""
    round_ones = [point.at for point in chart.points if _is_round(point.at, chart)]
    if chart.step is not Step.HOUR:
        return round_ones[:: -(-len(round_ones) // _LABELS) or 1]
    return next(found for every in _HOURS if len(found := _each(round_ones, every, chart)) <= _LABELS or every == 24)


def _each(instants: list[datetime], every: int, chart: PacingChart) -> list[datetime]:
    return [at for at in instants if at.astimezone(chart.zone).hour % every == 0]


def _is_round(at: datetime, chart: PacingChart) -> bool:
    local = at.astimezone(chart.zone)
    return local.minute == local.second == 0 and (chart.step is Step.HOUR or local.hour == 0)


def _label(at: datetime, chart: PacingChart) -> str:
    local = at.astimezone(chart.zone)
    return f"{local:%H:%M}" if chart.step is Step.HOUR and local.hour else f"{local.day} {local:%b}"


def _now(chart: PacingChart, frame: _Frame) -> Mark:
    percent = frame.share(chart.now) * 100
    tone = "io-left" if percent < 12 else "io-right" if percent > 88 else ""
    return Mark(f"{percent:.2f}", "Now", tone)


def _end(chart: PacingChart, frame: _Frame, currency: str) -> Mark | None:
    if chart.projected is None:
        return None
    return Mark(frame.up(chart.projected), money(chart.projected, currency))


def _hovers(chart: PacingChart, frame: _Frame, currency: str) -> list[Hover]:
    edges = [frame.share(point.at) * WIDTH for point in chart.points]
    found = []
    for number, point in enumerate(chart.points):
        left = (edges[number - 1] + edges[number]) / 2 if number else 0.0
        right = (edges[number] + edges[number + 1]) / 2 if number + 1 < len(edges) else float(WIDTH)
        row = _row(chart, point, currency)
        text = f"{row.title}\nSpent: {row.spent}\nPlanned: {row.planned}"
        found.append(Hover(f"{left:.1f}", f"{right - left:.1f}", text))
    return found


def _row(chart: PacingChart, point: Point, currency: str) -> Row:
    title = wall(point.at.astimezone(chart.zone))
    if point.at == chart.now:
        title += " (now)"
    planned = point.planned if point.planned is not None else point.before
    return Row(title, _said(point.spent, currency), _said(planned, currency))


def _said(amount: Decimal | None, currency: str) -> str:
    return "–" if amount is None else money(amount, currency)


def _about(chart: PacingChart, currency: str) -> str:
    start, end = (wall(at.astimezone(chart.zone)) for at in (chart.starts_at, chart.ends_at))
    parts = [f"Line chart of spend from {start} to {end} ({chart.zone.key})."]
    parts.append(f"Spent {money(chart.spent, currency)} of {money(chart.cap, currency)}.")
    if chart.planned is not None:
        parts.append(f"Planned by now: {money(chart.planned, currency)}.")
    if chart.projected is not None:
        parts.append(f"At this pace it comes to {money(chart.projected, currency)} at its end.")
    return " ".join(parts)
