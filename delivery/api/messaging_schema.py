"""The messaging door's answers, for the OpenAPI document; `messaging_answers` makes them."""

from rest_framework import serializers

from delivery.listing import STATES

_STATES = f"One of {', '.join(STATES)}."


class _SuccessSerializer(serializers.Serializer[None]):
    status = serializers.CharField(default="success")
    message = serializers.CharField()


class MessageCampaignCreatedSerializer(_SuccessSerializer):
    """A campaign was made."""

    campaign_id = serializers.IntegerField()


class ExecutionAudienceSerializer(serializers.Serializer[None]):
    """What was decided about whom was meant."""

    matched = serializers.IntegerField()
    suppressed = serializers.IntegerField()
    capped = serializers.IntegerField()
    invalid = serializers.IntegerField()
    queued = serializers.IntegerField()


class ExecutedSerializer(_SuccessSerializer):
    """An execution was begun, or looked at."""

    campaign_id = serializers.IntegerField()
    execution_id = serializers.IntegerField(required=False, help_text="Not of a dry run.")
    audience = ExecutionAudienceSerializer()
    dry_run = serializers.BooleanField(required=False)
    invalid_reasons = serializers.ListField(child=serializers.DictField(), required=False)
    samples = serializers.ListField(child=serializers.DictField(), required=False)
    expected_seconds = serializers.FloatField(required=False, allow_null=True)
    expected_start = serializers.DateTimeField(required=False)
    expected_end = serializers.DateTimeField(required=False, allow_null=True)
    warnings = serializers.ListField(child=serializers.CharField(), required=False)


class ExecutionCountsSerializer(serializers.Serializer[None]):
    """The balance."""

    planned = serializers.IntegerField()
    sent = serializers.IntegerField()
    failed = serializers.IntegerField()
    skipped = serializers.IntegerField()
    uncertain = serializers.IntegerField()
    pending = serializers.IntegerField()


class ExecutionSkippedSerializer(serializers.Serializer[None]):
    """Why some were left out."""

    suppressed = serializers.IntegerField()
    capped = serializers.IntegerField()
    invalid = serializers.IntegerField()


class ExecutionSerializer(serializers.Serializer[None]):
    """An execution."""

    id = serializers.IntegerField()
    campaign_id = serializers.IntegerField()
    state = serializers.CharField(help_text="queued, running, paused, stopped, sent or failed.")
    counts = ExecutionCountsSerializer()
    skipped_by = ExecutionSkippedSerializer()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    stalled = serializers.CharField(allow_null=True, help_text="Why it stands still, in words.")


class ExecutionAnswerSerializer(serializers.Serializer[None]):
    """Where an execution stands."""

    status = serializers.CharField(default="success")
    execution = ExecutionSerializer()


class MessageCampaignSerializer(serializers.Serializer[None]):
    """A campaign of the messaging family."""

    campaign_id = serializers.IntegerField()
    name = serializers.CharField()
    type = serializers.CharField(help_text="email, sms, whatsapp, apn or bpn.")
    state = serializers.CharField(help_text=_STATES)
    template_id = serializers.IntegerField()
    app_ids = serializers.ListField(child=serializers.CharField())
    tags = serializers.ListField(child=serializers.CharField())
    trigger_event = serializers.CharField(allow_null=True)
    next_run_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class MessageCampaignsSerializer(_SuccessSerializer):
    """Campaigns."""

    campaigns = MessageCampaignSerializer(many=True)


class MessageCampaignPageSerializer(MessageCampaignsSerializer):
    """A page of campaigns."""

    page_no = serializers.IntegerField()
    page_size = serializers.IntegerField()
    total = serializers.IntegerField()


class MessageCampaignStateSerializer(serializers.Serializer[None]):
    """A campaign's new state."""

    campaign_id = serializers.IntegerField()
    state = serializers.CharField(help_text=_STATES)


class MessageCampaignsMovedSerializer(_SuccessSerializer):
    """Campaigns were suspended or resumed."""

    campaigns = MessageCampaignStateSerializer(many=True)


class ActivitySerializer(serializers.Serializer[None]):
    """Something that somebody did."""

    activity_name = serializers.CharField(max_length=128)
    identity = serializers.CharField(max_length=255, help_text="An e-mail address, a phone number, or your own id.")
    timestamp = serializers.DateTimeField()
    activity_params = serializers.DictField(required=False)


class ActivityTriggeredSerializer(serializers.Serializer[None]):
    """A campaign that waits for what was uploaded."""

    campaign_id = serializers.IntegerField()
    execution_id = serializers.IntegerField(allow_null=True)
    queued = serializers.IntegerField()
    message = serializers.CharField(allow_blank=True, help_text="Why it could not run.")


class ActivityRejectedSerializer(serializers.Serializer[None]):
    """An activity that will not do."""

    index = serializers.IntegerField()
    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField()


class ActivityUploadedSerializer(_SuccessSerializer):
    """What became of an upload."""

    stored = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    triggered = ActivityTriggeredSerializer(many=True)
    rejected = ActivityRejectedSerializer(many=True)
