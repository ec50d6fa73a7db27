"""What a run says: one line a figure, as a table and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.rounds import Measured

RESULTS = Path(__file__).resolve().parent / "results" / "latest.json"
# Noise is no regression: the floor lies a fifth under the goal.
FLOOR = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """One figure.

    Args:
        name: what was measured.
        limit: what it is compared with, with its figure.
        ours: ours.
        ratio: as the goal counts it.
        goal: what it should reach; None where it is only told.
        most: whether the goal is an upper bound.
    """

    name: str
    limit: str
    ours: str
    ratio: float
    goal: float | None = None
    most: bool = False

    @property
    def verdict(self) -> str:
        """`reached`, `near` (within a fifth), `missed`, or nothing."""
        if self.goal is None:
            return ""
        if self.most and not self.ratio:
            return "reached"
        reached = self.goal / self.ratio if self.most else self.ratio / self.goal
        return "reached" if reached >= 1 else "near" if reached >= FLOOR else "missed"

    def cells(self) -> list[str]:
        """As the table prints it."""
        sign = "≤" if self.most else "≥"
        goal = "" if self.goal is None else f"{sign} {self.goal:g}"
        return [self.name, self.limit, self.ours, f"{self.ratio:.2f}", goal, self.verdict]


def cpu_line(
    name: str, found: Measured, other: str, ours: str, ratio: float, goal: float | None = None, *, most: bool = False
) -> Line:
    """A line of CPU microseconds a unit."""
    return Line(name, f"{found.cpu(other):.0f} µs", f"{found.cpu(ours):.0f} µs", ratio, goal, most)


def rate_line(name: str, found: Measured, other: str, ours: str, goal: float | None = None) -> Line:
    """A line of units a second; the ratio is ours to the other's."""
    ratio = found.rate_ratio(ours, other)
    return Line(name, f"{found.rate(other):.0f}/s", f"{found.rate(ours):.0f}/s", ratio, goal)


HEADERS = ["row", "limit", "ours", "ratio", "goal", "verdict"]


def as_table(lines: Sequence[Line]) -> str:
    """The lines under their headers."""
    rows = [HEADERS, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADERS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def keep(lines: Sequence[Line]) -> None:
    """Write the lines down."""
    RESULTS.parent.mkdir(exist_ok=True)
    kept = [{**asdict(line), "verdict": line.verdict} for line in lines]
    RESULTS.write_text(json.dumps(kept, indent=2, ensure_ascii=False))
