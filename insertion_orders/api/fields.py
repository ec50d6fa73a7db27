"""Serializer fields as the DSP door means them: instants in its two units, money as numbers, lists with commas."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import TextField

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# From 2000 to 2100 in seconds; in milliseconds a thousand times as much, so that no number is good in both units.
_FIRST, _LAST = 946_684_800, 4_102_444_800
_MICRO = Decimal("0.000001")
_MOST_ID = 2**63 - 1
_DIGITS = re.compile(r"[0-9]{1,19}")


@extend_schema_field(OpenApiTypes.INT64)
class EpochField(serializers.Field[datetime, Any, Any, Any]):
    """An instant as a whole number since 1970, in seconds or in milliseconds; the other unit is refused by name.

    Args:
        unit: `seconds` or `milliseconds`.
    """

    default_error_messages = {
        "whole": "Give a whole number of {unit} since 1970.",
        "unit": "Give {unit} since 1970: this looks like {other}.",
        "range": "Give {unit} since 1970, between the years 2000 and 2100.",
    }

    def __init__(self, *, unit: str, **options: Any) -> None:
        self.unit = unit
        super().__init__(help_text=f"In {unit} since 1970.", **options)

    def to_internal_value(self, data: Any) -> datetime:
        """The instant."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("whole", unit=self.unit)
        ours, others = (1, 1000) if self.unit == "seconds" else (1000, 1)
        if not _FIRST * ours <= data < _LAST * ours:
            if _FIRST * others <= data < _LAST * others:
                self.fail("unit", unit=self.unit, other="milliseconds" if ours == 1 else "seconds")
            self.fail("range", unit=self.unit)
        return _EPOCH + timedelta(milliseconds=data * 1000 // ours)


@extend_schema_field(OpenApiTypes.DOUBLE)
class MoneyField(serializers.Field[Decimal, Any, Any, Any]):
    """An amount as a JSON number, kept to six decimals."""

    default_error_messages = {"number": "Give an amount as a number.", "range": "The amount is too large."}

    def to_internal_value(self, data: Any) -> Decimal:
        """The amount; a JSON number has more digits than money."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("number")
        if abs(data) >= 10**12:
            self.fail("range")
        return Decimal(repr(data)).quantize(_MICRO)


class WholeField(serializers.IntegerField):
    """A whole number; a text or a flag is none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": 1_000_000_000_000, **options})

    def to_internal_value(self, data: Any) -> int:
        """DRF takes texts as well; here they are a mistake."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


# Numbers as texts are taken, too.
_ID_SCHEMA = {"oneOf": [{"type": "integer"}, {"type": "string", "pattern": "^[0-9]+$"}]}
_IDS_SCHEMA = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "integer"}}]}


@extend_schema_field(_ID_SCHEMA)
class IdField(serializers.Field[int, Any, Any, Any]):
    """A number that names something; vendors' tools send some as texts, so that both are taken."""

    default_error_messages = {"invalid": "Give an id as a number."}

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if isinstance(data, str) and _DIGITS.fullmatch(data):
            data = int(data)
        if isinstance(data, bool) or not isinstance(data, int) or not 0 <= data <= _MOST_ID:
            self.fail("invalid")
        return int(data)


@extend_schema_field(_IDS_SCHEMA)
class IdsField(serializers.Field[list[int], Any, Any, Any]):
    """Ids with commas between them, or as a list; in their order, each once."""

    default_error_messages = {
        "invalid": "Give ids with commas between them, as in 1,2.",
        "empty": "Give at least one id.",
        "many": "Give at most {most} ids.",
    }
    most = 1_000

    def to_internal_value(self, data: Any) -> list[int]:
        """The ids."""
        parts = data.split(",") if isinstance(data, str) and data.strip() else data
        if isinstance(parts, int) and not isinstance(parts, bool):
            parts = [parts]
        if parts == "" or parts == []:
            self.fail("empty")
        if not isinstance(parts, list):
            self.fail("invalid")
        if len(parts) > self.most:
            self.fail("many", most=self.most)
        return list(dict.fromkeys(self._id(part) for part in parts))

    def _id(self, part: Any) -> int:
        try:
            found: int = IdField().run_validation(part.strip() if isinstance(part, str) else part)
        except serializers.ValidationError:
            self.fail("invalid")
        return found


class ListText(TextField):
    """A list as the vendor writes it: entries with commas between them. Empty is all, where that is allowed.

    Args:
        numbers: whether entries are ids.
    """

    default_error_messages = {
        "list": "Give a list with commas between its entries, as in 11,12.",
        "numbers": "Give ids with commas between them, as in 11,12.",
    }

    def __init__(self, *, numbers: bool = False, **options: Any) -> None:
        self.numbers = numbers
        super().__init__(trim_whitespace=True, **{"max_length": 2000, **options})

    def to_internal_value(self, data: Any) -> str:
        """The list without spaces around its entries."""
        text = str(super().to_internal_value(data))
        if not text:
            return ""
        entries = [entry.strip() for entry in text.split(",")]
        if self.numbers and not all(_DIGITS.fullmatch(entry) for entry in entries):
            self.fail("numbers")
        if not all(entries):
            self.fail("list")
        return ",".join(entries)


def milliseconds(value: datetime) -> int:
    """An instant in milliseconds since 1970."""
    return (value - _EPOCH) // timedelta(milliseconds=1)


def seconds(value: datetime | None) -> int | None:
    """An instant in seconds since 1970."""
    return None if value is None else (value - _EPOCH) // timedelta(seconds=1)


def number(value: Decimal | int | None) -> int | float | None:
    """An amount as a JSON number, whole where it is."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
