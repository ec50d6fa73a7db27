"""What the native door takes and shows of tracked links and the tracking policy."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from analytics.models import Mode, Purpose, TrackedLink, TrackingPolicy
from analytics.models.link import LONGEST_TARGET, LONGEST_TEMPLATE
from analytics.tracking import links, tagging
from campaigns.api.serializers import ChannelField
from core.api.fields import FlagField, TextField, instant

_PLACEHOLDERS = f"With the placeholders {', '.join(f'`{{{name}}}`' for name in tagging.PLACEHOLDERS)}."


class TagsSerializer(serializers.Serializer[None]):
    """UTM values of one link, in place of the policy's; an empty one leaves the tag out."""

    utm_source = TextField(max_length=links.LONGEST_TAG, required=False, allow_blank=True)
    utm_medium = TextField(max_length=links.LONGEST_TAG, required=False, allow_blank=True)
    utm_campaign = TextField(max_length=links.LONGEST_TAG, required=False, allow_blank=True)
    utm_content = TextField(max_length=links.LONGEST_TAG, required=False, allow_blank=True)
    utm_term = TextField(max_length=links.LONGEST_TAG, required=False, allow_blank=True)

    def to_internal_value(self, data: Any) -> Any:
        """Only the tags that there are: a misspelt one would be left out without a word."""
        unknown = [name for name in data if name not in tagging.TAGS] if isinstance(data, dict) else []
        if unknown:
            message = f"A tag must be one of {', '.join(tagging.TAGS)}."
            raise serializers.ValidationError({name: [message] for name in unknown})
        return super().to_internal_value(data)


class LinkInputSerializer(serializers.Serializer[None]):
    """What a new link needs: a target, and campaignId or contentId."""

    purpose = serializers.ChoiceField(
        choices=Purpose.choices, required=False, help_text="`click` leads on to the target; `open` is a pixel."
    )
    target = TextField(max_length=LONGEST_TARGET, required=False, allow_blank=True, help_text="http or https.")
    campaignId = serializers.UUIDField(source="campaign", required=False, allow_null=True)
    contentId = serializers.UUIDField(source="content", required=False, allow_null=True)
    platform = ChannelField(
        required=False, allow_null=True, allow_blank=True, help_text="By default the content item's own."
    )
    name = TextField(max_length=255, required=False, allow_blank=True, trim_whitespace=True)
    tags = TagsSerializer(required=False)


class LinkSerializer(serializers.Serializer[None]):
    """A link as the native door shows it (for the OpenAPI document; `shown` makes it)."""

    id = serializers.UUIDField()
    url = serializers.URLField(help_text="The address to hand out.")
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    target = serializers.CharField(allow_null=True)
    taggedTarget = serializers.CharField(allow_null=True, help_text="Where a click leads at present.")
    campaignId = serializers.UUIDField(allow_null=True)
    contentId = serializers.UUIDField(allow_null=True)
    platform = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    tags = TagsSerializer()
    clicks = serializers.IntegerField(help_text="By people; of a pixel, opens.")
    machineClicks = serializers.IntegerField(help_text="By machines.")
    createdAt = serializers.DateTimeField()
    endedAt = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(many=False)
class LinkPageSerializer(serializers.Serializer[None]):
    """A page of links."""

    items = LinkSerializer(many=True)
    total = serializers.IntegerField()
    totalIsCapped = serializers.BooleanField(required=False, help_text="There are more than `total`.")


class PolicySerializer(serializers.Serializer[None]):
    """How the company tags the addresses that its links lead to; what is not given stays."""

    mode = serializers.ChoiceField(choices=Mode.choices, required=False)
    utm_source = TextField(max_length=LONGEST_TEMPLATE, required=False, allow_blank=True, help_text=_PLACEHOLDERS)
    utm_medium = TextField(max_length=LONGEST_TEMPLATE, required=False, allow_blank=True, help_text=_PLACEHOLDERS)
    utm_campaign = TextField(max_length=LONGEST_TEMPLATE, required=False, allow_blank=True, help_text=_PLACEHOLDERS)
    utm_content = TextField(max_length=LONGEST_TEMPLATE, required=False, allow_blank=True, help_text=_PLACEHOLDERS)
    utm_term = TextField(max_length=LONGEST_TEMPLATE, required=False, allow_blank=True, help_text=_PLACEHOLDERS)
    trackEmails = FlagField(
        source="track_emails",
        required=False,
        help_text="Whether links and opens of e-mails are counted, from the next run on.",
    )


def shown(link: TrackedLink, base: str) -> dict[str, Any]:
    """A link as the native door shows it.

    Args:
        link: with `links.RELATED`.
        base: scheme and host of its address.
    """
    campaign = link.belongs_to
    return {
        "id": str(link.uuid),
        "url": links.address(link, base=base),
        "purpose": link.purpose,
        "target": link.target or None,
        "taggedTarget": links.destination(link) if link.target else None,
        "campaignId": str(campaign.uuid) if campaign else None,
        "contentId": str(link.content.uuid) if link.content else None,
        "platform": link.platform or None,
        "name": link.name,
        "tags": link.tags,
        "clicks": link.clicks,
        "machineClicks": link.machine_clicks,
        "createdAt": instant(link.created_at),
        "endedAt": instant(link.ended_at),
    }


def shown_policy(policy: TrackingPolicy) -> dict[str, Any]:
    """The policy as the native door shows it."""
    tags = {tag: getattr(policy, tag) for tag in tagging.TAGS}
    return {"mode": policy.mode, **tags, "trackEmails": policy.track_emails}
