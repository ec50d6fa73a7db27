"""What the native door takes and shows of a campaign."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from campaigns import context
from campaigns.channels import CHANNELS, canonical
from campaigns.models import CampaignStatus, CampaignType
from core.api.fields import FlagField, InstantField, TextField, instant

COLUMNS = (
    "uuid", "name", "brief", "goal", "type", "status", "starts_at", "ends_at", "paused_at", "resumed_at",
    "completed_at", "last_status_changed_at", "is_archived", "context_overrides", "created_at", "updated_at",
)  # fmt: skip


class ChannelField(TextField):
    """A channel in any of its usual spellings; kept by its canonical name."""

    def to_internal_value(self, data: Any) -> str:
        """The canonical name; an empty one stays empty, where that is allowed."""
        if not data:
            return ""
        found = canonical(super().to_internal_value(data))
        if found is None:
            raise serializers.ValidationError(f"“{data}” is not a channel. Known are: {', '.join(CHANNELS)}.")
        return found


class ContextSerializer(serializers.Serializer[None]):
    """A campaign's context; a key set to null inherits again."""

    keyMessages = serializers.ListField(child=TextField(max_length=500), max_length=50, required=False, allow_null=True)
    targetAudience = TextField(max_length=5_000, required=False, allow_null=True, allow_blank=True)
    tone = TextField(max_length=500, required=False, allow_null=True, allow_blank=True)
    channels = serializers.ListField(child=ChannelField(), max_length=50, required=False, allow_null=True)

    def validate_channels(self, value: list[str] | None) -> list[str] | None:
        """Each once."""
        return value and list(dict.fromkeys(value))


class CampaignInputSerializer(serializers.Serializer[None]):
    """The fields of a campaign that a caller may write."""

    name = TextField(max_length=255, trim_whitespace=True)
    brief = TextField(max_length=20_000, required=False, allow_null=True, allow_blank=True)
    goal = TextField(max_length=5_000, required=False, allow_null=True, allow_blank=True)
    type = serializers.ChoiceField(choices=CampaignType.choices, required=False)
    startsAt = InstantField(source="starts_at", required=False, allow_null=True)
    endsAt = InstantField(source="ends_at", required=False, allow_null=True)
    context = ContextSerializer(required=False, allow_null=True)  # type: ignore[assignment]  # the body's name


class CampaignUpdateSerializer(CampaignInputSerializer):
    """As on creation, and the status; every field may be left out."""

    status = serializers.ChoiceField(choices=CampaignStatus.choices, required=False)


class ArchiveSerializer(serializers.Serializer[None]):
    """Whether to archive or to show again."""

    archive = FlagField()


class ShownContextSerializer(serializers.Serializer[None]):
    """The context that counts: the campaign's own over the brand's."""

    keyMessages = serializers.ListField(child=serializers.CharField())
    targetAudience = serializers.CharField()
    tone = serializers.CharField()
    channels = serializers.ListField(child=serializers.CharField())


class CampaignSerializer(serializers.Serializer[None]):
    """A campaign as the native door shows it (for the OpenAPI document; `shown` makes it)."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    brief = serializers.CharField()
    goal = serializers.CharField()
    type = serializers.ChoiceField(choices=CampaignType.choices)
    status = serializers.ChoiceField(choices=CampaignStatus.choices)
    startsAt = serializers.DateTimeField(allow_null=True)
    endsAt = serializers.DateTimeField(allow_null=True)
    pausedAt = serializers.DateTimeField(allow_null=True)
    resumedAt = serializers.DateTimeField(allow_null=True)
    completedAt = serializers.DateTimeField(allow_null=True)
    lastStatusChangedAt = serializers.DateTimeField()
    isArchived = serializers.BooleanField()
    context = ShownContextSerializer()  # type: ignore[assignment]  # the body's name
    contextOverrides = serializers.DictField()
    createdAt = serializers.DateTimeField()
    updatedAt = serializers.DateTimeField()


@extend_schema_serializer(many=False)
class CampaignPageSerializer(serializers.Serializer[None]):
    """A page of campaigns."""

    items = CampaignSerializer(many=True)
    total = serializers.IntegerField()


def shown(row: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """A campaign as the native door shows it.

    Args:
        row: `COLUMNS` by name.
        defaults: the context that it inherits.
    """
    overrides = row["context_overrides"]
    return {
        "id": str(row["uuid"]),
        "name": row["name"],
        "brief": row["brief"],
        "goal": row["goal"],
        "type": row["type"],
        "status": row["status"],
        "startsAt": instant(row["starts_at"]),
        "endsAt": instant(row["ends_at"]),
        "pausedAt": instant(row["paused_at"]),
        "resumedAt": instant(row["resumed_at"]),
        "completedAt": instant(row["completed_at"]),
        "lastStatusChangedAt": instant(row["last_status_changed_at"]),
        "isArchived": row["is_archived"],
        "context": context.effective(overrides, defaults),
        "contextOverrides": overrides,
        "createdAt": instant(row["created_at"]),
        "updatedAt": instant(row["updated_at"]),
    }
