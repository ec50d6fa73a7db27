"""What a buying tool may ask of an ad campaign beside what Muster itself acts on: kept as it came, and shown again.

Source: the request schema of the seed's third step. Lists are empty for all.
"""

from collections.abc import Callable, Iterable
from typing import Any

from rest_framework import serializers

from core.api.fields import FlagField, TextField
from insertion_orders.api.fields import ListText, MoneyField, WholeField

IDS = (
    "exchanges", "publisherAdCategory", "campaignIabCategoryIds", "stateIds", "dmaIds", "locationFileIds",
    "ageRangeIds", "genderIds", "languageIds", "incomeRangeIds", "ethnicityIds", "interestIds", "conversionIds",
    "deviceType", "trafficType",
)  # fmt: skip
LISTS = ("carriers", "networkType", "manufacturer", "device", "os", "osVersion", "zipcodes")
TEXTS = ("conversionType", "appURL", "userDealId", "groupDealId", "dspMarginJson", "platformMarginJson")
FLAGS = (
    "isTvAd", "spentScale", "bidOptimization", "bidPacing", "isBidShading", "bidStrategyFlag", "technologyFlag",
    "advancedFlag", "demographicTargetingFlag", "excludeFromPlatformServing", "forTest", "customAudienceTargeted",
    "advanceAudioVideoTargeted", "isAdvanceAudioVideoTargeted", "isLocationWithOrFilter",
)  # fmt: skip
AMOUNTS = ("dspMargin", "platformMargin", "userDealMargin", "targetCPI")
NUMBERS = ("advertiserId", "dspId", "conversionTypeId", "impressionCapping", "politicalAdvertiserClientId")
ID_ARRAYS = ("prebidAudienceSegmentIdList", "pmpDealIds")
TEXT_ARRAYS = ("inventoryKeywords", "inventoryUrls")
MAPS = ("scheduling", "creativesPlacementMapping", "creativeAdvanceTargeting", "campaignEstimatorMetaData")
OPTIONS = (*IDS, *LISTS, *TEXTS, *FLAGS, *AMOUNTS, *NUMBERS, *ID_ARRAYS, *TEXT_ARRAYS, *MAPS)
LOCATIONS = ("stateIds", "dmaIds", "zipcodes", "locationFileIds")
MOST = 1_000


def fields(names: Iterable[str] = OPTIONS) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    """A field for each of some options; all may be left out, and null is left out."""
    return {name: _FIELDS[name]() for name in names}


_USUAL: dict[str, Any] = {"required": False, "allow_null": True}
_TEXT: dict[str, Any] = {**_USUAL, "allow_blank": True}
_KINDS: tuple[tuple[tuple[str, ...], Callable[[], serializers.Field[Any, Any, Any, Any]]], ...] = (
    (IDS, lambda: ListText(numbers=True, **_TEXT)),
    (LISTS, lambda: ListText(**_TEXT)),
    (TEXTS, lambda: TextField(max_length=2083, **_TEXT)),
    (FLAGS, lambda: FlagField(**_USUAL)),
    (AMOUNTS, lambda: MoneyField(**_USUAL)),
    (NUMBERS, lambda: WholeField(**_USUAL)),
    (ID_ARRAYS, lambda: serializers.ListField(child=WholeField(), max_length=MOST, **_USUAL)),
    (TEXT_ARRAYS, lambda: serializers.ListField(child=TextField(max_length=2083), max_length=MOST, **_USUAL)),
    (MAPS, lambda: serializers.DictField(**_USUAL)),
)
_FIELDS = {name: make for names, make in _KINDS for name in names}


def given(data: dict[str, Any]) -> dict[str, Any]:
    """The options of an input, as they are kept."""
    found = {name: data[name] for name in OPTIONS if data.get(name) is not None}
    if "advanceAudioVideoTargeted" in found:  # the same by another of the vendor's names
        found["isAdvanceAudioVideoTargeted"] = found.pop("advanceAudioVideoTargeted")
    return {name: float(value) if name in AMOUNTS else value for name, value in found.items()}
