"""What a model may add to a page's extraction: fields of the contract that the page itself does not state surely."""

from typing import Any, Final

from pydantic import Field, JsonValue

from ai.contract import (
    MAX_DATES,
    MAX_FACTS,
    MAX_POINTS,
    Address,
    Description,
    ExtractedField,
    Extraction,
    Fact,
    Headline,
    PageDate,
    Point,
    Price,
    Result,
)
from ai.llm.grounding import Material

CERTAIN: Final = 0.8  # of the page's own data; a model does not overrule it
CONFIDENCE: Final = 0.75

_NAMES: Final = {
    "headline": "headline",
    "description": "description",
    "price": "price",
    "address": "place",
    "dates": "date",
    "key_points": "key point",
    "goal": "goal",
    "facts": "fact",
}


class Reading(Result):
    """What a model is asked for. Pictures, language and the text itself stay with the page's own reading."""

    headline: Headline | None = None
    description: Description | None = None
    price: Price | None = None
    address: Address | None = None
    dates: list[PageDate] = Field(default_factory=list, max_length=MAX_DATES)
    key_points: list[Point] = Field(default_factory=list, max_length=MAX_POINTS)
    goal: Headline | None = None
    facts: list[Fact] = Field(default_factory=list, max_length=MAX_FACTS)


def merge(page: Extraction, reading: Reading, text: str) -> Extraction:
    """Return the page's own reading, with what the model adds and the page bears out.

    Args:
        page: the offline assistant's.
        reading: the model's.
        text: that the model read.
    """
    material = Material([text])
    certain = {entry.name for entry in page.fields if entry.confidence >= CERTAIN}
    added: dict[str, Any] = {}
    warnings: list[str] = []
    for name, label in _NAMES.items():
        said = getattr(reading, name)
        if not said or name in certain:
            continue
        if value := _borne_out(said, material):
            added[name] = value
        else:
            warnings.append(f"The language model named a {label} that the page does not show; it was left out.")
    result = page.model_copy(update={**added, "warnings": [*page.warnings, *warnings]})
    result.fields = _entries(page.fields, result, added)
    return result


def _borne_out(value: Any, material: Material) -> Any:
    """Return a value, or what of it the page shows; None or empty where that is nothing."""
    if isinstance(value, list):
        return [item for item in value if _borne_out(item, material)]
    if isinstance(value, Price):
        amounts = [value.amount] if value.amount_to is None else [value.amount, value.amount_to]
        return value if all(material.holds_figure(f"{amount:f}") for amount in amounts) else None
    if isinstance(value, Address):
        return value if material.holds(value.line) else None
    if isinstance(value, PageDate):
        return value if value.text and material.holds(value.text) and _dated(value, material) else None
    if isinstance(value, Fact):
        return value if material.holds(value.value) else None
    return value if material.bears(value) else None


def _dated(date: PageDate, material: Material) -> bool:
    """Whether the page shows the day's number; a month may be a word there, and a year left out."""
    days = [date.start.day] if date.end is None else [date.start.day, date.end.day]
    return all(material.holds_figure(str(day)) for day in days)


def _entries(before: list[ExtractedField], result: Extraction, added: dict[str, Any]) -> list[ExtractedField]:
    kept = [entry for entry in before if entry.name not in added]
    dumped: dict[str, JsonValue] = result.model_dump(mode="json", include=set(added))
    fresh = [
        ExtractedField(name=name, value=value, origin="assistant", confidence=CONFIDENCE)
        for name, value in dumped.items()
    ]
    return [*kept, *fresh]
