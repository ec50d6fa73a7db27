"""What a reader sees, in blocks."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from ai.offline.pages.blocks import Block
from ai.offline.pages.visible import read
from ai.offline.pages.zones import Zone


def blocks(html: str) -> list[Block]:
    return read(LexborHTMLParser(html), []).blocks


@pytest.mark.parametrize(
    "html",
    [
        "<p hidden>no</p>",
        "<p hidden=until-found>no</p>",
        "<p aria-hidden='TRUE'>no</p>",
        "<div style='display:none'><p>no</p></div>",
        "<dialog><p>no</p></dialog>",
        "<p style='color:#fff;background:#ffffff'>no</p>",
        "<div style='background:white'><p><span style='color:rgb(255, 255, 255)'>no</span></p></div>",
        "<p style='color:transparent'>no</p>",
        "<p style='color:rgba(0,0,0,0)'>no</p>",
        "<table bgcolor=black><tr><td><span color='#000'>no</span></td></tr></table>",
        "<p><span style='font-size:0'>no</span></p>",
        "<p><del>no</del></p>",
    ],
)
def test_hidden_text_is_not_read(html: str) -> None:
    assert [block.text for block in blocks(html)] == []


@pytest.mark.parametrize(
    "html",
    [
        "<p aria-hidden=false>yes</p>",
        "<dialog open><p>yes</p></dialog>",
        "<details><summary>yes</summary></details>",
        "<div style='background:#fff'><p style='background:#000;color:#fff'>yes</p></div>",
        "<h1 style='color:transparent;-webkit-background-clip:text'>yes</h1>",
        "<p style='color:white'>yes</p>",
    ],
)
def test_shown_text_is_read(html: str) -> None:
    assert [block.text for block in blocks(html)] == ["yes"]


def test_blocks_are_cut_at_block_elements_and_kept_whole_over_inline_ones() -> None:
    found = blocks("<div>one <b>two</b><p>three<br>four</p> five</div>")
    assert [(block.kind, block.text, block.lines) for block in found] == [
        ("div", "one two", ["one two"]),
        ("p", "three four", ["three", "four"]),
        ("div", "five", ["five"]),
    ]


def test_a_line_break_in_the_source_is_a_space() -> None:
    assert blocks("<p>one\ntwo</p>")[0].lines == ["one two"]


@pytest.mark.parametrize(
    ("html", "zone"),
    [
        ("<nav><p>x</p></nav>", Zone.CHROME),
        ("<div role=navigation><p>x</p></div>", Zone.CHROME),
        ("<div class='site-footer'><p>x</p></div>", Zone.CHROME),
        ("<div id=cookieBanner><p>x</p></div>", Zone.CHROME),
        ("<aside><p>x</p></aside>", Zone.SIDE),
        ("<section class='relatedProducts'><p>x</p></section>", Zone.RELATED),
        ("<aside><nav><p>x</p></nav></aside>", Zone.CHROME),
        ("<nav><aside><p>x</p></aside></nav>", Zone.CHROME),
        ("<div class='navigator-cruise'><p>x</p></div>", Zone.MAIN),
        ("<div class='has-cookie-banner'><h1>h</h1><p>x</p></div>", Zone.MAIN),
        ("<body class='footer-dark'><p>x</p></body>", Zone.MAIN),
        ("<main><p>x</p></main>", Zone.MAIN),
    ],
)
def test_zones(html: str, zone: Zone) -> None:
    assert blocks(html)[-1].zone is zone


def test_links_and_headings_are_noted() -> None:
    found = blocks("<h2>Head</h2><p><a href=x>link</a> and text</p><ul><li>item</li></ul>")
    assert [(block.kind, block.heading, round(block.linked, 1), bool(block.group)) for block in found] == [
        ("h2", "", 0.0, False),
        ("p", "Head", 0.3, False),
        ("li", "Head", 0.0, True),
    ]


def test_pictures_are_seen_unless_hidden() -> None:
    seen = read(LexborHTMLParser("<img src=a><div hidden><img src=b></div><nav><img src=c></nav>"), [])
    assert [(image.attributes["src"], image.zone) for image in seen.images] == [("a", Zone.MAIN), ("c", Zone.CHROME)]
