"""What signing in takes and gives."""

from typing import Any

from rest_framework import serializers

from companies.models import Company
from core.api.fields import TextField


class LoginSerializer(serializers.Serializer[None]):
    """A person's e-mail address and password."""

    email = TextField(max_length=254, trim_whitespace=True)
    password = TextField(max_length=1024)


class RefreshSerializer(serializers.Serializer[None]):
    """A refresh token."""

    refresh_token = TextField(max_length=4096, trim_whitespace=True)


class PersonTokensSerializer(serializers.Serializer[None]):
    """A pair of tokens."""

    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField(help_text="Seconds.")


class KeySerializer(serializers.Serializer[None]):
    """A machine's key and secret."""

    api_key = TextField(max_length=255, trim_whitespace=True)
    api_secret = TextField(max_length=255)


class MachineTokenSerializer(serializers.Serializer[None]):
    """A machine's token."""

    access_token = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField(default=3600, help_text="Seconds.")


class CompanySerializer(serializers.Serializer[None]):
    """The company that the caller acts for (for the OpenAPI document; `company` makes it)."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    timeZone = serializers.CharField()
    currency = serializers.CharField()
    language = serializers.CharField()


def company(row: Company) -> dict[str, Any]:
    """A company as the native door shows it."""
    return {
        "id": str(row.uuid),
        "slug": row.slug,
        "name": row.name,
        "timeZone": row.time_zone,
        "currency": row.currency,
        "language": row.language,
    }
