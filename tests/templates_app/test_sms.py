"""How many parts a text message takes."""

import pytest

from templates_app.rendering.sms import Parts, parts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Parts("GSM-7", 0, 0, "")),
        ("a" * 160, Parts("GSM-7", 160, 1, "")),
        ("a" * 161, Parts("GSM-7", 161, 2, "")),
        ("a" * 306, Parts("GSM-7", 306, 2, "")),
        ("a" * 307, Parts("GSM-7", 307, 3, "")),
        ("€" * 80, Parts("GSM-7", 160, 1, "")),
        ("a" * 152 + "€" + "a" * 10, Parts("GSM-7", 164, 2, "")),
        ("a" * 152 + "€" + "a" * 152, Parts("GSM-7", 306, 3, "")),
        ("blåbær ÆØÅ", Parts("GSM-7", 10, 1, "")),
        ("č" * 70, Parts("UCS-2", 70, 1, "č")),
        ("č" * 71, Parts("UCS-2", 71, 2, "č")),
        ("😀" * 35, Parts("UCS-2", 70, 1, "😀")),
        ("😀" * 36, Parts("UCS-2", 72, 2, "😀")),
        ("a’b–c’", Parts("UCS-2", 6, 1, "’–")),
    ],
)
def test_parts_are_counted_as_a_phone_counts_them(text, found):
    assert parts(text) == found
