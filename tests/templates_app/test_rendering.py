"""From a version and values to a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from core.errors import InvalidError
from templates_app.rendering.compiled import LONGEST_VALUE, UnfitValuesError, compile_version
from templates_app.rendering.message import Button, Header, RenderedCard
from tests.templates_app.conftest import LINK, compiled, content, rendered

HTML = (
    '<p title="{{ name }}">Hi {{ name }}</p><a href="{{ link }}">a</a>'
    '<a href="https://s.example/?q={{ name }}&x=1">b</a><img src="{{ pic }}" alt="{{ alt | none }}">'
)
VALUES = {"name": "Kari", "link": "https://a.example/", "pic": "https://i.example/1.png"}
anything = st.text(min_size=1, max_size=60).filter(lambda text: not text.isspace())
nasty = st.sampled_from(
    [
        *("<script>alert(1)</script>", '" onmouseover="x', "javascript:alert(1)", "{{ secret }}", "</a><b>", "&lt;"),
        *("%00", "'", 'https://a.example/"><script>', "\x00", "\u2028x"),
    ]
)


def test_values_and_fallbacks_fill_a_text():
    message = rendered("sms", {"name": "Kari"}, body="Hi {{ name }} of {{ city | town }}")
    assert (message.body, message.channel, message.template, message.language) == (
        "Hi Kari of town", "sms", "hello", "en",
    )  # fmt: skip


@given(anything)
def test_plain_text_in_is_plain_text_out(value):
    assert rendered("sms", {"name": value}, body="<{{ name }}>").body == f"<{value}>"


@given(anything | nasty, anything | nasty, anything | nasty)
def test_whatever_the_values_html_has_no_element_and_no_attribute_that_the_template_has_not(name, link, alt):
    template = compiled("email", subject="x", source_format="html", source=HTML)
    values = {**VALUES, "name": name, "alt": alt, "link": f"https://a.example/{link}"}
    html = template.render(values, unsubscribe_url=LINK).html
    assert shape(html) == shape(template.render(VALUES, unsubscribe_url=LINK).html)


@given(anything | nasty)
def test_an_address_runs_nothing(value):
    try:
        html = rendered("email", {**VALUES, "link": value}, subject="x", source_format="html", source=HTML).html
    except UnfitValuesError:
        return
    assert (
        LexborHTMLParser(html)
        .css_first("a")
        .attributes["href"]
        .lower()
        .startswith(("http://", "https://", "mailto:", "tel:", "sms:"))
    )


def shape(html):
    return [(node.tag, sorted(node.attributes)) for node in LexborHTMLParser(html).root.traverse(include_text=False)]


def test_html_shows_a_value_as_it_is():
    html = rendered("email", {**VALUES, "name": "<b>&\"'"}, subject="x", source_format="html", source=HTML).html
    tree = LexborHTMLParser(html)
    assert tree.css_first("p").text() == "Hi <b>&\"'"
    assert tree.css_first("p").attributes["title"] == "<b>&\"'"
    assert tree.css("a")[1].attributes["href"] == "https://s.example/?q=%3Cb%3E%26%22%27&x=1"


def test_a_tag_in_a_value_is_not_a_tag():
    assert rendered("sms", {"name": "{{ code }}", "code": "secret"}, body="{{ name }}{{ code | }}").body == (
        "{{ code }}secret"
    )


@pytest.mark.parametrize("value", ["", "  ", "\t\n"])
def test_what_is_blank_counts_as_missing(value):
    assert rendered("sms", {"name": value}, body="Hi {{ name | you }}").body == "Hi you"
    with pytest.raises(UnfitValuesError) as caught:
        rendered("sms", {"name": value}, body="Hi {{ name }}")
    fault = caught.value.faults[0]
    assert (caught.value.code, fault.name, fault.missing) == ("UNFIT_VALUES", "name", True)


def test_every_variable_that_does_not_fit_is_named_once():
    with pytest.raises(UnfitValuesError) as caught:
        rendered("sms", {"c": "x" * (LONGEST_VALUE + 1)}, body="{{ a }} {{ b }} {{ a }} {{ c }} {{ d | e }}")
    assert [fault.name for fault in caught.value.faults] == ["a", "b", "c"]
    assert caught.value.faults[2].message == "The value has 2,001 characters; 2,000 are taken."


def test_a_long_value_does_not_give_way_to_a_fallback():
    with pytest.raises(UnfitValuesError):
        rendered("sms", {"a": "x" * (LONGEST_VALUE + 1)}, body="{{ a | b }}")


def test_a_value_that_is_no_address_does_not_fit_where_one_must_be():
    template = compiled("email", subject="x", source_format="html", source='<a href="{{ link }}">x</a>')
    found = template.unfit({"link": "javascript:alert(1)"}, unsubscribe_url=LINK)
    assert [(fault.name, fault.message) for fault in found] == [("link", "The value is no address of the web.")]


def test_values_that_fit_have_no_fault():
    assert compiled("sms", body="{{ a }}").unfit({"a": "b"}) == []


def test_a_subject_takes_no_line_from_a_value():
    message = rendered("email", {"name": "x\r\nBcc: y"}, subject="Hi {{ name }}", source_format="html", source="<p>a")
    assert message.subject == "Hi x Bcc: y"


def test_the_address_to_unsubscribe_is_nobody_elses_to_say():
    message = rendered(
        "email", {"unsubscribe_url": "https://evil.example/"}, subject="x", source_format="html", source="<p>a"
    )
    assert LexborHTMLParser(message.html).css_first("a").attributes["href"] == LINK
    assert message.text.endswith(f"Unsubscribe: {LINK}")


def test_an_email_is_not_made_without_an_address_to_unsubscribe():
    template = compiled("email", subject="x", source_format="html", source="<p>a")
    with pytest.raises(UnfitValuesError) as caught:
        template.render({})
    assert caught.value.faults[0].name == "unsubscribe_url"
    assert (template.needs_unsubscribe, template.variables.names) == (True, ())


def test_a_text_message_needs_no_address_to_unsubscribe():
    assert compiled("sms", body="Hi").needs_unsubscribe is False


def test_numbers_are_counted_anew_in_the_header():
    message = rendered(
        "whatsapp", {"header.1": "hello", "1": "a", "2": "b"},
        header_kind="text", header_text="{{1}}!", body="x {{2}} {{1}} {{2}}.",
    )  # fmt: skip
    assert (message.header, message.body) == (Header("text", "hello!"), "x b a b.")
    assert (message.header_values, message.body_values) == (("hello",), ("a", "b"))


def test_the_variables_are_told_by_part():
    found = compiled(
        "whatsapp", header_kind="text", header_text="{{1}}", body="{{ b }} {{ a | x }} {{ b }}.",
        buttons=[{"kind": "url", "text": "Go", "value": "https://s.example/{{1}}"}],
    ).variables  # fmt: skip
    assert (found.header, found.body, found.buttons) == (("header.1",), ("b", "a"), ("button1.1",))
    assert found.required == {"header.1", "b", "button1.1"}
    assert found.names == ("header.1", "b", "a", "button1.1")


def test_an_emails_html_and_text_are_its_body():
    found = compiled(
        "email", subject="{{ s }}", preheader="{{ p }}", source_format="html", source="{{ a }} {{ b }}", text="{{ c }}"
    ).variables
    assert (found.subject, found.preheader, found.body) == (("s",), ("p",), ("p", "a", "b", "c"))


def test_a_file_in_the_header_can_be_brought():
    fields = {"header_kind": "image", "header_url": "https://i.example/own.png", "body": "a"}
    template = compiled("whatsapp", **fields)
    assert (template.variables.media, template.variables.required) == (("header.url",), frozenset())
    assert template.render({}).header == Header("image", url="https://i.example/own.png")
    assert template.render({"header.url": "https://i.example/2.png"}).header.url == "https://i.example/2.png"


def test_a_file_that_the_template_has_not_must_be_brought():
    template = compiled("whatsapp", header_kind="image", body="a")
    assert template.variables.required == {"header.url"}
    with pytest.raises(UnfitValuesError):
        template.render({})


def test_cards_have_values_of_their_own():
    cards = [
        {"body": "Milk {{1}}", "buttons": [{"kind": "url", "text": "Buy", "value": "https://s.example/{{1}}"}]},
        {"body": "Oats {{1}}", "image_url": "https://i.example/2.png"},
    ]
    template = compiled("whatsapp", body="a", cards=cards)
    assert template.variables.cards == (("card1.1",), ("card2.1",))
    assert template.variables.media == ("card1.image", "card2.image")
    message = template.render(
        {"card1.1": "fresh", "card2.1": "dry", "card1.image": "https://i.example/1.png", "card1.button1.1": "a b"}
    )
    assert message.cards == (
        RenderedCard(
            "https://i.example/1.png", "Milk fresh", (Button("url", "Buy", "https://s.example/a%20b", ("a%20b",)),),
            ("fresh",),
        ),
        RenderedCard("https://i.example/2.png", "Oats dry", (), ("dry",)),
    )  # fmt: skip


def test_a_reply_sends_back_its_words_where_it_says_nothing_else():
    buttons = [{"kind": "reply", "text": "Stop"}, {"kind": "phone", "text": "Call", "value": "+47 1"}]
    message = rendered("whatsapp", {}, body="a", buttons=buttons)
    assert message.buttons == (Button("reply", "Stop", "Stop"), Button("phone", "Call", "+47 1"))


def test_whatsapps_values_have_no_lines():
    message = rendered("whatsapp", {"1": "a\nb"}, body="x {{1}}\ny")
    assert (message.body, message.body_values) == ("x a b\ny", ("a b",))


def test_the_same_content_is_compiled_once():
    assert compile_version(content("sms", body="a")) is compile_version(content("sms", body="a"))


def test_html_that_nobody_cleaned_is_not_compiled_with_a_tag_in_a_style():
    with pytest.raises(InvalidError):
        compile_version(content("email").ready(html='<p style="color:{{ c }}">x</p>', plain=""))


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("https://s.example/{{ a }}", "https://s.example/x%20y"),
        ("https://s.example/{{ b }}/{{ a }}", "https://s.example/b/x%20y"),
        ("https://s.example/ {{ a }}", "https://s.example/ x y"),
        ("https://s.example/\n{{ a }}", "https://s.example/\nx y"),
        ("(https://s.example/){{ a }}", "(https://s.example/)x y"),
        ("(https://s.example/)https://{{ a }}", "(https://s.example/)https://x%20y"),
    ],
)
def test_a_value_in_an_address_of_a_text_is_encoded_and_beside_it_is_not(text, filled):
    version = content("email").ready(html="", plain=text)
    assert compile_version(version).render({"a": "x y", "b": "b"}).text == filled
