"""Events at the native door, for the OpenAPI document: `analytics.events` reads them."""

from rest_framework import serializers

from analytics.events import MAX_KEY
from analytics.models import Kind


class EventSerializer(serializers.Serializer[None]):
    """One event, or a number of equal ones."""

    key = serializers.CharField(max_length=MAX_KEY, help_text="Your own; the same key is counted once.")
    kind = serializers.ChoiceField(choices=Kind.choices)
    campaignId = serializers.UUIDField(required=False, help_text="May be left out where contentId is given.")
    contentId = serializers.UUIDField(required=False, allow_null=True)
    platform = serializers.CharField(required=False, help_text="By default the content item's own.")
    count = serializers.IntegerField(required=False, default=1, help_text="How many equal events this stands for.")
    value = serializers.DecimalField(18, 6, required=False, help_text="Money: with spend and conversion.")
    currency = serializers.CharField(required=False, help_text="ISO 4217; by default the company's.")
    occurredAt = serializers.DateTimeField(required=False, help_text="By default now.")
    machine = serializers.BooleanField(required=False, default=False, help_text="Whether you know it was no person.")


class BatchSerializer(serializers.Serializer[None]):
    """Up to 10,000 events."""

    events = EventSerializer(many=True)


class RejectionSerializer(serializers.Serializer[None]):
    """An event that does not count."""

    index = serializers.IntegerField(help_text="Its place in the batch, from 0.")
    message = serializers.CharField()


class OutcomeSerializer(serializers.Serializer[None]):
    """What became of a batch."""

    accepted = serializers.IntegerField()
    duplicates = serializers.IntegerField(help_text="Events whose key was counted before.")
    rejected = RejectionSerializer(many=True)
