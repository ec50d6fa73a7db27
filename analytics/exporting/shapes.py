"""What each exported report holds: what its rows are, and what stands in front of their numbers."""

from enum import StrEnum
from typing import NamedTuple

from analytics.metrics import METRICS, Metric, Unit
from analytics.models import Report


class Type(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    WHOLE = "whole"
    DECIMAL = "decimal"


class Column(NamedTuple):
    """A column of an exported table."""

    label: str
    type: Type


class Shape(NamedTuple):
    """A report: its leading columns, what makes a row, and where the leading columns come from."""

    columns: tuple[Column, ...]
    keys: str
    leading: str
    source: str
    order: str
    metrics: tuple[Metric, ...]


def _texts(*labels: str) -> tuple[Column, ...]:
    return tuple(Column(label, Type.TEXT) for label in labels)


_ALL = tuple(METRICS.values())
# What adds up over days.
_SUMMABLE = tuple(
    metric for metric in _ALL if metric.unit is Unit.COUNT or (metric.unit is Unit.MONEY and not metric.per)
)
_CONTENT = _texts("Content id", "Type", "Title")
_CONTENT_OF = "item.uuid::text, item.type, coalesce(nullif(item.title, ''), left(item.body, 80))"

SHAPES = {
    # What was counted of a campaign or an item that is deleted by now stands here without a name, so that the days
    # add up to the overview.
    Report.DAILY: Shape(
        columns=(Column("Day", Type.DAY), *_texts("Campaign id", "Campaign"), *_CONTENT, *_texts("Platform")),
        keys="day, campaign_id, content_id, platform",
        leading=f"packed.day, campaign.uuid::text, campaign.name, {_CONTENT_OF}, packed.platform",
        source="""LEFT JOIN campaigns_campaign campaign
                ON campaign.id = packed.campaign_id AND campaign.company_id = %(company)s
            LEFT JOIN campaigns_contentitem item
                ON item.id = packed.content_id AND item.company_id = %(company)s""",
        order="packed.day, packed.campaign_id, packed.content_id, packed.platform",
        metrics=_SUMMABLE,
    ),
    Report.CAMPAIGNS: Shape(
        columns=_texts("Campaign id", "Campaign", "Status", "Family"),
        keys="campaign_id",
        leading="campaign.uuid::text, campaign.name, campaign.status, campaign.origin",
        source="""JOIN campaigns_campaign campaign ON campaign.id = packed.campaign_id
                AND campaign.company_id = %(company)s AND campaign.deleted_at IS NULL""",
        order="campaign.created_at DESC, campaign.id DESC",
        metrics=_ALL,
    ),
    Report.CONTENT: Shape(
        columns=(*_CONTENT, *_texts("Platform"), Column("Published", Type.MOMENT), *_texts("Campaign id", "Campaign")),
        keys="content_id",
        leading=f"""{_CONTENT_OF}, item.platform, item.published_at AT TIME ZONE %(zone)s,
            campaign.uuid::text, campaign.name""",
        source="""JOIN campaigns_contentitem item ON item.id = packed.content_id AND item.company_id = %(company)s
            LEFT JOIN campaigns_campaign campaign ON campaign.id = item.campaign_id""",
        order="item.created_at DESC, item.id DESC",
        metrics=_ALL,
    ),
}
