"""What the DSP door takes of an ad campaign."""

import re
from typing import Any

from rest_framework import serializers

from core.api.fields import FlagField, TextField
from insertion_orders.api import options
from insertion_orders.api.fields import EpochField, IdField, IdsField, ListText, MoneyField, WholeField
from insertion_orders.api.order_serializers import ChoiceId, ZoneField
from insertion_orders.models import BudgetType, CampaignKind, CreativeType
from insertion_orders.moving import TARGETS

MOST_ENTRIES = 200
_DOMAIN = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d][\w-]+(?::\d{1,5})?(?:/\S*)?", re.IGNORECASE)


class DomainField(TextField):
    """An advertiser's domain, with or without http:// before it."""

    default_error_messages = {"domain": "Give a domain, as in https://example.com."}

    def to_internal_value(self, data: Any) -> str:
        """As it was written."""
        text = str(super().to_internal_value(data))
        if not _DOMAIN.fullmatch(text):
            self.fail("domain")
        return text


class AgreementField(FlagField):
    """The buyer's consent; nothing is bought without it."""

    default_error_messages = {"refused": "The agreement has to be accepted: it must be true."}

    def to_internal_value(self, data: Any) -> bool:
        """True."""
        if not super().to_internal_value(data):
            self.fail("refused")
        return True


class DayBudgetField(MoneyField):
    """A day's budget; nought is none."""

    def to_internal_value(self, data: Any) -> Any:
        """The amount, or None."""
        return super().to_internal_value(data) or None


class AdChangeSerializer(serializers.Serializer[None]):
    """An ad campaign's fields; for a change each may be left out."""

    campaignName = TextField(max_length=255, trim_whitespace=True)
    countryId = ListText(numbers=True)
    advertiserDomain = DomainField(max_length=2083, trim_whitespace=True)
    creativeType = ChoiceId(choices=list(CreativeType.values))
    campaignType = ChoiceId(choices=list(CampaignKind.values))
    startTime = EpochField(unit="seconds")
    endTime = EpochField(unit="seconds", required=False, allow_null=True)
    totalBudgetPacing = FlagField(required=False)
    budgetDay = DayBudgetField(required=False, allow_null=True)
    budgetTotal = MoneyField()
    maxBid = MoneyField()
    timezone = ZoneField()
    creativeIds = IdsField()
    totalImpressions = WholeField(required=False)
    totalClicks = WholeField(required=False)
    totalConversions = WholeField(required=False)
    maxDayImpressions = WholeField(required=False)
    maxDayClicks = WholeField(required=False)
    maxDayConversions = WholeField(required=False)
    ioId = IdField(required=False)
    budgetTypeId = ChoiceId(choices=list(BudgetType.values), required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Those that Muster acts on, and of the many that it keeps those that are sent."""
        sent = getattr(self, "initial_data", None)
        names = options.OPTIONS if sent is None else [name for name in options.OPTIONS if name in sent]
        return {**super().get_fields(), **options.fields(names)}

    def to_internal_value(self, data: Any) -> Any:
        """The vendor's documents show a country both as a text and as a number."""
        country = data.get("countryId")
        if isinstance(country, int) and not isinstance(country, bool):
            data = {**data, "countryId": str(country)}
        return super().to_internal_value(data)


class AdSerializer(AdChangeSerializer):
    """An ad campaign as it is made."""

    isAgreementChecked = AgreementField()
    ioId = IdField()
    budgetTypeId = ChoiceId(choices=list(BudgetType.values))
    status = serializers.ChoiceField(choices=["draft", "pending"], required=False)


class AdActionSerializer(serializers.Serializer[None]):
    """What is done to which campaigns."""

    campaignIds = IdsField()
    action = serializers.ChoiceField(choices=list(TARGETS))


class AdSavedSerializer(serializers.Serializer[None]):
    """A campaign that was made or changed."""

    data = serializers.IntegerField(help_text="The campaign's id.")  # type: ignore[assignment]  # the body's name
    message = serializers.CharField()
    status = serializers.CharField()


class AdSavedAnswerSerializer(serializers.Serializer[None]):
    """A campaign was made, or changed."""

    statusCode = serializers.IntegerField()
    responseObject = AdSavedSerializer()


class AdAnswerSerializer(serializers.Serializer[None]):
    """One campaign with every field."""

    statusCode = serializers.IntegerField()
    responseObject = serializers.DictField()


class ServingSerializer(serializers.Serializer[None]):
    """Whether a campaign may buy now, and why not."""

    reason = serializers.CharField()
    message = serializers.CharField()
    until = serializers.IntegerField(allow_null=True)


class ListedAdSerializer(serializers.Serializer[None]):
    """A campaign in a list."""

    id = serializers.IntegerField()
    campaignUuid = serializers.UUIDField()
    campaignName = serializers.CharField()
    status = serializers.CharField()
    ioId = serializers.IntegerField()
    ioName = serializers.CharField()
    startTime = serializers.IntegerField(allow_null=True)
    endTime = serializers.IntegerField(allow_null=True)
    timezone = serializers.IntegerField()
    budgetTypeId = serializers.IntegerField()
    budgetTotal = serializers.FloatField()
    budgetDay = serializers.FloatField(allow_null=True)
    totalBudgetPacing = serializers.BooleanField()
    maxBid = serializers.FloatField()
    campaignType = serializers.IntegerField()
    creativeType = serializers.IntegerField()
    spent = serializers.FloatField()
    isServing = serializers.BooleanField()
    throttle = ServingSerializer(allow_null=True)
    createDate = serializers.IntegerField()


class AdsSerializer(serializers.Serializer[None]):
    """A page of campaigns."""

    totalRecords = serializers.IntegerField()
    filteredRecords = serializers.IntegerField()
    data = ListedAdSerializer(many=True)  # type: ignore[assignment]


class AdPageSerializer(serializers.Serializer[None]):
    """A page of campaigns."""

    statusCode = serializers.IntegerField()
    responseObject = AdsSerializer()
