"""Reading a landing page without any service: each field from the most reliable place that has it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel, JsonValue

from ai.contract import MIN_POINTS, ExtractedField, Extraction, Origin, Page
from ai.offline.pages import goals, headings, jsonld, microdata, opengraph, schema
from ai.offline.pages.clues import Clues, Setting, absolute
from ai.offline.pages.dates import dates_in_text
from ai.offline.pages.document import Document, open_document
from ai.offline.pages.entities import clues_of
from ai.offline.pages.factsheet import facts_in_text
from ai.offline.pages.keypoints import key_points, lead
from ai.offline.pages.language import language_of
from ai.offline.pages.merging import Choice, merge
from ai.offline.pages.pictures import pictures_in_text
from ai.offline.pages.places import address_in_text
from ai.offline.pages.prices import price_in_text


def extract(page: Page, *, today: date | None = None) -> Extraction:
    """Return what a landing page says, each field with its origin and confidence.

    Structured data comes first (JSON-LD, then Open Graph, then microdata), then plain HTML, then the visible text.
    Text that a reader cannot see is not read, and what is read is data: nothing on a page can steer the reading.

    Args:
        page: the fetched page.
        today: the day from which dates without a year are seen; default is the machine's.

    Raises:
        UnreadablePageError: the body is no web page; the message says what it is, for a marketer.
    """
    document = open_document(page)
    language = language_of(document.tree, document.main_text)
    setting = Setting(
        url=page.url,
        base=_base(document, page.url),
        language=language[0] if language else "",
        # Without a time zone of its own the page's day is the machine's.
        today=today or date.today(),  # noqa: DTZ011
    )
    choices = list(merge(_all_clues(document, setting)))
    if language:
        choices.insert(0, Choice("language", *language))
    choices.extend(list(_points_and_goal(document, choices)))
    values = {choice.name: choice.value for choice in choices}
    result = Extraction(main_text=document.main_text, warnings=document.warnings, **values)
    result.fields = [_entry(choice, result) for choice in choices]
    return result


def _base(document: Document, url: str) -> str:
    node = document.tree.css_first("base[href]")
    return (absolute(url, node.attributes.get("href") or "") if node else "") or url


def _all_clues(document: Document, setting: Setting) -> list[Clues]:
    """Return the clues of every origin, the most reliable first."""
    heading = headings.main_heading(document.seen.blocks)
    linked, broken = jsonld.nodes(document.json_ld)
    if broken:
        document.warnings.append("Some of the page's structured data is damaged and could not be read.")
    items = microdata.nodes(document.tree, document.seen.hidden)
    found: list[Clues] = []
    sources: list[tuple[Origin, list[schema.Node]]] = [("json-ld", linked), ("microdata", items)]
    for origin, nodes in sources:
        node = schema.main_node(nodes, setting, heading)
        found.append(clues_of(node, origin, setting) if node else Clues(origin=origin))
    several = any(schema.lists_items(nodes) for nodes in (linked, items)) and not any(one.price for one in found)
    if several:
        document.warnings.append("The page lists several items; price, place and dates of single ones were left out.")
    shared = opengraph.clues(document.meta, setting)
    site = headings.site_names(document.meta, setting) | schema.site_names(linked)
    for one in (*found, shared):
        one.headline = headings.without_site(one.headline, site)
    plain_html = headings.clues(document.title, document.seen.blocks, document.meta, setting)
    return [found[0], shared, found[1], plain_html, _text_clues(document, setting, several=several)]


def _text_clues(document: Document, setting: Setting, *, several: bool) -> Clues:
    """Return what the visible text says; of a page that lists several items, nothing that belongs to one."""
    blocks = document.seen.blocks
    found = Clues(origin="text", description=lead(blocks), images=pictures_in_text(document.seen.images, setting))
    if several:
        return found
    found.facts = facts_in_text(blocks)
    found.certain["facts"] = 0.7
    if price := price_in_text(blocks, setting):
        found.price, found.certain["price"] = price
    if address := address_in_text(blocks, found.facts):
        found.address, found.certain["address"] = address
    dated = dates_in_text(blocks, found.facts, setting)
    found.dates, found.certain["dates"] = dated.dates, dated.confidence
    return found


def _points_and_goal(document: Document, choices: list[Choice]) -> Iterator[Choice]:
    """Yield what only the text gives, seen with the other fields so that nothing is said twice."""
    blocks = document.seen.blocks
    known = {choice.name: choice for choice in choices}
    values = {choice.name: choice.value for choice in choices}
    address = values.get("address")
    taken = [values.get("headline", ""), address.line if address else ""]
    points = key_points(blocks, values.get("description", ""), values.get("facts", []), taken)
    if points:
        # Of a page without text they are sentences of its description.
        origin = "text" if blocks or "description" not in known else known["description"].origin
        yield Choice("key_points", points, origin, 0.6 if len(points) >= MIN_POINTS else 0.4)
    if goal := goals.goal_in_text(blocks):
        yield Choice("goal", goal, "text", 0.7)


def _entry(choice: Choice, result: Extraction) -> ExtractedField:
    """Return the record of a field, with the value as the result holds it: checked, cleaned and capped."""
    value = _json(getattr(result, choice.name))
    return ExtractedField(name=choice.name, value=value, origin=choice.origin, confidence=round(choice.confidence, 2))


def _json(value: Any) -> JsonValue:
    if isinstance(value, list):
        return [_json(item) for item in value]
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return str(value)
