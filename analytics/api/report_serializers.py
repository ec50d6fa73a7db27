"""Reports at the native door, for the OpenAPI document: `report_answers` makes them."""

from typing import Any

from rest_framework import serializers

from analytics.api.report_answers import WEEKDAYS
from analytics.metrics import Unit

METRICS_HELP = "Every metric by its name: a number; money by currency as text; null where it is unknown."


class MetricSerializer(serializers.Serializer[None]):
    """What a metric means."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the body's name
    unit = serializers.ChoiceField(choices=[unit.value for unit in Unit])
    formula = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # the body's name


class DefinitionsSerializer(serializers.Serializer[None]):
    """What every metric means."""

    metrics = MetricSerializer(many=True)


class DaysSerializer(serializers.Serializer[None]):
    """Some days, the first and the last."""

    to = serializers.DateField()

    def get_fields(self) -> Any:
        """With `from`, which Python keeps for itself."""
        return {"from": serializers.DateField(), **super().get_fields()}


class MachinesSerializer(serializers.Serializer[None]):
    """What machines did: never in any metric."""

    total = serializers.IntegerField()
    byKind = serializers.DictField(child=serializers.IntegerField())
    byRule = serializers.DictField(child=serializers.IntegerField())


class PlatformPartSerializer(serializers.Serializer[None]):
    """One platform's numbers."""

    platform = serializers.CharField(allow_null=True, help_text="Null for what happened on none.")
    metrics = serializers.DictField(help_text=METRICS_HELP)


class FamilyPartSerializer(serializers.Serializer[None]):
    """The numbers of one family of campaigns."""

    family = serializers.CharField()
    metrics = serializers.DictField(help_text=METRICS_HELP)


class OverviewSerializer(DaysSerializer):
    """All that was counted in some days."""

    timeZone = serializers.CharField()
    previous = DaysSerializer(allow_null=True)
    metrics = serializers.DictField(help_text=METRICS_HELP)
    previousMetrics = serializers.DictField(allow_null=True)
    change = serializers.DictField(
        child=serializers.FloatField(allow_null=True), help_text="In per cent; null where it cannot be told."
    )
    machines = MachinesSerializer()
    byPlatform = PlatformPartSerializer(many=True)
    byFamily = FamilyPartSerializer(many=True)


class SeriesSerializer(DaysSerializer):
    """Metrics along the days."""

    granularity = serializers.CharField()
    timeZone = serializers.CharField()
    points = serializers.ListField(
        child=serializers.DictField(), help_text="`date` is the first day of the day, week or month; then each metric."
    )


class OfCampaignSerializer(serializers.Serializer[None]):
    """Whose it is."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class RankedSerializer(serializers.Serializer[None]):
    """A content item and its numbers."""

    id = serializers.UUIDField()
    type = serializers.CharField()
    platform = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    excerpt = serializers.CharField(help_text="How its text begins.")
    publishedAt = serializers.DateTimeField(allow_null=True)
    campaign = OfCampaignSerializer(allow_null=True)
    metrics = serializers.DictField(help_text=METRICS_HELP)


class RankingSerializer(DaysSerializer):
    """The content that did best."""

    timeZone = serializers.CharField()
    metric = serializers.CharField()
    items = RankedSerializer(many=True)


class SlotSerializer(serializers.Serializer[None]):
    """An hour of the week."""

    weekday = serializers.ChoiceField(choices=WEEKDAYS)
    hour = serializers.IntegerField()
    items = serializers.IntegerField(help_text="How many items were published in it.")
    impressions = serializers.IntegerField()
    engagement = serializers.IntegerField()
    engagementRate = serializers.FloatField()


class TimesSerializer(DaysSerializer):
    """How content did by the hour at which it was published."""

    timeZone = serializers.CharField()
    slots = SlotSerializer(many=True)
    best = SlotSerializer(many=True)


class ComparedSerializer(serializers.Serializer[None]):
    """A campaign and its numbers."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.CharField()
    family = serializers.CharField()
    metrics = serializers.DictField(help_text=METRICS_HELP)


class ComparisonSerializer(DaysSerializer):
    """Campaigns beside each other."""

    timeZone = serializers.CharField()
    items = ComparedSerializer(many=True)
    total = serializers.IntegerField()
