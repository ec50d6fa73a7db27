"""Filters in plain Python, written anew from their description: what the SQL is held against."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo


@dataclass
class Person:
    """A contact as the description of filters speaks of one."""

    email: str = ""
    phone: str = ""
    external_id: str = ""
    first_name: str = ""
    last_name: str = ""
    language: str = ""
    time_zone: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    consent: dict[str, Any] = field(default_factory=dict)
    created_at: datetime | None = None
    groups: set[int] = field(default_factory=set)
    opened: int = 0


def fits(person: Person, node: dict[str, Any], now: datetime, zone: ZoneInfo) -> bool:
    """Whether a filter fits somebody."""
    if "all" in node:
        return all(fits(person, part, now, zone) for part in node["all"])
    if "any" in node:
        return any(fits(person, part, now, zone) for part in node["any"])
    if "did" in node:
        return person.opened >= node.get("times", 1)
    if "did not" in node:
        return person.opened < 1
    name, op, value = node["field"], node["op"], node.get("value")
    if name == "group":
        return (value in person.groups) == (op == "member of")
    if name == "created_at":
        return instant_fits(person.created_at, op, value, now, zone)
    if op in ("<", "<=", ">", ">="):
        return number_fits(known(person, name), op, value)
    if op in ("before", "after", "in the last n days"):
        return day_fits(known(person, name), op, value, now.astimezone(zone).date())
    return text_fits(as_text(known(person, name)), op, value, folds=name not in EXACT)


EXACT = ("external_id", "language", "time_zone")


def known(person: Person, name: str) -> Any:
    """What is known under a field's name; None for nothing."""
    first, _, key = name.partition(".")
    if first == "attributes":
        return person.attributes.get(key)
    if first == "consent":
        return person.consent.get(key, {}).get("status")
    return getattr(person, name) or None


def as_text(value: Any) -> str:
    """As JSON writes it, without quotes."""
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def text_fits(text: str, op: str, value: Any, *, folds: bool) -> bool:
    """Texts: missing is the empty text."""
    fold = str.lower if folds else str
    here = fold(text)
    there = [fold(as_text(one).strip()) for one in (value if isinstance(value, list) else [value])]
    return {
        "is": here == there[0],
        "is not": here != there[0],
        "contains": there[0] in here,
        "starts with": here.startswith(there[0]),
        "in": here in there,
        "is set": here != "",
        "is not set": here == "",
    }[op]


def number_fits(value: Any, op: str, than: float) -> bool:
    """Numbers, and texts that are plain decimal numbers."""
    if value is None or isinstance(value, bool) or not re.fullmatch(r"-?[0-9]+([.][0-9]+)?", str(value)):
        return False
    left, right = Decimal(str(value)), Decimal(str(than))
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]


def day_fits(value: Any, op: str, other: Any, today: date) -> bool:
    """Days in ISO 8601, with or without a time behind them."""
    if not isinstance(value, str) or not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T|\Z)", value):
        return False
    day = value[:10]
    if op == "before":
        return day < other
    if op == "after":
        return day > other
    return (today - timedelta(days=other)).isoformat() <= day <= today.isoformat()


def instant_fits(value: datetime | None, op: str, other: Any, now: datetime, zone: ZoneInfo) -> bool:
    """Instants, by the company's days."""
    assert value is not None
    if op == "in the last n days":
        return now - timedelta(days=other) <= value <= now
    day = value.astimezone(zone).date().isoformat()
    return day < other if op == "before" else day > other
