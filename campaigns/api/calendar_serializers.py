"""What the native door takes and shows of the calendar."""

from typing import Any

from rest_framework import serializers

from campaigns import calendar
from core.api.fields import TextField, instant


class EntrySerializer(serializers.Serializer[None]):
    """One thing on the calendar."""

    kind = serializers.CharField()
    id = serializers.CharField()
    title = serializers.CharField()
    status = serializers.CharField()
    startsAt = serializers.DateTimeField()
    endsAt = serializers.DateTimeField(allow_null=True)
    campaignId = serializers.UUIDField(allow_null=True)
    detail = serializers.CharField(help_text="The platform or family.")


class FeedSerializer(serializers.Serializer[None]):
    """Who uses the address."""

    name = TextField(max_length=255, trim_whitespace=True)


class FeedAddressSerializer(serializers.Serializer[None]):
    """The address; it is shown only now."""

    url = serializers.URLField()


def shown(entry: calendar.Entry) -> dict[str, Any]:
    """An entry as the native door shows it."""
    return {
        "kind": entry.kind,
        "id": entry.id,
        "title": entry.title,
        "status": entry.status,
        "startsAt": instant(entry.starts_at),
        "endsAt": instant(entry.ends_at),
        "campaignId": entry.campaign_id,
        "detail": entry.detail,
    }
