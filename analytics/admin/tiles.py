"""Tiles: one number each, with what it means and how it has changed. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from analytics.admin import figures
from analytics.admin.figures import Change, Figure
from analytics.metrics import METRICS, Metric, Numbers

GROUPS = {
    "Reach": ("impressions", "views", "clicks", "clickRate"),
    "Response": ("engagement", "engagementRate", "likes", "comments", "shares"),
    "Messages": (
        "deliveries", "opens", "openRate", "bounces", "bounceRate", "complaints", "complaintRate", "optOuts",
        "optOutRate",
    ),
    "Results and money": (
        "conversions", "conversionRate", "revenue", "spend", "returnOnSpend", "costPerClick", "costPerMille",
        "costPerConversion",
    ),
}  # fmt: skip
LEADING = (
    "impressions", "engagement", "engagementRate", "clicks", "deliveries", "openRate", "conversions", "spend", "views",
    "opens", "bounces", "complaints", "optOuts",
)  # fmt: skip
MOST_LEADING = 6
DRAWN = ("impressions", "deliveries")
GLANCE = ("impressions", "engagement", "engagementRate", "clicks", "spend")


@dataclass(frozen=True, slots=True)
class Tile:
    """One number.

    Args:
        metric: what it is.
        figures: its value; money may have several.
        change: how it has changed; None where nothing can be said.
        url: where it leads; empty for nowhere.
        is_chosen: whether the chart shows it.
    """

    metric: Metric
    figures: list[Figure]
    change: Change | None = None
    url: str = ""
    is_chosen: bool = False


def tile(name: str, now: Numbers, before: Numbers | None = None, url: str = "", chosen: str = "") -> Tile:
    """The tile of a metric.

    Args:
        before: the numbers that it is compared with; None for no comparison.
        chosen: the metric that the chart shows.
    """
    metric = METRICS[name]
    value = figures.value_of(metric, now)
    change = None if before is None else figures.change(metric, value, figures.value_of(metric, before))
    shown = figures.figures(metric, value, is_short=True) or [Figure(figures.NONE)]
    return Tile(metric, shown, change, url, name == chosen)


def leading(numbers: Numbers) -> list[str]:
    """The few metrics that tell most of some numbers; none where nothing was counted."""
    return telling(LEADING, numbers)[:MOST_LEADING]


def drawn(names: Sequence[str]) -> str:
    """Which of some metrics is drawn where nobody has chosen."""
    return next((name for name in (*DRAWN, *names) if name in names), DRAWN[0])


def glance(now: Numbers, before: Numbers | None = None) -> list[Tile]:
    """The few tiles that stand for all; money only where there is some."""
    names = [name for name in GLANCE if name != "spend" or _says(name, now, before)]
    return [tile(name, now, before) for name in names]


def groups(
    now: Numbers, before: Numbers, *, address: Callable[[str], str], chosen: str = ""
) -> list[tuple[str, list[Tile]]]:
    """Every metric that has a number in either period, in its group.

    Args:
        address: where the tile of a metric leads.
        chosen: the metric that the chart shows.
    """
    found = [
        (title, [tile(name, now, before, address(name), chosen) for name in names if _says(name, now, before)])
        for title, names in GROUPS.items()
    ]
    return [(title, tiles) for title, tiles in found if tiles]


def telling(names: Iterable[str], *numbers: Numbers) -> list[str]:
    """Those of some metrics that say something of any of these numbers."""
    return [name for name in names if any(METRICS[name].of_numbers(one) for one in numbers)]


def _says(name: str, now: Numbers, before: Numbers | None) -> bool:
    return bool(telling([name], now, before or Numbers()))
