"""The agency door's answers, for the OpenAPI document; `agency_answers` makes them."""

from rest_framework import serializers


class AgencyCampaignCreatedSerializer(serializers.Serializer[None]):
    """A campaign that was made."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.CharField(help_text="scheduled, active, paused or completed.")
    next_run_at = serializers.DateTimeField(allow_null=True)


class AgencyCampaignRowSerializer(serializers.Serializer[None]):
    """A campaign."""

    id = serializers.UUIDField()
    uuid = serializers.UUIDField(help_text="The same as id.")
    name = serializers.CharField()
    status = serializers.CharField(help_text="scheduled, active, paused or completed.")
    schedule_type = serializers.CharField()
    startDate = serializers.DateTimeField(allow_null=True)
    endDate = serializers.DateField(allow_null=True, help_text="The last day, by the company's clock.")
    next_run_at = serializers.DateTimeField(allow_null=True)


class _AnswerSerializer(serializers.Serializer[None]):
    success = serializers.BooleanField(default=True)
    message = serializers.CharField()


class AgencyCreatedSerializer(_AnswerSerializer):
    """A campaign was made."""

    data = AgencyCampaignCreatedSerializer()  # type: ignore[assignment]  # the body's name


class AgencyCampaignsSerializer(_AnswerSerializer):
    """A campaign, as a list of one."""

    data = AgencyCampaignRowSerializer(many=True)  # type: ignore[assignment]


class AgencyPaginationSerializer(serializers.Serializer[None]):
    """Where the page stands."""

    total = serializers.IntegerField()
    page = serializers.IntegerField()
    limit = serializers.IntegerField()
    totalPages = serializers.IntegerField()


class AgencyPageSerializer(AgencyCampaignsSerializer):
    """A page of campaigns."""

    pagination = AgencyPaginationSerializer()
