"""What the native door takes of a planning chat."""

from rest_framework import serializers

from campaigns.api.serializers import CampaignSerializer
from core.api.fields import TextField

ROLES = ("user", "assistant")


class TurnSerializer(serializers.Serializer[None]):
    """One turn of a chat."""

    role = serializers.ChoiceField(choices=ROLES)
    text = TextField(max_length=20_000, allow_blank=True)


class AdditionalSerializer(serializers.Serializer[None]):
    """Further context of a chat."""

    additionalContext = TextField(max_length=20_000, required=False, allow_blank=True, allow_null=True)


class ChatSerializer(serializers.Serializer[None]):
    """The user's turn, and what was said before it."""

    message = TextField(max_length=20_000)
    history = TurnSerializer(many=True, required=False)
    context = AdditionalSerializer(required=False, allow_null=True)  # type: ignore[assignment]  # the body's name


class ReplySerializer(serializers.Serializer[None]):
    """The assistant's turn."""

    response = serializers.CharField()
    role = serializers.CharField(default="assistant")


class ChatHistorySerializer(serializers.Serializer[None]):
    """A chat from its beginning."""

    chatHistory = TurnSerializer(many=True, allow_empty=False)


class PlannedSerializer(CampaignSerializer):
    """The campaign after the plan."""

    assistant = serializers.CharField(help_text="Which assistant read the chat.")
    fallback = serializers.CharField(allow_null=True, help_text="Why it was not the language model.")


class CountsSerializer(serializers.Serializer[None]):
    """How many drafts of each kind."""

    social = serializers.IntegerField()
    blog = serializers.IntegerField()
    video = serializers.IntegerField()


class GeneratedSerializer(serializers.Serializer[None]):
    """What was written."""

    message = serializers.CharField()
    counts = CountsSerializer()
    ideas = serializers.DictField()
