"""Amounts as people and machines write them."""

import re
from decimal import Decimal, InvalidOperation

from price_parser import Price

MAX_AMOUNT = Decimal(10) ** 12  # beyond it, it is an article number

_MACHINE = re.compile(r"\d{1,12}(?:\.\d{1,2}|\.\d{4,6})?")  # not "1.299", which shops mean as thousands
_PADDED = re.compile(r"(\d{4,12}\.\d\d)0")  # "4990.000"
_GROUPS = re.compile(r"(?<=\d)[ '’](?=\d{3}(?:\D|\Z))")


def amount_of(text: str) -> Decimal | None:
    """Return the one amount in a short text; None if there is none, or it is absurdly large."""
    value = text.strip()[:60]
    value = _PADDED.sub(r"\1", value)
    if _MACHINE.fullmatch(value):
        found: Decimal | None = Decimal(value)
    else:
        found = _written(value)
    if found is None or not found.is_finite() or not 0 <= found <= MAX_AMOUNT:
        return None
    return found.quantize(Decimal("0.01")) if found % 1 else found.quantize(Decimal(1))


def _written(value: str) -> Decimal | None:
    try:
        return Price.fromstring(_GROUPS.sub("", value)).amount
    except (InvalidOperation, ValueError):
        return None
