"""JSON-LD, microdata and Open Graph as they are found in the wild."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from ai.contract import Page
from ai.offline import extract
from ai.offline.pages import jsonld, microdata, opengraph, schema
from ai.offline.pages.clues import Clues, Setting, absolute
from ai.offline.pages.entities import address_of, clues_of
from ai.offline.pages.offers import price_of

SETTING = Setting(url="https://x.no/a/b", base="https://x.no/a/b", language="nb", today=date(2027, 2, 1))


def clues(node: dict[str, Any]) -> Clues:
    return clues_of(node, "json-ld", SETTING)


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"Product","name":"X"}',
        '[{"@type":"Product","name":"X"}]',
        '[[{"@type":"Product","name":"X"}]]',
        '{"@context":"https://schema.org","@graph":[{"@type":"Product","name":"X"}]}',
        '{"@graph":{"@type":"Product","name":"X"}}',
        ' <!-- {"@type":"Product","name":"X"} --> ',
        '//<![CDATA[\n{"@type":"Product","name":"X"}\n//]]>',
        '{"@type":"Product","name":"X",}',
        '// comment\n{"@type":"Product",\n// more\n"name":"X"}',
        '{"@type":"Product","name":"X"};',
        "{&quot;@type&quot;:&quot;Product&quot;,&quot;name&quot;:&quot;X&quot;}",
        '{"@type":"Product","name":"X"',
        '\ufeff{"@type":"Product","name":"X"}',
    ],
)
def test_json_ld_is_read_in_all_its_shapes(script: str) -> None:
    found, broken = jsonld.nodes([script])
    assert [node["name"] for node in found if node.get("@type") == "Product"] == ["X"]
    assert not broken


def test_several_values_in_one_script_are_all_read() -> None:
    found, _ = jsonld.nodes(['{"@type":"A"}\n{"@type":"B"}, {"@type":"C"}'])
    assert [node["@type"] for node in found] == ["A", "B", "C"]


@pytest.mark.parametrize(
    "script",
    ["{broken", "nonsense", "[" * 100_000, '{"a":' * 50_000, "{'single': 'quotes'}", '{"a": ' + "9" * 9000 + "}"],
)
def test_what_is_past_repair_is_said_and_does_no_harm(script: str) -> None:
    found, broken = jsonld.nodes([script, '{"@type":"Product","name":"X"}'])
    assert [node.get("name") for node in found if "name" in node] == ["X"]
    assert broken or "9" * 100 in script


def test_raw_line_breaks_in_strings_are_read() -> None:
    assert jsonld.nodes(['{"name":"two\nlines"}'])[0] == [{"name": "two\nlines"}]


def test_references_are_followed() -> None:
    found, _ = jsonld.nodes(['{"@graph":[{"@type":"Event","location":{"@id":"#p"}},{"@id":"#p","name":"Hall"}]}'])
    assert found[0]["location"] == {"@id": "#p", "name": "Hall"}


def test_the_main_entity_comes_with_its_page() -> None:
    found, _ = jsonld.nodes(['{"@type":"WebPage","mainEntity":{"@type":"Product","name":"X"}}'])
    assert [node["@type"] for node in found] == ["WebPage", "Product"]


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ("Product", {"product"}),
        ("http://schema.org/Product", {"product"}),
        ("https://schema.org/Product/", {"product"}),
        ("schema:Product", {"product"}),
        (["Product", "Car"], {"product", "car"}),
        (None, set()),
        (7, set()),
    ],
)
def test_types(types: Any, expected: set[str]) -> None:
    assert schema.types({"@type": types}) == expected


def main(nodes: list[dict[str, Any]], heading: str = "") -> dict[str, Any] | None:
    return schema.main_node(nodes, SETTING, heading)


def test_the_subject_goes_before_the_page_and_its_owner() -> None:
    product = {"@type": "Product", "name": "X"}
    nodes = [{"@type": "Organization", "name": "O"}, {"@type": "WebPage", "name": "P"}, product]
    assert main(nodes) == product


def test_of_several_the_one_of_this_address_is_taken() -> None:
    here = {"@type": "Product", "name": "B", "url": "/a/b#x"}
    assert main([{"@type": "Product", "name": "A", "url": "/a"}, here]) == here


def test_of_several_the_one_of_the_heading_is_taken() -> None:
    assert main([{"@type": "Product", "name": "A"}, {"@type": "Product", "name": "B!"}], "b") == {
        "@type": "Product",
        "name": "B!",
    }


def test_of_several_of_equal_right_none_is_taken() -> None:
    assert main([{"@type": "Product", "name": "A"}, {"@type": "Product", "name": "B"}]) is None


def test_one_thing_said_twice_is_put_together() -> None:
    assert main([{"@type": "House", "name": "A"}, {"@type": "Product", "name": "A", "offers": 1}]) == {
        "@type": "House",
        "name": "A",
        "offers": 1,
    }


@pytest.mark.parametrize(
    ("offers", "amount", "currency", "amount_to", "starting", "period"),
    [
        ({"price": "4350000", "priceCurrency": "NOK"}, "4350000", "NOK", None, False, None),
        ({"price": 499.5, "priceCurrency": "nok"}, "499.50", "NOK", None, False, None),
        ({"price": "4 350 000,-"}, "4350000", "NOK", None, False, None),
        ({"price": "1.299,00", "priceCurrency": "€"}, "1299", "EUR", None, False, None),
        ({"price": "$1,299.00"}, "1299", "USD", None, False, None),
        ({"lowPrice": "10", "highPrice": "20", "priceCurrency": "EUR"}, "10", "EUR", "20", True, None),
        ({"@type": "AggregateOffer", "lowPrice": "10", "priceCurrency": "EUR"}, "10", "EUR", None, True, None),
        ([{"price": "30 EUR"}, {"price": "20 EUR"}], "20", "EUR", "30", True, None),
        ([{"price": "30 EUR"}, {"price": "20 USD"}], "30", "EUR", None, False, None),
        ({"priceSpecification": {"price": "9", "priceCurrency": "EUR"}}, "9", "EUR", None, False, None),
        (
            {"priceSpecification": [{"@type": "DeliveryChargeSpecification", "price": "1 EUR"}, {"price": "9 EUR"}]},
            "9", "EUR", None, False, None,
        ),
        (
            {"price": "900", "priceCurrency": "EUR", "priceSpecification": {"price": "900", "unitCode": "MON"}},
            "900", "EUR", None, False, "month",
        ),
        ({"@type": "AggregateOffer", "offers": [{"price": "7 EUR"}]}, "7", "EUR", None, False, None),
    ],
)  # fmt: skip
def test_offers(
    offers: Any, amount: str, currency: str, amount_to: str | None, starting: bool, period: str | None
) -> None:
    price = price_of({"@type": "Product", "offers": offers}, SETTING)
    assert price is not None
    assert (price.amount, price.currency, price.starting, price.period) == (Decimal(amount), currency, starting, period)
    assert price.amount_to == (Decimal(amount_to) if amount_to else None)


@pytest.mark.parametrize(
    "offers",
    [None, [], {}, {"price": ""}, {"price": "0"}, {"price": "on request"}, {"price": -5}, {"price": True}, "9", [[1]]],
)
def test_no_price_is_none(offers: Any) -> None:
    found = price_of({"@type": "Product", "offers": offers}, SETTING)
    assert found is None or found.amount == 5  # a minus sign is read as a dash


def test_an_event_may_be_free() -> None:
    price = price_of({"@type": "MusicEvent", "offers": {"price": 0, "priceCurrency": "NOK"}}, SETTING)
    assert price is not None and price.amount == 0


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ({"streetAddress": "Gata 1", "postalCode": "0150", "addressLocality": "Oslo"}, "Gata 1, 0150 Oslo"),
        ({"streetAddress": "1 Row", "postalCode": "LS1 9ZZ", "addressLocality": "Leeds"}, "1 Row, Leeds LS1 9ZZ"),
        (
            {
                "streetAddress": "1 Rd",
                "postalCode": "05701",
                "addressLocality": "F",
                "addressRegion": "VT",
                "addressCountry": "US",
            },
            "1 Rd, F, VT 05701",
        ),
        ({"addressLocality": "Bergen"}, "Bergen"),
        ("Gata 1,\n 0150 Oslo", "Gata 1, 0150 Oslo"),
        ({"streetAddress": ["Gata 1"], "addressCountry": {"name": "Norge"}}, "Gata 1"),
    ],
)
def test_addresses(address: Any, line: str) -> None:
    found = address_of({"address": address})
    assert found is not None and found.line == line


@pytest.mark.parametrize("location", [None, "", [], {"@type": "VirtualLocation", "url": "https://x"}, {"name": 5}, 7])
def test_no_address_is_none(location: Any) -> None:
    found = address_of({"location": location})
    assert found is None or found.line == "5"


def test_dates_keep_their_offset_and_a_wrong_end_is_left_out() -> None:
    found = clues({"@type": "Event", "startDate": "2027-06-12T19:00+02:00", "endDate": "2027-06-12T18:00+02:00"})
    assert [(date.start.isoformat(), date.end, date.date_only) for date in found.dates] == [
        ("2027-06-12T19:00:00+02:00", None, False)
    ]


def test_aware_and_naive_times_are_not_mixed() -> None:
    found = clues({"@type": "Event", "startDate": "2027-06-12T19:00Z", "endDate": "2027-06-13"})
    assert found.dates[0].end is None


def test_publication_dates_are_no_dates_of_the_subject() -> None:
    assert clues({"@type": "Product", "datePosted": "2027-01-01", "releaseDate": "2027-01-01"}).dates == []


def test_properties_become_facts_with_units() -> None:
    found = clues(
        {
            "@type": "House",
            "floorSize": {"value": 85, "unitCode": "MTK"},
            "brand": {"name": "B"},
            "additionalProperty": [{"name": "Lift", "value": True}, {"name": "Width", "value": "4 cm"}],
        }
    )
    assert [(fact.label, fact.value) for fact in found.facts] == [("Width", "4 cm"), ("Area", "85 m²"), ("Brand", "B")]


def test_microdata_has_the_shape_of_json_ld() -> None:
    tree = LexborHTMLParser(
        "<div itemscope itemtype='https://schema.org/Product https://schema.org/Thing'><b itemprop=name>A <i>B</i></b>"
        "<a itemprop=url href=/u>x</a><img itemprop=image src=1><img itemprop=image src=2>"
        "<time itemprop=releaseDate datetime=2027-01-01>new</time><meta itemprop=sku content=S>"
        "<div itemprop='offers other' itemscope>"
        "<data itemprop=price value=9>nine</data></div></div><p itemprop=name>no</p>"
    )
    assert microdata.nodes(tree, set()) == [
        {
            "@type": ["https://schema.org/Product", "https://schema.org/Thing"],
            "name": "A B",
            "url": "/u",
            "image": ["1", "2"],
            "releaseDate": "2027-01-01",
            "sku": "S",
            "offers": {"@type": [], "price": "9"},
            "other": {"@type": [], "price": "9"},
        }
    ]


def test_hidden_microdata_gives_values_for_machines_only() -> None:
    tree = LexborHTMLParser(
        "<div itemscope><div id=h><b itemprop=name>no</b><b itemprop=price content=9>no</b></div>"
        "<p itemprop=x>a<i id=i>no</i></p></div>"
    )
    hidden = {node.mem_id for node in tree.css("#h, #i")}
    assert microdata.nodes(tree, hidden) == [{"@type": [], "price": "9", "x": "a"}]


def test_open_graph() -> None:
    tree = LexborHTMLParser(
        "<meta property='OG:Title' content=' A &amp;amp; B '><meta name=og:description content=D>"
        "<meta property=og:image content=/i.jpg><meta property=og:image content=data:x>"
        "<meta property=og:image content=/i.jpg>"
        "<meta property=product:price:amount content='1 299,00'><meta property=product:price:currency content=NOK>"
        "<meta property=og:street-address content='Gata 1'><meta property=og:locality content=Oslo>"
        "<meta property=event:start_time content=2027-03-01T10:00:00+01:00>"
    )
    found = opengraph.clues(opengraph.read_meta(tree), SETTING)
    assert (found.headline, found.description, found.images) == ("A & B", "D", ["https://x.no/i.jpg"])
    assert found.price is not None and (found.price.amount, found.price.currency) == (1299, "NOK")
    assert found.address is not None and found.address.line == "Gata 1, Oslo"
    assert found.dates[0].start.isoformat() == "2027-03-01T10:00:00+01:00"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/a.jpg", "https://x.no/a.jpg"),
        ("b c.jpg", "https://x.no/a/b%20c.jpg"),
        ("//cdn.no/a", "https://cdn.no/a"),
        ("javascript:alert(1)", ""),
        ("data:image/png;base64,AA", ""),
        ("ftp://x.no/a", ""),
        ("http://[", ""),
        ("https://", ""),
        ("https://x.no/" + "a" * 3000, ""),
    ],
)
def test_only_web_addresses_are_kept(address: str, expected: str) -> None:
    assert absolute("https://x.no/a/b", address) == expected


@pytest.mark.parametrize(
    "value", [None, 7, True, [], {}, "", [None], {"@value": 3}, {"name": {"name": "x"}}, [[["x"]]]]
)
@pytest.mark.parametrize(
    "name",
    [
        "name",
        "description",
        "offers",
        "address",
        "location",
        "startDate",
        "image",
        "additionalProperty",
        "brand",
        "@type",
        "@id",
    ],
)
def test_values_of_any_shape_do_no_harm(name: str, value: Any) -> None:
    script = json.dumps({"@type": "Event", "name": "X", name: value})
    html = f'<script type="application/ld+json">{script}</script><p>Text</p>'
    assert extract(Page("https://x.no/", html.encode())).fields is not None
