"""Samples for a preview, and differences between versions."""

from templates_app import samples
from templates_app.differences import Difference, Piece, between
from tests.templates_app.conftest import compiled, content


def test_every_variable_has_a_sample_that_fits():
    template = compiled("whatsapp", header_kind="image", body="{{ first_name }} {{ order_no }} {{ x | y }}.",
                        buttons=[{"kind": "url", "text": "Go", "value": "{{ link }}"}])  # fmt: skip
    found = samples.samples(template)
    assert found == {
        "first_name": "Kari", "order_no": "[order no]", "x": "[x]", "link": "https://example.com/",
        "header.url": "https://example.com/",
    }  # fmt: skip
    assert template.unfit(found) == []


def test_what_somebody_typed_comes_before_a_sample():
    template = compiled("sms", body="{{ name }} {{ city }}")
    assert samples.preview(template, {"name": "Ola", "city": " ", "other": "x"}).body == "Ola Stavanger"


def test_what_does_not_fit_gives_way_to_a_sample():
    template = compiled("whatsapp", body="x", buttons=[{"kind": "url", "text": "Go", "value": "{{ link }}"}])
    assert samples.preview(template, {"link": "javascript:1"}).buttons[0].value == "https://example.com/"


def test_a_difference_is_told_word_by_word():
    before, after = content("sms", body="Come on Friday."), content("sms", body="Come on Sunday!")
    assert between(before, after) == [
        Difference("Body", [
            Piece("same", "Come on "), Piece("gone", "Friday."), Piece("new", "Sunday!"),
        ])
    ]  # fmt: skip


def test_what_is_the_same_is_no_difference():
    assert between(content("sms", body="x"), content("sms", body="x")) == []


def test_buttons_are_compared_as_lines():
    def made(text):
        return content("whatsapp", buttons=[{"kind": "url", "text": text, "value": "https://s.example/"}])

    [found] = between(made("Go"), made("Buy"))
    assert (found.name, [piece for piece in found.pieces if piece.kind != "same"]) == (
        "Buttons", [Piece("gone", "Go"), Piece("new", "Buy")],
    )  # fmt: skip


def test_a_long_text_is_compared_by_lines_and_shortened():
    lines = [f"line {n} of many words" for n in range(1_500)]
    before, after = "\n".join(lines), "\n".join([*lines[:700], "new", *lines[701:]])
    [found] = between(content("email", source=before), content("email", source=after))
    assert [piece.kind for piece in found.pieces] == ["same", "gone", "new", "same"]
    assert found.pieces[2].text == "new\n"
    assert len(found.pieces[0].text) < 200
