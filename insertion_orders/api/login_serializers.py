"""What signing in by a buying tool takes and gives."""

from rest_framework import serializers

from core.api.fields import TextField


class BuyerSignInSerializer(serializers.Serializer[None]):
    """A person's sign-in."""

    grantType = serializers.ChoiceField(choices=["password"])
    email = TextField(max_length=254)
    password = TextField(max_length=1024)


class BuyerRefreshSerializer(serializers.Serializer[None]):
    """A pair of tokens is renewed; either spelling of the grant's name."""

    grant_type = serializers.ChoiceField(choices=["refresh_token"])
    refresh_token = TextField(max_length=4096)


class BuyerTokensSerializer(serializers.Serializer[None]):
    """A pair of tokens, and the workspace they are for."""

    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    scope = serializers.CharField()
    token_type = serializers.CharField()
    expires_in = serializers.IntegerField()
    owId = serializers.IntegerField()


class BuyerLoginSerializer(serializers.Serializer[None]):
    """Signed in."""

    success = serializers.BooleanField(default=True)
    data = BuyerTokensSerializer()  # type: ignore[assignment]  # the body's name


class BuyerRefreshedSerializer(BuyerTokensSerializer):
    """Renewed: as the vendor wraps it, and at the top as OAuth's clients read it."""

    success = serializers.BooleanField(default=True)
    data = BuyerTokensSerializer()  # type: ignore[assignment]
