"""Whole pages in the manner of property portals, shops and event sites, each with what is to be read from it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ai.contract import Extraction, Page
from ai.offline import brief, extract

PAGES = Path(__file__).parent.parent / "pages"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in PAGES.glob("*.expected.json"))
TODAY = date(2027, 2, 1)
FIELDS = (
    "headline",
    "description",
    "language",
    "price",
    "address",
    "dates",
    "images",
    "key_points",
    "goal",
    "facts",
    "warnings",
)


def read(name: str) -> tuple[dict[str, Any], Extraction]:
    """Return what is expected of a page, and what was read from it."""
    expected = json.loads((PAGES / f"{name}.expected.json").read_text("utf-8"))
    given = expected.pop("page")
    page = Page(
        url=given["url"],
        content=(PAGES / f"{name}.html").read_bytes(),
        content_type=given.get("content_type", "text/html"),
        charset=given.get("charset"),
    )
    return expected, extract(page, today=TODAY)


def as_expected(result: Extraction) -> dict[str, Any]:
    """Return a result as the expectation files write it: only what is said, facts as one object."""
    found = result.model_dump(mode="json")
    for name in ("price", "address"):
        if found[name]:
            found[name] = {key: value for key, value in found[name].items() if value not in (None, False)}
    for dated in found["dates"]:
        del dated["text"]
    found["facts"] = {fact["label"]: fact["value"] for fact in found["facts"]}
    return {name: found[name] for name in FIELDS}


@pytest.mark.parametrize("name", NAMES)
def test_each_field_is_read_exactly(name: str) -> None:
    expected, result = read(name)
    assert as_expected(result) == {field: expected[field] for field in FIELDS}


@pytest.mark.parametrize("name", NAMES)
def test_origins_are_marked(name: str) -> None:
    expected, result = read(name)
    origins = {field.name: field.origin for field in result.fields}
    assert {field: origins.get(field) for field in expected["origins"]} == expected["origins"]


@pytest.mark.parametrize("name", NAMES)
def test_every_value_has_one_entry_with_a_confidence(name: str) -> None:
    _, result = read(name)
    said = [field for field in FIELDS if field != "warnings" and getattr(result, field) not in (None, [])]
    assert sorted(field.name for field in result.fields) == sorted(said)
    assert all(0 < field.confidence < 1 for field in result.fields)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_the_pages_subject_stays_out(name: str) -> None:
    expected, result = read(name)
    fields = expected.get("absent_from")
    dumped = result.model_dump(mode="json", include=set(fields) if fields else set(FIELDS) | {"main_text"})
    text = json.dumps(dumped, ensure_ascii=False)
    assert [word for word in expected.get("absent", []) if word in text] == []


@pytest.mark.parametrize(
    "name", [name for name in NAMES if '"brief"' in (PAGES / f"{name}.expected.json").read_text("utf-8")]
)
def test_brief_tells_the_facts_in_sentences(name: str) -> None:
    expected, result = read(name)
    assert brief(result) == expected["brief"]


def test_quality_over_all_pages() -> None:
    """Count the fields that are right; `pytest -s -k quality` prints them."""
    right = dict.fromkeys(FIELDS, 0)
    for name in NAMES:
        expected, result = read(name)
        found = as_expected(result)
        for field in FIELDS:
            right[field] += found[field] == expected[field]
    for field, count in right.items():
        print(f"{field:12} {count} of {len(NAMES)} pages")
    assert right == dict.fromkeys(FIELDS, len(NAMES))
