"""What a buying tool may ask of an ad campaign beside what Muster itself acts on: kept as it came, and shown again.

Source: the request schema of the seed's third step. Lists are empty for all.
"""

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


def fields() -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    """A field for each; all may be left out, and null is left out."""
    usual: dict[str, Any] = {"required": False, "allow_null": True}
    text: dict[str, Any] = {**usual, "allow_blank": True}
    found: dict[str, serializers.Field[Any, Any, Any, Any]] = {}
    found |= {name: ListText(numbers=True, **text) for name in IDS}
    found |= {name: ListText(**text) for name in LISTS}
    found |= {name: TextField(max_length=2083, **text) for name in TEXTS}
    found |= {name: FlagField(**usual) for name in FLAGS}
    found |= {name: MoneyField(**usual) for name in AMOUNTS}
    found |= {name: WholeField(**usual) for name in NUMBERS}
    found |= {name: serializers.ListField(child=WholeField(), max_length=MOST, **usual) for name in ID_ARRAYS}
    texts = {name: TextField(max_length=2083) for name in TEXT_ARRAYS}
    found |= {name: serializers.ListField(child=child, max_length=MOST, **usual) for name, child in texts.items()}
    found |= {name: serializers.DictField(**usual) for name in MAPS}
    return found


def given(data: dict[str, Any]) -> dict[str, Any]:
    """The options of an input, as they are kept."""
    found = {name: data[name] for name in OPTIONS if data.get(name) is not None}
    if "advanceAudioVideoTargeted" in found:  # the same by another of the vendor's names
        found["isAdvanceAudioVideoTargeted"] = found.pop("advanceAudioVideoTargeted")
    return {name: float(value) if name in AMOUNTS else value for name, value in found.items()}
