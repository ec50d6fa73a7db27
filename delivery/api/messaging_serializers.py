"""What the messaging door takes."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from core.api.fields import FlagField, TextField
from core.channels import Channel
from delivery.api.messaging_fields import ContactsField, IdField, PairsField
from delivery.listing import STATES

MOST_APPS = 5
MOST_TAGS = 5
LONGEST_TAG = 25
MOST_IDS = 100
# By data source: under which key a call names its audience.
SOURCES: Mapping[str, str] = {"list": "list_ids", "segment": "segment_ids", "contacts": "contacts"}
PUSH = (Channel.APN, Channel.BPN)


class CreateMessageCampaignSerializer(serializers.Serializer[None]):
    """A campaign of the messaging family."""

    name = TextField(max_length=255, trim_whitespace=True)
    type = serializers.ChoiceField(choices=Channel.choices)
    app_ids = serializers.ListField(child=TextField(max_length=128), max_length=MOST_APPS, required=False)
    app_id = TextField(max_length=128, required=False, help_text="The same as app_ids with one.")
    tags = serializers.ListField(child=TextField(max_length=LONGEST_TAG), max_length=MOST_TAGS, required=False)
    template_id = IdField(help_text="Of an approved template of that channel.")
    trigger_event = TextField(max_length=128, required=False, allow_blank=True, trim_whitespace=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One list of apps, however they were given."""
        single = attrs.pop("app_id", "")
        apps = attrs.get("app_ids") or ([single] if single else [])
        return {**attrs, "app_ids": list(dict.fromkeys(apps))}


class ExecuteMessageCampaignSerializer(serializers.Serializer[None]):
    """An execution of a campaign."""

    campaign_id = IdField()
    type = serializers.ChoiceField(choices=Channel.choices)
    data_source = serializers.ChoiceField(choices=[(name, name) for name in SOURCES])
    list_ids = serializers.ListField(child=IdField(), max_length=MOST_IDS, required=False)
    segment_ids = serializers.ListField(child=IdField(), max_length=MOST_IDS, required=False)
    contacts = ContactsField(required=False)
    frequency_capping = FlagField(required=False)
    personalization = PairsField(required=False)
    force = FlagField(required=False)
    dryRun = FlagField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The audience is named as `data_source` says, and not otherwise."""
        source = attrs["data_source"]
        faults = {}
        for name, key in SOURCES.items():
            if name == source and not attrs.get(key):
                message = f"This field is required where data_source is “{source}”."
                faults[key] = [ErrorDetail(message, code="required")]
            elif name != source and attrs.get(key):
                faults[key] = [ErrorDetail(f"This field does not go with data_source “{source}”.")]
        if faults:
            raise ValidationError(faults)
        return attrs


class _OneOrMany(serializers.ListField):
    """A list; a single value is taken for a list of one."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """DRF wants a list."""
        return super().to_internal_value(data if isinstance(data, list) else [data])


class ListMessageCampaignsSerializer(serializers.Serializer[None]):
    """A page of campaigns."""

    page_no = serializers.IntegerField(min_value=1, max_value=10_000_000, required=False, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=100, required=False, default=20)
    campaign_ids = _OneOrMany(child=IdField(), max_length=MOST_IDS, required=False, default=list)
    channel = _OneOrMany(child=serializers.ChoiceField(choices=Channel.choices), required=False, default=list)
    campaign_states = _OneOrMany(child=serializers.ChoiceField(choices=STATES), required=False, default=list)


class MessageCampaignIdsSerializer(serializers.Serializer[None]):
    """Campaigns that are named."""

    campaign_ids = _OneOrMany(child=IdField(), min_length=1, max_length=MOST_IDS, required=False)
    campaign_id = IdField(required=False, help_text="The same as campaign_ids with one.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One list of ids, however they were given."""
        ids = attrs.get("campaign_ids") or ([attrs["campaign_id"]] if "campaign_id" in attrs else [])
        if not ids:
            raise ValidationError({"campaign_ids": [ErrorDetail("This field is required.", code="required")]})
        return {"campaign_ids": list(dict.fromkeys(ids))}
