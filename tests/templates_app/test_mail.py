"""E-mails made ready: clean, styled in place, with a text and a way to unsubscribe."""

import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from core.errors import InvalidError
from templates_app.mail import designs
from templates_app.mail.preparing import prepare
from templates_app.rendering import links
from templates_app.rendering.compiled import CompiledTemplate
from tests.templates_app.conftest import content

MJML = "<mjml><mj-body><mj-section><mj-column>INSIDE</mj-column></mj-section></mj-body></mjml>"


def ready(source, source_format="html", **fields):
    return prepare(content("email", source=source, source_format=source_format, **fields))


def tree(source, source_format="html", **fields):
    return LexborHTMLParser(ready(source, source_format, **fields).html)


def refusal(source, source_format="html"):
    with pytest.raises(InvalidError) as caught:
        ready(source, source_format)
    return caught.value.faults


@pytest.mark.parametrize(
    "harm",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<iframe src="https://evil.example"></iframe>',
        '<object data="https://evil.example"></object>',
        '<link rel="stylesheet" href="https://evil.example/a.css">',
        '<style>@import url("https://evil.example/a.css");</style>',
        "<style>@media all { p { background: url(//evil.example/p) } }</style>",
        '<p style="background:url(file:///etc/passwd)">x</p>',
        '<p style="width:expression(alert(1))">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="  JaVaScRiPt:alert(1)">x</a>',
        '<form action="https://evil.example"><input name="password"></form>',
        '<base href="https://evil.example/">',
        '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
        '<svg onload="alert(1)"><script>alert(1)</script></svg>',
        "<!-- <script>alert(1)</script> -->",
        "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    ],
)
def test_what_does_harm_goes(harm):
    html = ready(f"<p>before</p>{harm}<p>after</p>").html.lower()
    assert "before" in html and "after" in html
    for trace in ("alert", "evil", "passwd", "expression", "onerror", "<form", "<input", "<svg", "@import"):
        assert trace not in html


def test_what_mail_needs_stays():
    source = '<table width="600" cellpadding="0" bgcolor="#fff"><tr><td colspan="2" align="center" style="color:red">x'
    cell = tree(source).css_first("td")
    assert cell.attributes == {"colspan": "2", "align": "center", "style": "color:red"}


def test_a_picture_in_a_style_stays():
    assert "url('https://i.example/a.png')" in ready("<p style=\"background:url('https://i.example/a.png')\">x").html


def test_styles_are_written_into_the_elements_without_the_network(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    found = tree('<link rel="stylesheet" href="https://c.example/a.css"><style>p { color: red }</style><p>x</p>')
    assert "color" in found.css_first("p").attributes["style"]
    assert found.css_first("style") is None


def test_rules_for_some_screens_stay_rules():
    found = tree("<style>@media (max-width:600px) { .a { color: red } } .a { color: blue }</style><p class=a>x</p>")
    assert found.css_first("style").text().strip() == "@media (max-width:600px) { .a { color: red } }"
    assert found.css_first("p").attributes["class"] == "a"


def test_the_unsubscribe_link_is_added_in_the_templates_language():
    made = prepare(content("email", source="<p>x</p>", source_format="html"))
    assert '<a href="{{ unsubscribe_url }}"' in made.html
    assert made.plain == "x\n\n-- \nUnsubscribe: {{ unsubscribe_url }}"


def test_it_is_worded_in_norwegian():
    from templates_app.reading import read_content

    written = read_content({"source": "<p>x</p>", "source_format": "html"}, channel="email", language="nb_NO")
    assert "Meld deg av" in prepare(written).html


def test_the_authors_own_link_is_enough():
    made = ready('<p><a href="{{ unsubscribe_url }}">No more</a></p>', text="Stop: {{unsubscribe_url}}")
    assert (made.html.count("unsubscribe_url"), made.plain) == (1, "Stop: {{unsubscribe_url}}")


@pytest.mark.parametrize(
    "words", ["{{ unsubscribe_url }}", '<img src="{{ unsubscribe_url }}">', "{{{{unsubscribe_url}}"]
)
def test_an_address_that_nobody_can_press_is_no_link(words):
    links = tree(f"<p>{words}</p>").css("a")
    assert [link.attributes["href"] for link in links] == ["{{ unsubscribe_url }}"]


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color:{{ c }}">x</p>',
        "<style>p { color: {{ c }} }</style><p>x</p>",
        "<script>{{ c }}</script>x",
        "<p {{ c }}>x</p>",
        "<p {{ c }}=1>x</p>",
        "<{{ c }}>x",
        "<iframe src='{{ c }}'></iframe>",
    ],
)
def test_a_tag_where_no_value_may_stand_is_refused(source):
    faults = refusal(source)
    assert [fault.name for fault in faults] == ["source"]
    assert faults[0].message.endswith("the name of an element: {{ c }}.")


def test_a_tag_in_a_comment_or_a_title_is_not_missed():
    assert ready("<title>{{ a }}</title><!-- {{ b }} --><p>x</p>").html.count("{{") == 1


