"""What becomes of a value, by the place where it stands."""

import pytest

from templates_app.rendering import escaping


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://shop.example/a?b=c&d=e#f", "https://shop.example/a?b=c&d=e#f"),
        ("HTTP://shop.example", "HTTP://shop.example"),
        ("https://shop.example/blåbær", "https://shop.example/bl%C3%A5b%C3%A6r"),
        ("https://shop.example/%C3%A5", "https://shop.example/%C3%A5"),
        ("https://shop.example/\" onclick=\"x", "https://shop.example/%22onclick=%22x"),
        ("mailto:kari@example.com", "mailto:kari@example.com"),
        ("tel:+4712345678", "tel:+4712345678"),
        ("javascript:alert(1)", ""),
        (" java\tscript:alert(1)", ""),
        ("\x01javascript:alert(1)", ""),
        ("data:text/html,<script>", ""),
        ("vbscript:x", ""),
        ("//evil.example", ""),
        ("/relative", ""),
        ("shop.example", ""),
        ("https://", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_whole_address_is_of_the_web_or_nothing(value, address):
    assert escaping.whole_address(value) == address


def test_a_part_of_an_address_means_nothing_of_its_own():
    assert escaping.part_of_address("a/b?c=d&e#f:@ ") == "a%2Fb%3Fc%3Dd%26e%23f%3A%40%20"


def test_html_is_escaped_for_text_and_attributes():
    assert escaping.in_html("<b>\"K' & co") == "&lt;b&gt;&quot;K&#x27; &amp; co"


def test_a_subject_is_one_line():
    assert escaping.one_line("Hi\r\nBcc: all@example.com\x00\u2028x") == "Hi Bcc: all@example.com x"


def test_whatsapp_takes_no_lines_no_tabs_and_four_spaces():
    assert escaping.for_whatsapp(" a\n\nb\tc" + " " * 9 + "d ") == "a b c    d"


def test_a_picture_is_of_the_web():
    assert escaping.picture("https://i.example/1.png") == "https://i.example/1.png"
    assert escaping.picture("mailto:kari@example.com") == ""
