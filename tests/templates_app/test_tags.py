"""Merge tags: what they are, what they are not, and where they are wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates_app.rendering.tags import Tag, parse, write


def test_a_name_a_fallback_and_a_number_are_read():
    assert parse("Hi {{ name | friend }}, {{1}} of {{city}}!").pieces == (
        "Hi ", Tag("name", "friend"), ", ", Tag("1"), " of ", Tag("city"), "!",
    )  # fmt: skip


def test_an_empty_fallback_is_one():
    assert parse("{{ name | }}").tags == [Tag("name", "")]


def test_a_fallback_may_hold_a_bar():
    assert parse("{{ a | b | c }}").tags == [Tag("a", "b | c")]


def test_names_of_any_language_are_names():
    assert parse("{{ størrelse }} {{ 名前 }}").tags == [Tag("størrelse"), Tag("名前")]


def test_the_same_name_typed_on_another_keyboard_is_the_same():
    assert parse("{{ bla\u030ab\u00e6r }}").tags == [Tag("bl\u00e5b\u00e6r")]


def test_four_braces_are_two_that_are_meant():
    assert parse("a {{{{ b }} c").pieces == ("a {{ b }} c",)


def test_single_braces_are_text():
    assert parse("{ a } }} {").pieces == ("{ a } }} {",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hi {{ name", "Line 1, character 4: the merge tag is not closed; “}}” is missing."),
        ("Hi\n {{ name\n}}", "Line 2, character 2: the merge tag is not closed; “}}” is missing."),
        ("{{ a {{ b }}", "Line 1, character 1: the merge tag is not closed; “}}” is missing."),
        ("{{ }}", "Line 1, character 1: the merge tag has no name."),
        ("{{ | x }}", "Line 1, character 1: the merge tag has no name."),
        ("{{ " + "a" * 65 + " }}", "Line 1, character 1: the name has over 64 characters."),
        ("{{ a | " + "b" * 256 + " }}", "Line 1, character 1: the fallback has over 255 characters."),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, said):
    assert str(parse(text).problems[0]) == said


@pytest.mark.parametrize(
    "name", ["user.name", "a b", "a[0]", "f()", "0", "100", "1a", "__class__.x", "-a", "a'b", "<b>"]
)
def test_anything_but_a_name_is_refused(name):
    found = parse(f"{{{{ {name} }}}}")
    assert (found.tags, len(found.problems)) == ([], 1)
    assert f"“{name}” is no name" in found.problems[0].message


def test_what_is_wrong_stays_in_the_text_and_the_rest_is_read():
    found = parse("{{ a.b }} {{ c }}")
    assert found.pieces == ("{{ a.b }} ", Tag("c"))


def test_a_text_of_braces_alone_is_read_in_no_time():
    assert len(parse("{{ " * 60_000).problems) == 20


names = st.from_regex(r"[a-z_][a-z0-9_-]{0,10}|[1-9][0-9]?", fullmatch=True)
fallbacks = st.none() | st.text("abc <>&\"'|", max_size=9).map(str.strip)
tags = st.builds(Tag, names, fallbacks)
literals = st.text(max_size=20).filter(lambda text: not text.endswith("{"))


@given(st.lists(st.one_of(tags, literals)))
def test_what_is_written_is_read_again(found):
    pieces = parse(write(found)).pieces
    assert write(pieces) == write(found)
    assert [piece for piece in pieces if isinstance(piece, Tag)] == [one for one in found if isinstance(one, Tag)]
    assert parse(write(found)).literal == "".join(one for one in found if isinstance(one, str))
