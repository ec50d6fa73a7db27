"""Events, their sums, and what leads to them."""

from analytics.models.event import ContentMove, DroppedMonths, Event, Kind, Rule
from analytics.models.export import Export, ExportChunk, Format, Report
from analytics.models.link import Mode, Purpose, TrackedLink, TrackingPolicy
from analytics.models.metric import CompanyMetric, DailyMetric, TotalMetric
from analytics.models.webhook import WebhookProvider, WebhookSource

__all__ = [
    "CompanyMetric",
    "ContentMove",
    "DailyMetric",
    "DroppedMonths",
    "Event",
    "Export",
    "ExportChunk",
    "Format",
    "Kind",
    "Mode",
    "Purpose",
    "Report",
    "Rule",
    "TotalMetric",
    "TrackedLink",
    "TrackingPolicy",
    "WebhookProvider",
    "WebhookSource",
]
