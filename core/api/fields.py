"""Serializer fields as the doors mean them: a string is a string, a flag is a flag, an instant has its zone."""

from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty


class InstantField(serializers.DateTimeField):
    """An ISO 8601 instant with its offset; kept and shown in UTC."""

    default_error_messages = {"zone": "Give the time zone, for instance 2027-03-01T09:00:00Z."}

    def to_internal_value(self, value: Any) -> datetime:
        """Parse; an instant without an offset is not an instant."""
        try:
            found: datetime = super().to_internal_value(value)
            return found.astimezone(UTC)
        except OverflowError:
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")

    def enforce_timezone(self, value: datetime) -> datetime:
        """Refuse instead of guessing."""
        if value.tzinfo is None:
            self.fail("zone")
        return value


class TextField(serializers.CharField):
    """Text as it was written: only a string will do, and a NUL cannot be kept."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=options.pop("trim_whitespace", False), **options)

    def run_validation(self, data: Any = empty) -> Any:
        """DRF turns numbers into text; here they are a mistake."""
        if data is not empty and data is not None and not isinstance(data, str):
            self.fail("invalid")
        return super().run_validation(data)


class FlagField(serializers.BooleanField):
    """`true` or `false`, and nothing that only looks like one."""

    def to_internal_value(self, data: Any) -> bool:
        """DRF takes "yes", 1 and "off" as well; here they are a mistake."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


def instant(value: datetime | None) -> str | None:
    """An instant in UTC with `Z`, to the millisecond where it is not a whole second."""
    if value is None:
        return None
    value = value.astimezone(UTC)
    precision = "milliseconds" if value.microsecond else "seconds"
    return value.isoformat(timespec=precision)[:-6] + "Z"
