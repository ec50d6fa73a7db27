"""What the native door takes and shows of content."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from campaigns.api.serializers import ChannelField
from campaigns.models import ContentItem, ContentStatus, ContentType
from core.api.fields import FlagField, InstantField, TextField, instant

COLUMNS = (
    "uuid", "campaign__uuid", "type", "platform", "title", "body", "media", "status", "scheduled_at", "missed_at",
    "published_at", "external_id", "external_url", "problem", "provenance", "review", "created_at", "updated_at",
)  # fmt: skip


class MediaField(serializers.ListField):
    """Addresses of pictures and videos."""

    child = serializers.URLField(max_length=2083)


class ContentChangeSerializer(serializers.Serializer[None]):
    """The fields of an item that a caller may change."""

    campaignId = serializers.UUIDField(source="campaign", required=False, allow_null=True)
    platform = ChannelField(required=False, allow_null=True, allow_blank=True)
    title = TextField(max_length=500, required=False, allow_blank=True)
    content = TextField(source="body", max_length=100_000, required=False, allow_blank=True)
    media = MediaField(required=False, max_length=50)
    scheduledAt = InstantField(source="scheduled_at", required=False, allow_null=True)


class ContentInputSerializer(ContentChangeSerializer):
    """As for a change, and the type, which an item keeps."""

    type = serializers.ChoiceField(choices=ContentType.choices)


class ScheduleSerializer(serializers.Serializer[None]):
    """When to publish."""

    scheduledAt = InstantField(source="scheduled_at")


class ReviewSerializer(serializers.Serializer[None]):
    """A verdict."""

    approve = FlagField()


class ContentSerializer(serializers.Serializer[None]):
    """An item as the native door shows it (for the OpenAPI document; `shown` makes it)."""

    id = serializers.UUIDField()
    campaignId = serializers.UUIDField(allow_null=True)
    type = serializers.ChoiceField(choices=ContentType.choices)
    platform = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    content = serializers.CharField()
    status = serializers.CharField(help_text="Upper case for social and blog, lower case for scripts.")
    scheduledAt = serializers.DateTimeField(allow_null=True)
    publishedAt = serializers.DateTimeField(allow_null=True)
    missedAt = serializers.DateTimeField(allow_null=True)
    media = serializers.ListField(child=serializers.URLField())
    externalId = serializers.CharField(allow_null=True)
    externalUrl = serializers.URLField(allow_null=True)
    problem = serializers.CharField(allow_null=True, help_text="Why it could not be published.")
    provenance = serializers.DictField()
    review = serializers.ChoiceField(choices=["pending", "approved", "rejected"], allow_null=True)
    createdAt = serializers.DateTimeField()
    updatedAt = serializers.DateTimeField()


@extend_schema_serializer(many=False)
class ContentPageSerializer(serializers.Serializer[None]):
    """A page of content."""

    items = ContentSerializer(many=True)
    total = serializers.IntegerField()
    totalIsCapped = serializers.BooleanField(required=False, help_text="There are more than `total`.")


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """An item as the native door shows it.

    Args:
        row: `COLUMNS` by name.
    """
    return {
        "id": str(row["uuid"]),
        "campaignId": row["campaign__uuid"] and str(row["campaign__uuid"]),
        "type": row["type"],
        "platform": row["platform"] or None,
        "title": row["title"],
        "content": row["body"],
        "status": shown_status(row["type"], row["status"]),
        "scheduledAt": instant(row["scheduled_at"]),
        "publishedAt": instant(row["published_at"]),
        "missedAt": instant(row["missed_at"]),
        "media": row["media"],
        "externalId": row["external_id"] or None,
        "externalUrl": row["external_url"] or None,
        "problem": row["problem"] or None,
        "provenance": row["provenance"],
        "review": row["review"] or None,
        "createdAt": instant(row["created_at"]),
        "updatedAt": instant(row["updated_at"]),
    }


def shown_item(item: ContentItem) -> dict[str, Any]:
    """The same of an item that is at hand, with its campaign."""
    row = {name: getattr(item, name) for name in COLUMNS if "__" not in name}
    return shown({**row, "campaign__uuid": item.campaign.uuid if item.campaign else None})


def shown_status(kind: str, status: str) -> str:
    """The status in the case that the seed shows: lower for scripts, upper for the rest."""
    return status.lower() if kind == ContentType.SCRIPT else status


def known_statuses() -> list[tuple[str, str]]:
    """The statuses that a filter takes, in both cases."""
    return [(value, label) for status, label in ContentStatus.choices for value in (status, status.lower())]
