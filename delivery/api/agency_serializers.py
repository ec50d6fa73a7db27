"""The agency door's answers, for the OpenAPI document; `agency_answers` makes them."""

from rest_framework import serializers

from delivery.api.agency_answers import STATUSES


class _NewSerializer(serializers.Serializer[None]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=sorted(set(STATUSES.values())))
    next_run_at = serializers.DateTimeField(allow_null=True)


class _CampaignSerializer(serializers.Serializer[None]):
    id = serializers.UUIDField()
    uuid = serializers.UUIDField(help_text="The same as id.")
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=sorted(set(STATUSES.values())))
    schedule_type = serializers.CharField()
    startDate = serializers.DateTimeField(allow_null=True)
    endDate = serializers.DateField(allow_null=True, help_text="The last day, by the company's clock.")
    next_run_at = serializers.DateTimeField(allow_null=True)


class _AnswerSerializer(serializers.Serializer[None]):
    success = serializers.BooleanField(default=True)
    message = serializers.CharField()


class CreatedSerializer(_AnswerSerializer):
    """A campaign was made."""

    data = _NewSerializer()  # type: ignore[assignment]  # the body's name


class OneSerializer(_AnswerSerializer):
    """A campaign, as a list of one."""

    data = _CampaignSerializer(many=True)  # type: ignore[assignment]


class PaginationSerializer(serializers.Serializer[None]):
    """Where the page stands."""

    total = serializers.IntegerField()
    page = serializers.IntegerField()
    limit = serializers.IntegerField()
    totalPages = serializers.IntegerField()


class PageSerializer(OneSerializer):
    """A page of campaigns."""

    pagination = PaginationSerializer()
