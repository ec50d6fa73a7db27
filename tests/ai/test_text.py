"""Text made fit to be kept."""

import pytest

from ai.text import clean, clean_html, clean_lines, plain, shorten


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("  two\n\twords ", "two words"),
        ("non\u00a0breaking\u2009thin", "non breaking thin"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("soft\u00adhyphen, zero\u200bwidth", "softhyphen, zerowidth"),
        ("right\u202eto left\u202c", "rightto left"),
        ("smuggled\U000e0069\U000e0067 tags", "smuggled tags"),
        ("family \U0001f468\u200d\U0001f469\u200d\U0001f467", "family \U0001f468\u200d\U0001f469\u200d\U0001f467"),
    ],
)
def test_clean_leaves_what_a_reader_sees(given: str, expected: str) -> None:
    assert clean(given, 100) == expected


def test_what_is_cleaned_can_be_encoded() -> None:
    assert clean("".join(map(chr, range(0xD7F0, 0xE010))), 1000).encode("utf-8")


def test_tags_and_entities_are_resolved_twice() -> None:
    assert clean_html("&amp;lt;b&amp;gt;Oak&amp;lt;/b&amp;gt; &amp; <i>ash</i><br>&oslash;", 100) == "Oak & ash ø"


def test_a_less_than_sign_stays() -> None:
    assert clean_html("5 < 7 and 9 > 8", 100) == "5 < 7 and 9 > 8"


def test_lines_stay_lines() -> None:
    assert clean_lines("one \n\n\n two\x00\r\nthree", 100) == "one\ntwo\nthree"


def test_a_cut_falls_between_words() -> None:
    assert shorten("the quick brown fox jumps", 18) == "the quick brown…"


def test_a_word_longer_than_the_limit_is_cut_inside() -> None:
    assert shorten("a" * 50, 10) == "a" * 9 + "…"


def test_plain_compares_by_letters_and_digits() -> None:
    assert plain("Blåbær-Syltetøy, 400 g!") == plain("blåbær syltetøy 400G")
