"""The DSP door's names for what the domain calls otherwise, in input and in faults."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from core.errors import Fault, InvalidError

ORDER = {
    "name": "ioName",
    "starts_at": "ioStartTime",
    "ends_at": "ioEndTime",
    "time_zone": "ioTimeZoneId",
    "budget_type": "ioBudgetTypeId",
    "distribution": "ioBudgetDistributionMethodId",
    "total_budget": "ioTotalBudget",
    "total_impressions": "ioTotalImpressions",
    "auto_sum": "isAutoSumIoTotalBudget",
}
CAMPAIGN = {
    "order": "ioId",
    "budget_type": "budgetTypeId",
    "name": "campaignName",
    "starts_at": "startTime",
    "ends_at": "endTime",
    "kind": "campaignType",
    "time_zone": "timezone",
    "advertiser_domain": "advertiserDomain",
    "creative_type": "creativeType",
    "creative_ids": "creativeIds",
    "country_ids": "countryId",
    "budget_total": "budgetTotal",
    "budget_day": "budgetDay",
    "even_pacing": "totalBudgetPacing",
    "max_bid": "maxBid",
    "total_impressions": "totalImpressions",
    "total_clicks": "totalClicks",
    "total_conversions": "totalConversions",
    "day_impressions": "maxDayImpressions",
    "day_clicks": "maxDayClicks",
    "day_conversions": "maxDayConversions",
}


def domain(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What the door was given, by the domain's names.

    Args:
        names: the door's name by the domain's.
    """
    return {ours: data[theirs] for ours, theirs in names.items() if theirs in data}


@contextmanager
def worded(names: Mapping[str, str]) -> Iterator[None]:
    """Give the faults that the domain finds the door's names."""
    try:
        yield
    except InvalidError as error:
        faults = [_renamed(fault, names) for fault in error.faults]
        raise InvalidError(error.message, faults=faults, code=error.code) from error


def _renamed(fault: Fault, names: Mapping[str, str]) -> Fault:
    path = [names.get(str(part), part) for part in fault.path]
    return Fault(path, fault.message, missing=fault.missing)
