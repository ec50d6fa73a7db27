"""Reports as the native door shows them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from analytics.metrics import METRICS, Metric, Numbers, Value, exact, values
from analytics.models import Kind, Rule
from analytics.periods import Period
from analytics.queries import CampaignRow, Ranked, Slot
from analytics.reports import Overview
from core.api.fields import instant

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def plain(value: Value) -> Any:
    """A metric's value in JSON: money as text by currency, any other number as a number."""
    if isinstance(value, dict):
        return {currency: exact(amount) for currency, amount in value.items()}
    return float(value) if isinstance(value, Decimal) else value


def metrics(numbers: Numbers, names: Iterable[str] = tuple(METRICS)) -> dict[str, Any]:
    """Metrics by name."""
    return {name: plain(value) for name, value in values(numbers, names).items()}


def days(period: Period) -> dict[str, str]:
    """The first and the last day."""
    return {"from": period.start.isoformat(), "to": period.end.isoformat()}


def definition(metric: Metric) -> dict[str, str]:
    """What a metric means."""
    return {
        "name": metric.name,
        "label": metric.label,
        "unit": metric.unit.value,
        "formula": metric.formula,
        "source": metric.source,
    }


def overview(found: Overview) -> dict[str, Any]:
    """An overview without its days."""
    return {
        "metrics": metrics(found.now),
        "previousMetrics": metrics(found.before) if found.before is not None else None,
        "change": {name: plain(value) for name, value in found.change.items()},
        "machines": machines(found.now),
        "byPlatform": [{"platform": name or None, "metrics": metrics(part)} for name, part in found.platforms.items()],
        "byFamily": [{"family": name, "metrics": metrics(part)} for name, part in found.families.items()],
    }


def machines(numbers: Numbers) -> dict[str, Any]:
    """What machines did, by kind of event and by why they count as machines."""
    by_kind = {kind.value: numbers.by_machines((kind,)) for kind in Kind}
    by_rule = {rule.value: numbers.by_rule(rule) for rule in Rule}
    return {
        "total": numbers.by_machines(),
        "byKind": {name: count for name, count in by_kind.items() if count},
        "byRule": {name: count for name, count in by_rule.items() if count},
    }


def ranked(row: Ranked) -> dict[str, Any]:
    """A content item and its numbers."""
    return {
        "id": str(row.uuid),
        "type": row.type,
        "platform": row.platform or None,
        "title": row.title,
        "excerpt": row.body,
        "publishedAt": instant(row.published_at),
        "campaign": {"id": str(row.campaign), "name": row.campaign_name} if row.campaign else None,
        "metrics": metrics(row.numbers),
    }


def slot(found: Slot) -> dict[str, Any]:
    """An hour of the week."""
    shown = metrics(found.numbers, ("impressions", "engagement", "engagementRate"))
    return {"weekday": WEEKDAYS[found.weekday], "hour": found.hour, "items": found.items, **shown}


def compared(row: CampaignRow) -> dict[str, Any]:
    """A campaign and its numbers."""
    return {
        "id": str(row.uuid),
        "name": row.name,
        "status": row.status,
        "family": row.family,
        "metrics": metrics(row.numbers),
    }
