"""The first pass: what a reader does not see goes, what a parser could choke on is tamed."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from ai.offline.pages.markup import MAX_DEPTH, reduce


def text_of(html: str, *, xhtml: bool = False) -> str:
    body = LexborHTMLParser(reduce(html, xhtml=xhtml).html).body
    return " ".join(body.text(separator=" ").split()) if body else ""


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<!-- no -->b", "ab"),
        ("<p>a<!-->b<!--->c", "abc"),
        ("<p>a<!-- > -- no --!>b", "ab"),
        ("<p>a<!-- unclosed", "a"),
        ("<p>a<script>'</p>'</script>b", "ab"),
        ("<p>a<SCRIPT >no</ScRiPt >b", "ab"),
        ("<p>a<style>no</style>b<noscript>no</noscript>c", "abc"),
        ("<p>a<template>no<template>no</template>no</template>b", "ab"),
        ("<p>a<svg><text>no</text><title>no</title></svg>b", "ab"),
        ("<p>a<svg/>b", "ab"),
        ("<svg><g>no<p>yes", "yes"),
        ("<p>a<select><option>no</select>b<iframe><p>no</iframe>c", "abc"),
        ("<p>a<textarea><p>no</textarea>b", "ab"),
        ("<p>a < b & c <3 d", "a < b & c <3 d"),
        ("<p>a<<script></script>b>c", "a<b>c"),
        ("<p title='>'>a</p><p title=\">\">b</p>", "a b"),
        ("<p>a<?php echo 1 ?>b<!DOCTYPE x>c</ bogus>d", "abcd"),
        ("<p>a</p foo='>'>b", "a b"),
        ("<p>a<b class='unclosed", "a"),
        ("<ul><li>a<li>b</ul><table><tr><td>c<td>d</table>", "a b c d"),
        ("a<br>b<br/>c", "a b c"),
        ("<p>a<embed src=x>b<input value=no>c<wbr>d", "abcd"),
    ],
)
def test_text_is_what_a_browser_shows(html: str, text: str) -> None:
    assert text_of(html) == text


def test_json_ld_styles_and_title_are_kept_apart() -> None:
    found = reduce(
        "<title> A &amp; B </title><style>p{}</style><script type='application/LD+json'>{\"a\":1}</script>"
        "<template><script type=application/ld+json>no</script><style>no</style></template><svg><title>no</title></svg>"
    )
    assert (found.title, found.styles, found.json_ld) == (" A & B ", ["p{}"], ['{"a":1}'])


def test_self_closing_counts_in_xhtml_only() -> None:
    html = '<title/><script src="a"/><div hidden=""/><p>seen</p>'
    assert text_of(html, xhtml=True) == "seen"
    assert text_of(html) == ""


def test_nesting_is_capped_and_its_text_kept() -> None:
    tree = LexborHTMLParser(reduce("<div>" * 5000 + "deep" + "</div>" * 5000 + "<p>after").html)
    div = tree.css_first("div")
    depth = 0
    while div is not None:
        depth, inner, div = (
            depth + 1,
            div,
            div.first_child if div.first_child and div.first_child.tag == "div" else None,
        )
    assert (depth, inner.text()) == (MAX_DEPTH, "deep")
    assert tree.css_first("body > p") is not None


@pytest.mark.parametrize(
    "trick",
    [
        "<div><table></div>",
        "<span><div></span>",
        "<div a='</div>'>",
        "<div><!--></div>--><script></script>",
        "<b><p>",
        "<section><a><object></section>",
        "<div><svg></div></svg>",
        "<article><select></article></select>",
        "<h1><span></h2>",
        "<details><button><p></details>",
    ],
)
def test_no_trick_makes_the_tree_deep(trick: str) -> None:
    tree = LexborHTMLParser(reduce(trick * 3000).html)
    depth = 0
    level = [tree.root]
    while level and depth < 2000:
        level = [child for node in level if node for child in node.iter()]
        depth += 1
    assert depth < 10 * MAX_DEPTH


def test_unclosed_formatting_does_not_multiply() -> None:
    html = reduce("".join(f"<b id={number}>" for number in range(90)) + "<p>x" * 500).html
    assert len(LexborHTMLParser(html).css("*")) < 1000


def test_long_attributes_are_cut_where_it_makes_sense() -> None:
    long = "x" * 9000
    node = LexborHTMLParser(
        reduce(f"<img src='data:{long}' alt='{long}' style='{long};display:none' data-x='{long}'>").html
    ).css_first("img")
    assert node is not None
    attributes = node.attributes
    assert attributes["src"] in ("", None)
    assert len(attributes["alt"] or "") == 4000
    assert (attributes["style"] or "").endswith(";display:none")
    assert "data-x" not in attributes


def test_a_page_too_large_is_cut_but_its_json_ld_read() -> None:
    found = reduce("<p>x</p>" * 400_000 + "<script type='application/ld+json'>{\"late\":1}</script>")
    assert found.truncated
    assert found.json_ld == ['{"late":1}']


def test_frames_are_noticed() -> None:
    assert reduce("<frameset><frame src=a></frameset>").frames