def test_a_brace_that_an_entity_stands_for_is_no_part_of_a_tag():
    made = ready("<p>&#123;{{ a }} {{{{b}}</p>")
    assert "&#123;{{ a }} {{{{b}}" in made.html
    assert made.plain.startswith("{ {{ a }} {{{{b}}")


def test_the_preheader_is_hidden_before_the_words():
    found = tree("<p>x</p>", preheader="Hi <b> {{ name }}").css_first("body > div")
    assert found.text() == "Hi <b> {{ name }}"
    assert found.attributes["style"].startswith("display:none")


def test_mjml_becomes_html_that_loads_no_fonts():
    inside = '<mj-text>Hi {{ name | "you" & co }}</mj-text><mj-button href="{{ url }}">Go</mj-button>'
    html = ready(MJML.replace("INSIDE", inside), "mjml").html
    assert 'Hi {{ name | "you" & co }}' in html
    assert '<a href="{{ url }}"' in html
    assert "googleapis" not in html


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("<p>x</p>", "Line 1: This is no MJML: it must be one <mjml> element."),
        ("<mjml><mj-body>\n<mj-text>", "The MJML ends too early: an element is not closed."),
        ("<mjml>\n<mj-body>\n<mj-foo/></mj-body></mjml>", "Line 3: MJML has no element “mj-foo”."),
        ('<mjml>\n<mj-include path="/etc/passwd"/></mjml>', "Line 2: Other files cannot be included."),
        (
            "<mjml>" + "<mj-section>" * 61,
            "Elements lie more than 60 deep in one another; some of them may not be closed.",
        ),
    ],
)
def test_what_is_no_mjml_is_told_in_words(source, message):
    assert [fault.message for fault in refusal(source, "mjml")] == [message]


def test_an_included_file_is_not_read(tmp_path):
    (tmp_path / "a.mjml").write_text("<mj-text>secret</mj-text>")
    with pytest.raises(InvalidError):
        designs.to_html(f'<mjml><mj-body><MJ-INCLUDE path="{tmp_path}/a.mjml"/></mj-body></mjml>')


@pytest.mark.parametrize(
    "source", ["<div>" * 40_000, "<b>" * 60_000, "<svg>" + "<td>" * 40_000, "<div/>" * 30_000, "<p><span>" * 20_000]
)
def test_what_lies_too_deep_does_not_break_the_process(source):
    assert "deep in one another" in refusal(source)[0].message


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (f'<p style="background:url({" " * 100_000}x)">a</p>', ""),
        (f"<style>{'@media ' * 20_000}</style><p>a</p>", ""),
        (f"<p>a</p>{'<div></div>' * 15_000}<p>b</p>", ""),
        ("<p>a</p>", f"{'a' * 90_000} {{{{ n }}}}"),
        ("<p>a</p>", f"{'http://a' * 11_000}( {{{{ n }}}}"),
        ("<p>a</p>", f"http://a{')' * 90_000} {{{{ n }}}}"),
    ],
    ids=["a style", "rules for some screens", "empty blocks", "a word", "addresses", "brackets"],
)
def test_nothing_that_can_be_written_takes_the_square_of_its_length(source, text):
    started = time.process_time()
    made = ready(source, text=text)
    CompiledTemplate(made)
    links.targets(made)
    assert time.process_time() - started < 5  # each took from 6 to 90 seconds when it was read again and again


def test_many_paragraphs_that_nobody_closed_are_not_deep():
    assert ready("<p>x" * 3_000).html.count("<p>") == 3_000


@given(st.text(alphabet="<>/ab{}\"'=&;! -", max_size=80))
def test_whatever_is_written_is_made_ready_or_refused(source):
    try:
        made = ready(source)
    except InvalidError:
        return
    assert "{{ unsubscribe_url }}" in made.html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>Hi</h1><p>One<br>two</p><p>three</p>", "Hi\n\nOne\ntwo\n\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<div>a</div><div></div> <div>b</div>", "a\nb"),
        ('<p>See <a href="https://s.example/">the shop</a>.</p>', "See the shop (https://s.example/)."),
        ('<a href="https://s.example/">https://s.example/</a>', "https://s.example/"),
        ('<a href="mailto:a@s.example">a@s.example</a>', "a@s.example"),
        ('<img src="https://i.example/1.png" alt="The sea">', "The sea"),
        ("<p>a &amp; b &lt;c&gt;</p>", "a & b <c>"),
        ('<p>shown</p><p style="display:none">hidden</p>', "shown"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<p>a</p><hr><p>b</p>", "a\n\n--------------------\n\nb"),
    ],
)
def test_the_text_is_derived(html, text):
    assert ready(html).plain.removesuffix("\n\n-- \nUnsubscribe: {{ unsubscribe_url }}") == text


def test_the_authors_text_is_taken_before_a_derived_one():
    assert ready("<p>x</p>", text="Mine {{ name }}").plain.startswith("Mine {{ name }}\n\n-- ")
