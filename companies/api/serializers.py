"""What signing in takes and gives."""

from rest_framework import serializers


class LoginSerializer(serializers.Serializer[None]):
    """A person's e-mail address and password."""

    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1024, trim_whitespace=False)


class RefreshSerializer(serializers.Serializer[None]):
    """A refresh token."""

    refresh_token = serializers.CharField(max_length=4096)


class PersonTokensSerializer(serializers.Serializer[None]):
    """A pair of tokens."""

    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField(help_text="Seconds.")


class KeySerializer(serializers.Serializer[None]):
    """A machine's key and secret."""

    api_key = serializers.CharField(max_length=255)
    api_secret = serializers.CharField(max_length=255, trim_whitespace=False)


class MachineTokenSerializer(serializers.Serializer[None]):
    """A machine's token."""

    access_token = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField(default=3600, help_text="Seconds.")


class CompanySerializer(serializers.Serializer[None]):
    """The company that the caller acts for."""

    id = serializers.UUIDField(source="uuid")
    slug = serializers.CharField()
    name = serializers.CharField()
    timeZone = serializers.CharField(source="time_zone")
    currency = serializers.CharField()
    language = serializers.CharField()
