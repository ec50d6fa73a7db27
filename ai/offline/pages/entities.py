"""From a schema.org object to the fields of a campaign's source."""

from collections.abc import Iterator
from typing import Any

from ai.contract import MAX_DATES, MAX_DESCRIPTION, MAX_FACTS, MAX_HEADLINE, Address, Fact, Origin, PageDate
from ai.offline.pages import schema
from ai.offline.pages.clues import Clues, Setting
from ai.offline.pages.moments import moments, parse_machine
from ai.offline.pages.offers import price_of
from ai.offline.pages.pictures import unique
from ai.offline.pages.schema import Node
from ai.text import clean

_FACTS = {
    "numberOfRooms": "Rooms",
    "numberOfBedrooms": "Bedrooms",
    "numberOfBathroomsTotal": "Bathrooms",
    "floorSize": "Area",
    "yearBuilt": "Built",
    "brand": "Brand",
    "color": "Colour",
    "material": "Material",
    "size": "Size",
    "model": "Model",
    "vehicleModelDate": "Model year",
    "mileageFromOdometer": "Mileage",
    "fuelType": "Fuel",
    "performer": "With",
    "organizer": "Organiser",
    "hiringOrganization": "Employer",
    "employmentType": "Employment",
    "jobTitle": "Job title",
}
_UNITS = {"mtk": "m²", "ftk": "sq ft", "kmt": "km", "smi": "miles", "kgm": "kg", "cmt": "cm"}
# Properties that lead from the thing offered to the thing itself: a listing's home, a product's place.
_INSIDE = ("itemOffered", "about", "mainEntity", "subjectOf", "object")
_VIEWING = ("subjectOf", "event", "events", "openHouse")


def clues_of(node: Node, origin: Origin, setting: Setting) -> Clues:
    """Return what a schema.org object says, in the fields of an extraction.

    Args:
        node: the object that the page is about.
        origin: where it stood.
        setting: for relative addresses, currencies and dates.
    """
    whole = [node, *_inner(node)]
    return Clues(
        origin=origin,
        headline=_first(whole, "name", "headline", "title", limit=MAX_HEADLINE),
        description=_first(whole, "description", limit=MAX_DESCRIPTION),
        price=next((price for part in whole if (price := price_of(part, setting))), None),
        address=next((address for part in whole if (address := address_of(part))), None),
        dates=_dates(node, setting),
        images=unique((image for part in whole for image in _images(part)), setting),
        facts=_facts(whole),
    )


def address_of(node: Node) -> Address | None:
    """Return where an object is: its own address, or its location's; None if it says neither."""
    for value in schema.values(node, "address", "location", "jobLocation", "availableAtOrFrom", "contentLocation"):
        if isinstance(value, str) and (line := clean(value, MAX_HEADLINE)):
            return Address(line=line)
        if not isinstance(value, dict) or "virtuallocation" in schema.types(value):
            continue
        venue = schema.text(value, "name")
        inner = next(schema.values(value, "address"), None)
        place = inner if isinstance(inner, dict) else value
        if address := _postal(place, venue if inner else "", inner if isinstance(inner, str) else ""):
            return address
    return None


def _postal(place: Any, venue: str, line: str) -> Address | None:
    street = schema.text(place, "streetAddress")
    postal_code = schema.text(place, "postalCode", limit=20)
    city = schema.text(place, "addressLocality")
    region = schema.text(place, "addressRegion")
    country = schema.text(place, "addressCountry", limit=60)
    # British and American codes follow the town, the continent's stand before it.
    after = any(char.isalpha() for char in postal_code) or country.upper() in (
        "US",
        "USA",
        "AU",
        "CA",
        "GB",
        "UK",
        "IE",
    )
    town = f"{city}, {region}" if after and region and city != region else city
    town = " ".join(part for part in ((town, postal_code) if after else (postal_code, town)) if part)
    written = ", ".join(part for part in (venue, street or clean(line, MAX_HEADLINE), town) if part)
    if not (venue or street or line or city):
        return None
    return Address(
        line=written,
        venue=venue or None,
        street=street or None,
        postal_code=postal_code or None,
        city=city or None,
        region=region or None,
        country=country or None,
    )


