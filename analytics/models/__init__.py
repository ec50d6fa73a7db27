"""Events, their sums, and what leads to them."""

from analytics.models.event import ContentMove, Event, Kind, Rule
from analytics.models.metric import CompanyMetric, DailyMetric, TotalMetric

__all__ = ["CompanyMetric", "ContentMove", "DailyMetric", "Event", "Kind", "Rule", "TotalMetric"]
