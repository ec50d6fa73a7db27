"""Reading an agency's campaign: every check of the contract in its order and in its words."""

from typing import Any

from rest_framework import serializers

from core.api.fields import TextField
from core.api.validation import validated
from core.errors import Fault, InvalidError
from delivery.agency import ONCE, RECURRING, Asked
from delivery.agency_payload import PAYLOAD, Card, Payload

MISSING = "Name and Template payload are required for the campaign creation"
SCHEDULE_TYPE = "Schedule type should include only 'once' and 'recurring'."
DAYS = "Days and Times are required for a recurring schedule."
LONGEST_VALUE = 2_000
MOST_VALUES = 100


class _ValuesField(serializers.ListField):
    """Values by position; nothing is an empty list."""

    def __init__(self, **options: Any) -> None:
        child = TextField(max_length=LONGEST_VALUE, allow_blank=True)
        super().__init__(child=child, max_length=MOST_VALUES, required=False, allow_null=True, **options)


class _UrlField(TextField):
    """The address of a picture; nothing is the template's own."""

    def __init__(self, **options: Any) -> None:
        empty = {"required": False, "allow_null": True, "allow_blank": True}
        super().__init__(max_length=LONGEST_VALUE, trim_whitespace=True, **empty, **options)


class AgencyCardSerializer(serializers.Serializer[None]):
    """A card of a carousel."""

    card_image_url = _UrlField()
    card_body_variables = _ValuesField()


class AgencyPayloadSerializer(serializers.Serializer[None]):
    """A template with what is put into it."""

    template_name = TextField(max_length=255, trim_whitespace=True)
    group_name = TextField(max_length=255, trim_whitespace=True)
    header_variable = _ValuesField()
    body_variable = _ValuesField()
    image_url = _UrlField()
    cards = serializers.ListField(child=AgencyCardSerializer(), max_length=MOST_VALUES, required=False, allow_null=True)


class AgencyCampaignRequestSerializer(serializers.Serializer[None]):
    """An agency's campaign."""

    name = TextField(max_length=255, trim_whitespace=True)
    template_payload = AgencyPayloadSerializer()
    schedule_type = serializers.ChoiceField(choices=[ONCE, RECURRING])
    schedule = TextField(max_length=64, trim_whitespace=True, help_text="YYYY-MM-DD HH:MM, or ISO 8601 with an offset.")
    days = serializers.DictField(required=False, allow_null=True, help_text="By weekday, lists of times as HH:MM.")


def read(body: dict[str, Any]) -> Asked:
    """The campaign that a body asks for. Keys that mean nothing here change nothing.

    Raises:
        InvalidError: in the contract's words where it has some, else naming the field.
    """
    _check_there(body)
    data = validated(AgencyCampaignRequestSerializer, body)
    payload = data[PAYLOAD]
    return Asked(
        name=data["name"],
        payload=Payload(
            template_name=payload["template_name"],
            group_name=payload["group_name"],
            header=payload.get("header_variable") or (),
            body=payload.get("body_variable") or (),
            image_url=payload.get("image_url") or "",
            cards=[_card(card) for card in payload.get("cards") or ()],
        ),
        schedule_type=data["schedule_type"],
        schedule=data["schedule"],
        days=data.get("days") or {},
    )


def _check_there(body: dict[str, Any]) -> None:
    """What the contract has sentences for."""
    name, payload = body.get("name"), body.get(PAYLOAD)
    if name is None or payload is None or payload == {} or (isinstance(name, str) and not name.strip()):
        raise InvalidError(MISSING)
    if body.get("schedule_type") not in (ONCE, RECURRING):
        raise InvalidError(SCHEDULE_TYPE)
    days = body.get("days")
    if body["schedule_type"] != RECURRING:
        # Nothing reads them, so that nothing of them is at fault.
        body.pop("days", None)
    elif not days or (isinstance(days, dict) and not all(days.values())):
        raise InvalidError(DAYS)
    elif not isinstance(days, dict):
        raise InvalidError("A JSON object is expected.", faults=[Fault(["days"], "A JSON object is expected.")])


def _card(data: dict[str, Any]) -> Card:
    return Card(data.get("card_image_url") or "", data.get("card_body_variables") or ())