def _inner(node: Node) -> Iterator[Node]:
    for value in schema.values(node, *_INSIDE):
        if isinstance(value, dict) and not schema.is_event(value):
            yield value
    # What is sold may stand inside the offer: a home in its listing's offer, a room in a hotel's.
    for offer in schema.values(node, "offers"):
        for value in schema.values(offer, "itemOffered"):
            if isinstance(value, dict):
                yield value


def _first(nodes: list[Node], *names: str, limit: int) -> str:
    return next((text for node in nodes if (text := schema.text(node, *names, limit=limit))), "")


def _images(node: Node) -> Iterator[str]:
    for value in schema.values(node, "image", "photo", "primaryImageOfPage"):
        if isinstance(value, str):
            yield value.replace("&amp;", "&")  # templates escape for HTML, which JSON is not
        else:
            yield schema.text(value, "contentUrl", "url", "@id", limit=2000)


def _dates(node: Node, setting: Setting) -> list[PageDate]:
    found = [_span(node, None, setting)] if schema.is_event(node) or "startDate" in node else []
    for part in schema.values(node, *_VIEWING, "subEvent"):
        if isinstance(part, dict) and schema.is_event(part):
            found.append(_span(part, schema.text(part, "name", limit=200) or None, setting))
    if "jobposting" in schema.types(node):
        found.append(_deadline(node, "validThrough", "Deadline", setting))
    for offer in schema.values(node, "offers"):
        found.append(_deadline(offer, "availabilityEnds", "Offer ends", setting))
        found.append(_deadline(offer, "validThrough", "Offer ends", setting))
    unique_dates = {(date.start.isoformat(), date.label): date for date in found if date}
    return list(unique_dates.values())[:MAX_DATES]


def _span(node: Any, label: str | None, setting: Setting) -> PageDate | None:
    raw = schema.text(node, "startDate", limit=100)
    read = _moment(raw, setting)
    if not read:
        return None
    start, timed = read
    last = _moment(schema.text(node, "endDate", limit=100), setting)
    # Aware and naive times cannot be compared, and an end before its start is a mistake.
    end = last[0] if last and (last[0].tzinfo is None) == (start.tzinfo is None) and last[0] > start else None
    return PageDate(start=start, end=end, date_only=not timed, label=label, text=raw)


def _deadline(node: Any, name: str, label: str, setting: Setting) -> PageDate | None:
    raw = schema.text(node, name, limit=100)
    read = _moment(raw, setting)
    return PageDate(start=read[0], date_only=not read[1], label=label, text=raw) if read else None


def _moment(text: str, setting: Setting) -> Any:
    if read := parse_machine(text):
        return read
    found = moments(text, setting)
    return (found[0].start, found[0].timed) if found else None


def _facts(nodes: list[Node]) -> list[Fact]:
    found: dict[str, Fact] = {}
    for node in nodes:
        for value in schema.values(node, "additionalProperty", "amenityFeature"):
            _put(found, schema.text(value, "name", limit=200), _measure(value))
        for name, label in _FACTS.items():
            values = [_measure(value) for value in schema.values(node, name)]
            _put(found, label, ", ".join(dict.fromkeys(value for value in values if value)))
    return list(found.values())[:MAX_FACTS]


def _put(found: dict[str, Fact], label: str, value: str) -> None:
    if label and value:
        found.setdefault(label.casefold(), Fact(label=label, value=value))


def _measure(value: Any) -> str:
    """Return a property's value with its unit; of an object, its value or its name."""
    if not isinstance(value, dict):
        return schema.text({"value": value}, "value", limit=120)
    raw = value.get("value")
    if isinstance(raw, bool):
        return ""  # "Lift: true" is a machine's sentence
    text = schema.text(value, "value", "name", limit=120)
    code = schema.text(value, "unitCode", limit=20)
    unit = schema.text(value, "unitText", limit=20) or _UNITS.get(code.lower(), "")
    return f"{text} {unit}".strip() if text else ""
