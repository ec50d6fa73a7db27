"""Find and replace in one text: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.replacing import excerpts, replaced


@pytest.mark.parametrize(
    ("text", "find", "replace", "expected", "count"),
    [
        ("Blåbær og BLÅBÆR", "blåbær", "bringebær", "bringebær og bringebær", 2),
        ("Straße, STRASSE, strasse", "straße", "Weg", "Weg, Weg, Weg", 3),
        ("STRASSE", "strasse", "Weg", "Weg", 1),
        ("STRASSE straße Straße", "strasse", "Weg", "Weg Weg Weg", 3),
        ("İstanbul", "i\u0307stanbul", "Ankara", "Ankara", 1),
        ("cafe\u0301 and café", "café", "bar", "bar and bar", 2),
        ("cafe\u0301", "cafe", "bar", "cafe\u0301", 0),
        ("a.c abc", "a.c", "x", "x abc", 1),
        ("(1+1) [x] $5 ^a|b\\d", "$5 ^a|b\\d", "x", "(1+1) [x] x", 1),
        ("50 % off", "50 %", r"\1 \g<0>", r"\1 \g<0> off", 1),
        ("Hi {{name}}, your name", "name", "x", "Hi {{name}}, your x", 1),
        ("{{1}} costs 1", "1", "2", "{{1}} costs 2", 1),
        ("{{ first_name }}", "first", "x", "{{ first_name }}", 0),
        ("{name} {{unclosed name", "name", "x", "{x} {{unclosed x", 2),
        ("aaaa", "aa", "a", "aa", 2),
        ("", "a", "b", "", 0),
        ("ΣΊΣΥΦΟΣ", "σίσυφος", "x", "x", 1),
        ("👩‍👩‍👧 family", "👩‍👩‍👧", "x", "x family", 1),
    ],
)
def test_every_occurrence_is_replaced_and_nothing_else(text, find, replace, expected, count):
    assert replaced(text, find=find, replace=replace) == (expected, count)


@given(
    st.text(alphabet="abAB {}.*+?()[]\\^$|", max_size=40), st.text(alphabet="abAB.*+?()[]\\^$|", min_size=1, max_size=4)
)
def test_plain_characters_are_found_as_pythons_own_search_finds_them(text, find):
    if "{{" in text:
        return
    expected = text.casefold().count(find.casefold())
    assert replaced(text, find=find, replace="z")[1] == expected


def test_excerpts_show_the_words_around():
    assert excerpts("The old name stays", find="OLD", replace="new") == [
        {"before": "The old name stays", "after": "The new name stays"}
    ]
