"""A campaign's numbers as the native door shows them."""

from typing import Any

from rest_framework import serializers

from analytics.metrics import METRICS, Numbers
from analytics.models import Kind
from analytics.queries import OfCampaign, Part

# The seed's names for the types of content.
TYPES = {"social": "social_post", "blog": "blog_post", "script": "video_script"}


class PlatformShareSerializer(serializers.Serializer[None]):
    """One platform's share."""

    platform = serializers.CharField()
    views = serializers.IntegerField()
    impressions = serializers.IntegerField()
    engagement = serializers.IntegerField()
    contentCount = serializers.IntegerField()


class TypeShareSerializer(serializers.Serializer[None]):
    """One type's share."""

    contentType = serializers.ChoiceField(choices=list(TYPES.values()))
    count = serializers.IntegerField(help_text="How many items of it there are.")
    views = serializers.IntegerField()
    engagement = serializers.IntegerField()


class CampaignAnalyticsSerializer(serializers.Serializer[None]):
    """A campaign's numbers (for the OpenAPI document; `shown` makes them)."""

    totalViews = serializers.IntegerField()
    totalImpressions = serializers.IntegerField()
    totalLikes = serializers.IntegerField()
    totalComments = serializers.IntegerField()
    totalShares = serializers.IntegerField()
    totalClicks = serializers.IntegerField()
    totalEngagement = serializers.IntegerField(help_text="Likes + comments + shares.")
    engagementRate = serializers.FloatField(help_text="Engagement / impressions × 100.")
    contentCount = serializers.IntegerField()
    publishedCount = serializers.IntegerField()
    byPlatform = PlatformShareSerializer(many=True)
    byContentType = TypeShareSerializer(many=True)


def shown(found: OfCampaign) -> dict[str, Any]:
    """A campaign's numbers; platforms and types with the most views first."""
    numbers = found.whole.numbers
    return {
        "totalViews": numbers.count((Kind.VIEW,)),
        "totalImpressions": numbers.count((Kind.IMPRESSION,)),
        "totalLikes": numbers.count((Kind.LIKE,)),
        "totalComments": numbers.count((Kind.COMMENT,)),
        "totalShares": numbers.count((Kind.SHARE,)),
        "totalClicks": numbers.count((Kind.CLICK,)),
        "totalEngagement": _engagement(numbers),
        "engagementRate": float(METRICS["engagementRate"].of_numbers(numbers)),  # type: ignore[arg-type]  # a rate
        "contentCount": found.whole.items,
        "publishedCount": found.whole.published,
        "byPlatform": [_platform(name, part) for name, part in _sorted(found.by_platform)],
        "byContentType": [_type(name, part) for name, part in _sorted(found.by_type)],
    }


def _platform(name: str, part: Part) -> dict[str, Any]:
    return {
        "platform": name,
        "views": part.numbers.count((Kind.VIEW,)),
        "impressions": part.numbers.count((Kind.IMPRESSION,)),
        "engagement": _engagement(part.numbers),
        "contentCount": part.items,
    }


def _type(name: str, part: Part) -> dict[str, Any]:
    views, engagement = part.numbers.count((Kind.VIEW,)), _engagement(part.numbers)
    return {"contentType": TYPES[name], "count": part.items, "views": views, "engagement": engagement}


def _engagement(numbers: Numbers) -> int:
    return numbers.count(METRICS["engagement"].of)


def _sorted(parts: dict[str, Part]) -> list[tuple[str, Part]]:
    return sorted(parts.items(), key=lambda found: (-found[1].numbers.count((Kind.VIEW,)), found[0]))
