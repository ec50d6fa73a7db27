"""Tables of parts beside each other: platforms, families, campaigns and content."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from django.utils.safestring import SafeString

from analytics.admin import figures, tiles
from analytics.metrics import METRICS, Metric, Numbers
from analytics.queries import CampaignRow, Ranked
from campaigns.admin.channels import name_of
from campaigns.admin.lifecycle import TONES
from campaigns.models import CampaignStatus, ContentType, Origin
from companies.office.words import label, moment, page_by_key, shortened

# What tells most of a part; a table shows the first ones that any of its parts has.
TELLING = (
    "impressions", "engagement", "engagementRate", "clicks", "deliveries", "openRate", "conversions", "spend",
    "revenue", "clickRate",
)  # fmt: skip
MOST_COLUMNS = 6
LONG = 90

Key = TypeVar("Key", str, int)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a table.

    Args:
        title: the heading of its column.
        text: what stands in it.
        share: how long its bar is, in per cent of the longest; None for no bar.
    """

    title: str
    text: str
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A part with its numbers.

    Args:
        name: of the part.
        cells: its numbers.
        url: its page.
        about: more on it, in small.
        extra: what stands in the table's extra column.
        pk: its primary key.
    """

    name: str
    cells: list[Cell]
    url: str = ""
    about: str = ""
    extra: SafeString | str = ""
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Parts beside each other.

    Args:
        heading: of the first column.
        columns: what the numbers are.
        rows: the parts.
        extra: heading of a column before the numbers; empty for none.
    """

    heading: str
    columns: list[Metric]
    rows: list[Row]
    extra: str = ""


def platform(name: str) -> str:
    """A platform as people write it."""
    return name_of(name) if name else "No platform"


def family(name: str) -> str:
    """A family as the campaign list names it."""
    return "Muster" if name == Origin.NATIVE else Origin(name).label


def of_platforms(parts: Mapping[str, Numbers]) -> Table:
    """Platforms, the largest first."""
    return _ranked("Platform", {platform(name): numbers for name, numbers in parts.items()})


def of_families(parts: Mapping[str, Numbers]) -> Table:
    """Families of campaigns, the largest first."""
    return _ranked("Came from", {family(name): numbers for name, numbers in parts.items()})


def of_campaigns(rows: Iterable[CampaignRow]) -> Table:
    """Campaigns beside each other, in the order in which they come."""
    found = list(rows)
    columns = _columns(row.numbers for row in found)
    cells = _cells(columns, {row.pk: row.numbers for row in found})
    shown = [
        Row(
            name=shortened(row.name, LONG),
            cells=cells[row.pk],
            url=page_by_key("campaigns.campaign", row.pk),
            extra=label(CampaignStatus(row.status).label, TONES[CampaignStatus(row.status)]),
            pk=row.pk,
        )
        for row in found
    ]
    return Table("Campaign", columns, shown, "Status")


def of_content(rows: Iterable[Ranked], rank: str) -> Table:
    """The best content: what it is ranked by first, then what else tells of it."""
    found = list(rows)
    others = [metric for metric in _columns(row.numbers for row in found) if metric.name != rank]
    columns = [METRICS[rank], *others][:MOST_COLUMNS]
    cells = _cells(columns, {row.pk: row.numbers for row in found})
    return Table("Content", columns, [_of_item(row, cells[row.pk]) for row in found], "Published")


def _of_item(row: Ranked, cells: list[Cell]) -> Row:
    kind = ContentType(row.type).label
    parts = [kind, platform(row.platform) if row.platform not in ("", row.type) else "", row.campaign_name]
    return Row(
        name=shortened(row.title or row.body, LONG) or kind,
        cells=cells,
        url=page_by_key("campaigns.contentitem", row.pk),
        about=" · ".join(shortened(part, LONG) for part in parts if part),
        extra=moment(row.published_at),
        pk=row.pk,
    )


def _ranked(heading: str, parts: Mapping[str, Numbers]) -> Table:
    columns = _columns(parts.values())
    cells = _cells(columns, parts)
    ranked = sorted(parts, key=lambda name: (-_size(columns, parts[name]), name))
    return Table(heading, columns, [Row(name, cells[name]) for name in ranked])


def _columns(parts: Iterable[Numbers]) -> list[Metric]:
    return [METRICS[name] for name in tiles.telling(TELLING, *parts)[:MOST_COLUMNS]]


def _cells(columns: list[Metric], parts: Mapping[Key, Numbers]) -> dict[Key, list[Cell]]:
    """Each part's cells; those of the first column have bars."""
    longest = max((_size(columns, numbers) for numbers in parts.values()), default=Decimal(0))
    found: dict[Key, list[Cell]] = {}
    for key, numbers in parts.items():
        texts = [Cell(metric.label, figures.in_line(metric, figures.value_of(metric, numbers))) for metric in columns]
        if longest:
            texts[0] = replace(texts[0], share=round(100 * _size(columns, numbers) / longest))
        found[key] = texts
    return found


def _size(columns: list[Metric], numbers: Numbers) -> Decimal:
    """What a part is ranked by: its first number; money in several currencies cannot rank."""
    value = columns[0].of_numbers(numbers) if columns else None
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
