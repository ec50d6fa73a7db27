"""The partner door's bodies, for the OpenAPI document; `partners.payload` reads them."""

from rest_framework import serializers


class SourceSerializer(serializers.Serializer[None]):
    """A partner's item."""

    material = serializers.ListField(child=serializers.URLField(), min_length=1, max_length=50)
    name = serializers.CharField(max_length=255)
    reference_id = serializers.CharField(max_length=255)
    target_url = serializers.URLField()


class PartnerCallSerializer(serializers.Serializer[None]):
    """The body of a partner's call."""

    source = SourceSerializer()  # type: ignore[assignment]  # the body's name, not the field's source


class CampaignLinkSerializer(serializers.Serializer[None]):
    """Where to go on by hand."""

    campaign_link = serializers.URLField()


class CreatedSerializer(serializers.Serializer[None]):
    """A campaign that was made for the item."""

    ad_creation_link = serializers.URLField()
    campaign_id = serializers.CharField()
