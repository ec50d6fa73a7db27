"""What the DSP door takes and shows of an insertion order."""

from typing import Any

from rest_framework import serializers

from core.api.fields import FlagField, TextField
from insertion_orders import zones
from insertion_orders.api.fields import EpochField, IdField, IdsField, MoneyField, WholeField
from insertion_orders.models import BudgetType, Distribution

MOST_ENTRIES = 200
OPTIONS = ("ioNextPerformanceCheck", "ioLastPriorityShift", "ioCurrentPriority", "isIoPrioritise")
STATUS_IDS = {"active": 1, "expired": 2, "deleted": 3}
NEEDED = "It is needed for this type of budget."


class ZoneField(IdField):
    """A time zone by its number; kept by its IANA name."""

    default_error_messages = {"zone": "There is no time zone {number}. GET /api/v3/master/timezones lists them."}

    def to_internal_value(self, data: Any) -> Any:
        """The IANA name."""
        number = super().to_internal_value(data)
        found = zones.name_of(number)
        if found is None:
            self.fail("zone", number=number)
        return found


class ChoiceId(IdField):
    """One of a list's numbers.

    Args:
        choices: the numbers.
    """

    default_error_messages = {"choice": "It must be one of {choices}."}

    def __init__(self, *, choices: list[int], **options: Any) -> None:
        self.numbers = choices
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        number = super().to_internal_value(data)
        if number not in self.numbers:
            self.fail("choice", choices=", ".join(map(str, self.numbers)))
        return number


class OrderSerializer(serializers.Serializer[None]):
    """An order as it is made."""

    ioName = TextField(max_length=255, trim_whitespace=True)
    ioStartTime = EpochField(unit="milliseconds")
    ioEndTime = EpochField(unit="milliseconds")
    ioTotalBudget = MoneyField(required=False, allow_null=True, help_text="For budget type 1.")
    ioTotalImpressions = WholeField(required=False, allow_null=True, help_text="For budget type 2.")
    ioTimeZoneId = ZoneField()
    isAutoSumIoTotalBudget = FlagField()
    ioBudgetTypeId = ChoiceId(choices=list(BudgetType.values))
    ioBudgetDistributionMethodId = ChoiceId(choices=list(Distribution.values))
    ioStatusID = ChoiceId(choices=[1], required=False, allow_null=True)
    ioStatusId = ChoiceId(choices=[1], required=False, allow_null=True)
    ioNextPerformanceCheck = WholeField(required=False, allow_null=True)
    ioLastPriorityShift = WholeField(required=False, allow_null=True)
    ioCurrentPriority = WholeField(required=False, allow_null=True)
    isIoPrioritise = FlagField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The total of its type is needed, also where it becomes the sum of its campaigns'."""
        name = "ioTotalBudget" if attrs["ioBudgetTypeId"] == BudgetType.BUDGET else "ioTotalImpressions"
        if attrs.get(name) is None:
            raise serializers.ValidationError({name: [serializers.ErrorDetail(NEEDED, "required")]})
        return attrs


class OrderChangeSerializer(OrderSerializer):
    """What of an order is changed; every field may be left out."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The domain knows the rest of it."""
        return attrs


class OrderIdsSerializer(serializers.Serializer[None]):
    """Orders by their ids."""

    ioIdsList = IdsField()


class OrderListSerializer(serializers.Serializer[None]):
    """What a list of orders is narrowed to, and which page of it."""

    ioIdList = IdsField(required=False, allow_null=True)
    ioStatusIdsList = serializers.ListField(
        child=ChoiceId(choices=[1, 2, 3]), required=False, allow_null=True, max_length=10
    )
    ioBudgetTypeIdsList = serializers.ListField(
        child=ChoiceId(choices=list(BudgetType.values)), required=False, allow_null=True, max_length=10
    )
    searchField = TextField(max_length=255, required=False, allow_null=True, allow_blank=True, trim_whitespace=True)
    sortBy = TextField(max_length=40, required=False, allow_null=True, allow_blank=True)
    pageNo = WholeField(required=False, min_value=1, max_value=10_000_000, default=1)
    noOfEntries = WholeField(required=False, min_value=1, max_value=MOST_ENTRIES, default=20)


class ShownOrderSerializer(serializers.Serializer[None]):
    """An order as the door shows it."""

    ioId = serializers.IntegerField()
    ioName = serializers.CharField()
    ioStartTime = serializers.IntegerField()
    ioEndTime = serializers.IntegerField()
    ioTotalBudget = serializers.FloatField(allow_null=True)
    ioTimeZoneId = serializers.IntegerField()
    ioBudgetTypeId = serializers.IntegerField()
    ioBudgetDistributionMethodId = serializers.IntegerField()
    isAutoSumIoTotalBudget = serializers.BooleanField()
    ioTotalImpressions = serializers.IntegerField(allow_null=True)


class ListedOrderSerializer(ShownOrderSerializer):
    """An order in a list."""

    ioStatusId = serializers.IntegerField(help_text="1 active, 2 expired, 3 deleted.")


class OrderAnswerSerializer(serializers.Serializer[None]):
    """One order."""

    success = serializers.BooleanField(default=True)
    data = ShownOrderSerializer()  # type: ignore[assignment]  # the body's name


class OrdersSerializer(serializers.Serializer[None]):
    """A page of orders."""

    totalRecords = serializers.IntegerField()
    filteredRecords = serializers.IntegerField()
    ioBasicDetailsList = ListedOrderSerializer(many=True)


class OrderPageSerializer(serializers.Serializer[None]):
    """A page of orders."""

    success = serializers.BooleanField(default=True)
    data = OrdersSerializer()  # type: ignore[assignment]


class OrdersDeletedSerializer(serializers.Serializer[None]):
    """How many were deleted."""

    success = serializers.BooleanField(default=True)
    data = serializers.CharField()  # type: ignore[assignment]
