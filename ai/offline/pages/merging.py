"""One value for each field out of what the origins say, the most reliable first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ai.contract import MAX_DATES, MAX_IMAGES, Address, Origin, PageDate, Price
from ai.offline.pages.clues import Clues
from ai.text import plain

# How far an origin is to be believed where it does not say so itself.
_CONFIDENCE: dict[Origin, float] = {"json-ld": 0.95, "microdata": 0.9, "open graph": 0.85, "html": 0.7, "text": 0.5}
_FEW = 3  # pictures that a page names for itself, to which those on the page are added


@dataclass(frozen=True, slots=True)
class Choice:
    """The value chosen for a field."""

    name: str
    value: Any
    origin: Origin
    confidence: float


def merge(found: list[Clues]) -> Iterator[Choice]:
    """Yield the fields that have a value.

    Args:
        found: what each origin says, the most reliable first and the page's visible text last.
    """
    text = found[-1]
    if headline := _first(found, "headline"):
        yield headline
    # A description that repeats the headline tells nothing.
    title = plain(headline.value) if headline else ""
    described = [one for one in found if one.description and plain(one.description) != title]
    yield from _chosen(described[:1], "description")
    if price := _first(found, "price"):
        yield _choice(price, _labelled(price.value, text.price))
    yield from _chosen(_by_address(found)[:1], "address")
    yield from _dates(found, text)
    yield from _images(found)
    # A reader's fact sheet is in the page's own words; structured data only has the vocabulary's.
    yield from _chosen([one for one in (text, *found) if one.facts][:1], "facts")


def _first(found: list[Clues], name: str) -> Choice | None:
    return next(_chosen([one for one in found if getattr(one, name)][:1], name), None)


def _chosen(found: list[Clues], name: str) -> Iterator[Choice]:
    for one in found:
        yield Choice(name, getattr(one, name), one.origin, one.certain.get(name, _CONFIDENCE[one.origin]))


def _choice(before: Choice, value: Any) -> Choice:
    return Choice(before.name, value, before.origin, before.confidence)


def _labelled(price: Price, seen: Price | None) -> Price:
    """Give a structured price the words and the period that the same amount has for a reader."""
    if seen is None or seen.amount != price.amount or seen is price:
        return price
    return price.model_copy(
        update={
            "label": price.label or seen.label,
            "period": price.period or seen.period,
            "currency": price.currency or seen.currency,
        }
    )


def _by_address(found: list[Clues]) -> list[Clues]:
    """Sort what has an address: one that names a street or a place goes before a mere town."""
    having = [one for one in found if one.address]
    return sorted(having, key=lambda one: not _is_exact(one.address))


def _is_exact(address: Address | None) -> bool:
    return bool(address and (address.street or address.venue or address.line != address.city))


def _dates(found: list[Clues], text: Clues) -> Iterator[Choice]:
    """Yield the structured dates, with those that the text names as something else, such as a viewing."""
    choice = _first(found, "dates")
    if not choice:
        return
    if choice.origin == "text":
        yield choice
        return
    days = [(date.start.date(), (date.end or date.start).date()) for date in choice.value]
    more = [date for date in text.dates if date.label and not any(a <= date.start.date() <= b for a, b in days)]
    labelled = [_with_label(date, text.dates) for date in choice.value]
    yield _choice(choice, [*labelled, *more][:MAX_DATES])


def _with_label(date: PageDate, seen: list[PageDate]) -> PageDate:
    """Give a structured date the name that the page gives the same day."""
    label = next((one.label for one in seen if one.start.date() == date.start.date() and one.label), None)
    return date if date.label or not label else date.model_copy(update={"label": label})


def _images(found: list[Clues]) -> Iterator[Choice]:
    """Yield the pictures that the page names for itself, and where those are few, the ones on it as well."""
    choice = _first(found, "images")
    if not choice:
        return
    images = list(choice.value)
    for one in found:
        if len(images) < _FEW or one.origin == choice.origin:
            images = list(dict.fromkeys([*images, *one.images]))
    yield _choice(choice, images[:MAX_IMAGES])
