"""Fields of the messaging door that DRF has not: ids, pairs, and the recipients that a call names itself."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from core.channels import Channel
from delivery.inline import Named

MOST_CONTACTS = 1_000
MOST_PAIRS = 200
LONGEST_NAME = 255
LONGEST_VALUE = 2_000
_LARGEST = 2**63 - 1

_CONTACT = {
    "type": "object",
    "properties": {
        "email": {"type": "string"},
        "phone": {"type": "string"},
        "push_token": {"type": "string"},
        "personalization": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}

# By channel: under which key a call gives the address.
ADDRESS_KEYS: Mapping[str, str] = {
    Channel.EMAIL: "email",
    Channel.SMS: "phone",
    Channel.WHATSAPP: "phone",
    Channel.APN: "push_token",
    Channel.BPN: "push_token",
}


class IdField(serializers.IntegerField):
    """An id of this door: a positive whole number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=_LARGEST, **options)

    def to_internal_value(self, data: Any) -> int:
        """DRF takes texts of digits, which many callers send; a flag is no number."""
        if isinstance(data, bool | float):
            self.fail("invalid")
        found: int = super().to_internal_value(data)
        return found


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class PairsField(serializers.Field):  # type: ignore[type-arg]  # what it gives is said below
    """Values of variables by name."""

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """A JSON object of texts."""
        if not isinstance(data, dict):
            raise ValidationError("A JSON object of names and texts is expected.")
        if len(data) > MOST_PAIRS:
            raise ValidationError(f"At most {MOST_PAIRS} pairs are taken.")
        faults = {name: [fault] for name, value in data.items() if (fault := _fault(name, value))}
        if faults:
            raise ValidationError(faults)
        return data

    def to_representation(self, value: Any) -> Any:
        """As it is."""
        return value


def _fault(name: str, value: Any) -> str:
    if len(name) > LONGEST_NAME:
        return f"A name has at most {LONGEST_NAME} characters."
    if not isinstance(value, str):
        return "A value must be a text."
    return f"A value has at most {LONGEST_VALUE:,} characters." if len(value) > LONGEST_VALUE else ""


@extend_schema_field({"type": "array", "maxItems": MOST_CONTACTS, "items": _CONTACT})
class ContactsField(serializers.Field):  # type: ignore[type-arg]
    """Recipients that a call names itself. An address that is none is no fault here: it is counted as invalid."""

    def to_internal_value(self, data: Any) -> list[dict[str, Any]]:
        """A list of JSON objects with personalization of the right form."""
        if not isinstance(data, list):
            raise ValidationError("A list is expected.")
        if len(data) > MOST_CONTACTS:
            raise ValidationError(f"At most {MOST_CONTACTS:,} contacts are taken at once; make a group of more.")
        faults = {index: found for index, item in enumerate(data) if (found := self._faults(item))}
        if faults:
            raise ValidationError({str(index): found for index, found in faults.items()})
        return data

    def _faults(self, item: Any) -> Any:
        if not isinstance(item, dict):
            return ["A JSON object is expected."]
        try:
            PairsField().to_internal_value(item.get("personalization") or {})
        except ValidationError as error:
            return {"personalization": error.detail}
        return None

    def to_representation(self, value: Any) -> Any:
        """As it is."""
        return value


def named(channel: str, contacts: list[dict[str, Any]]) -> list[Named]:
    """The recipients with the address that a channel asks for.

    Args:
        contacts: as `ContactsField` gives them.
    """
    key = ADDRESS_KEYS[channel]
    return [Named(_text(contact.get(key)), contact.get("personalization") or {}) for contact in contacts]


def _text(value: Any) -> str:
    """What was written; what is no text is no address, and is listed as it was sent."""
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value!r}"[:255]
