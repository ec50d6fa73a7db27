"""A campaign's context: what it says itself over what it inherits from the brand. Pure.

A key that is absent inherits; a value overrides; an empty value overrides with nothing; `null` goes back to inheriting.
"""

from collections.abc import Mapping
from typing import Any

from companies.models import BrandProfile

Context = dict[str, Any]

# The API's names, and where the brand profile keeps the default.
KEYS = {
    "keyMessages": "key_messages",
    "targetAudience": "target_audience",
    "tone": "tone",
    "channels": "channels",
}


def inherited(brand: BrandProfile | None) -> Context:
    """What the brand profile gives to every campaign."""
    return {key: getattr(brand, column) if brand else nothing(key) for key, column in KEYS.items()}


def effective(overrides: Mapping[str, Any], defaults: Mapping[str, Any]) -> Context:
    """What counts for a campaign.

    Args:
        overrides: what the campaign itself says.
        defaults: what it inherits.
    """
    return {**defaults, **overrides}


def merged(overrides: Mapping[str, Any], changes: Mapping[str, Any]) -> Context:
    """The overrides after a change, key by key; `None` removes one."""
    return {key: value for key, value in {**overrides, **changes}.items() if value is not None}


def nothing(key: str) -> Any:
    """The empty value of a key."""
    return [] if key in ("keyMessages", "channels") else ""
