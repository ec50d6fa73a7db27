"""The development server's own landing pages: each shows all that a reading can find."""

from datetime import date
from pathlib import Path

import pytest

from ai.contract import Extraction, Page
from ai.offline import extract

FOLDER = Path(__file__).parent.parent.parent / "partners" / "demo_pages"


def read(name: str) -> Extraction:
    url = f"http://127.0.0.1:8000/demo/{name}.html"
    page = Page(url=url, content=(FOLDER / f"{name}.html").read_bytes(), content_type="text/html", charset="utf-8")
    return extract(page, today=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("name", "language", "amount", "currency", "line", "start"),
    [
        ("majorstuenveien-14", "nb", 6450000, "NOK", "Majorstuenveien 14, 0367 Oslo", "2027-03-14T13:00:00"),
        ("ivan-bjorndals-gate-9", "nb", 4890000, "NOK", "Ivan Bjørndals gate 9, 0472 Oslo", "2027-03-21T15:30:00"),
        ("spring-sale", "en", 549, "GBP", None, "2027-04-30T00:00:00"),
        ("harbour-festival", "en", 18, "GBP", "North Quay, 1 Ropewalk, Eastwick", "2028-06-16T12:00:00+01:00"),
    ],
)
def test_facts(name: str, language: str, amount: int, currency: str, line: str | None, start: str) -> None:
    result = read(name)
    assert result.language == language
    assert result.price is not None and (result.price.amount, result.price.currency) == (amount, currency)
    assert (result.address.line if result.address else None) == line
    assert [date.start.isoformat() for date in result.dates] == [start]
    assert 4 <= len(result.key_points) <= 5
    assert result.warnings == []


def test_one_states_a_goal_and_the_others_do_not() -> None:
    names = [path.stem for path in sorted(FOLDER.glob("*.html"))]
    assert [name for name in names if read(name).goal] == ["harbour-festival"]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.html")), ids=lambda path: path.stem)
def test_every_picture_lies_beside_its_page(path: Path) -> None:
    images = read(path.stem).images
    assert images
    assert [image for image in images if not (FOLDER / image.rpartition("/")[2]).is_file()] == []


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    known = ("https://schema.org", "https://ogp.me/ns#", "http://www.w3.org/2000/svg")
    for address in known:
        text = text.replace(address, "")
    assert "http:" not in text and "https:" not in text
