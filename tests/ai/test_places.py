"""Addresses in visible text."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from ai.contract import Fact
from ai.offline.pages.places import address_in_text, parse_address
from ai.offline.pages.visible import read


@pytest.mark.parametrize(
    ("text", "street", "postal_code", "city", "region"),
    [
        ("Majorstuenveien 14, 0367 Oslo", "Majorstuenveien 14", "0367", "Oslo", None),
        ("Ivan Bjørndals gate 9, 0472 Oslo", "Ivan Bjørndals gate 9", "0472", "Oslo", None),
        ("Bor i Sjøveien 8 B, 4085 Hundvåg nå", "Sjøveien 8 B", "4085", "Hundvåg", None),
        ("C. J. Hambros plass 2C, NO-0164 Oslo", "C. J. Hambros plass 2C", "NO-0164", "Oslo", None),
        ("Storgatan 4, 111 22 Stockholm", "Storgatan 4", "111 22", "Stockholm", None),
        ("Vestergade 5, 1456 København K", "Vestergade 5", "1456", "København K", None),
        ("Unter den Linden 5, 10117 Berlin", "Unter den Linden 5", "10117", "Berlin", None),
        ("12 Quayside Mews, Bristol BS1 4QA", "12 Quayside Mews", "BS1 4QA", "Bristol", None),
        ("Flat 2, 9 Hill Road, Clifton, Bristol BS8 1AA", "Flat 2, 9 Hill Road", "BS8 1AA", "Bristol", None),
        ("48 Alder Creek Rd, Fairmont, VT 05701", "48 Alder Creek Rd", "05701", "Fairmont", "VT"),
        ("1 Main St, Apt 4, Fairmont, VT 05701-1234", "1 Main St, Apt 4", "05701-1234", "Fairmont", "VT"),
    ],
)
def test_addresses_of_several_countries(
    text: str, street: str, postal_code: str, city: str, region: str | None
) -> None:
    found = parse_address(text)
    assert found is not None
    assert (found.street, found.postal_code, found.city, found.region) == (street, postal_code, city, region)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 soverom, 2 bad",
        "Oslo 2027",
        "kl. 14, 0367",
        "Tlf. 22 33 44 55",
        "i 2019, 4500 Kroner",
        "A" * 3000,
        "Ab " * 900,
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert parse_address(text) is None


def line(html: str, facts: list[Fact] | None = None) -> str | None:
    found = address_in_text(read(LexborHTMLParser(html), []).blocks, facts or [])
    return found[0].line if found else None


def test_lines_are_put_together() -> None:
    assert line("<address>Majorstuenveien 14<br>0367 Oslo</address>") == "Majorstuenveien 14, 0367 Oslo"


def test_an_address_element_goes_before_a_sentence() -> None:
    html = "<p>Vi møtes i Storgata 1, 0150 Oslo og går.</p><address>Sjøgata 4, 5780 Kinsarvik</address>"
    assert line(html) == "Sjøgata 4, 5780 Kinsarvik"


@pytest.mark.parametrize(
    "html",
    [
        "<footer><p>Kontorveien 1, 0150 Oslo</p></footer>",
        "<p>Hovedkontor: Kontorveien 1, 0150 Oslo</p>",
        "<h3>Kontakt oss</h3><p>Kontorveien 1, 0150 Oslo</p>",
        "<p>Org.nr. 911 111 111, Kontorveien 1, 0150 Oslo</p>",
        "".join(f"<p>Gata {number}, 0150 Oslo</p>" for number in range(1, 6)),
    ],
)
def test_somebody_elses_address_is_left_out(html: str) -> None:
    assert line(html) is None


def test_a_labelled_place_needs_no_street() -> None:
    assert line("", [Fact(label="Hvor", value="Rådhusplassen")]) == "Rådhusplassen"


def test_a_labelled_place_keeps_its_name() -> None:
    found = address_in_text([], [Fact(label="Sted", value="Folkets Hus, Storgata 4, 0155 Oslo")])
    assert found is not None
    assert (found[0].line, found[0].venue) == ("Folkets Hus, Storgata 4, 0155 Oslo", "Folkets Hus")
