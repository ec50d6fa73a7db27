"""Flights and moments to look at."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from insertion_orders.pacing import Amounts, Flight, Limits

OSLO, EASTERN = ZoneInfo("Europe/Oslo"), ZoneInfo("US/Eastern")
KOLKATA, KATHMANDU, LORD_HOWE = ZoneInfo("Asia/Kolkata"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("Australia/Lord_Howe")
ZONES = (OSLO, EASTERN, KOLKATA, KATHMANDU, LORD_HOWE, ZoneInfo("UTC"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def flight(starts, ends, *, total=None, zone=OSLO, even=False, day=None, **limits):
    """A flight; its ends as texts, its money as numbers."""
    return Flight(
        starts_at=at(starts),
        ends_at=at(ends) if ends else None,
        zone=zone,
        total=Limits(spent=None if total is None else Decimal(total), **limits),
        day=day if isinstance(day, Limits) else Limits(spent=None if day is None else Decimal(day)),
        is_even=even,
    )


def spent(amount, **events) -> Amounts:
    return Amounts(Decimal(amount), **events)
