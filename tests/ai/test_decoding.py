"""Bytes to text, whatever was declared."""

import pytest

from ai.offline.pages.decoding import decode

NORWEGIAN = "<p>Blåbærsyltetøy på Tjøme – «hytte» til 100 €</p>"
WITHOUT_EURO = "<p>Blåbærsyltetøy på Tjøme</p>"
RUSSIAN = "<p>" + "Продаётся светлая квартира с балконом и видом на реку. " * 8 + "</p>"


@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "windows-1252", "no-such-charset", ""])
def test_utf8_is_read_whatever_is_declared(declared: str | None) -> None:
    assert decode(NORWEGIAN.encode(), declared) == NORWEGIAN


@pytest.mark.parametrize("declared", [None, "utf-8", "UTF8", "iso-8859-1", "latin1", "windows-1252", "us-ascii"])
def test_windows_1252_is_read_whatever_is_declared(declared: str | None) -> None:
    assert decode(NORWEGIAN.encode("cp1252"), declared) == NORWEGIAN


@pytest.mark.parametrize(
    ("meta", "codec"),
    [
        ('<meta charset="iso-8859-2">', "iso-8859-2"),
        ("<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>", "cp1251"),
        ('<?xml version="1.0" encoding="koi8-r"?>', "koi8-r"),
    ],
)
def test_the_pages_own_declaration_counts(meta: str, codec: str) -> None:
    text = meta + ("Příliš žluťoučký kůň" if codec == "iso-8859-2" else RUSSIAN)
    assert decode(text.encode(codec), None) == text


def test_the_answers_declaration_goes_before_the_pages() -> None:
    text = '<meta charset="iso-8859-1">' + RUSSIAN
    assert decode(text.encode("cp1251"), "windows-1251") == text


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_boms_and_utf16_are_seen(codec: str) -> None:
    assert decode(NORWEGIAN.encode(codec), "iso-8859-1") == NORWEGIAN


def test_undeclared_cyrillic_is_guessed() -> None:
    assert decode(RUSSIAN.encode("cp1251"), None) == RUSSIAN


def test_japanese_is_read_as_declared() -> None:
    text = "<p>春の展示会</p>"
    assert decode(text.encode("iso2022_jp"), "iso-2022-jp") == text
    assert decode(text.encode("shift_jis"), "Shift_JIS") == text


def test_one_broken_byte_does_not_spoil_utf8() -> None:
    broken = WITHOUT_EURO.encode() * 10 + b"\xff" + WITHOUT_EURO.encode()
    assert decode(broken, "utf-8") == WITHOUT_EURO * 10 + "\ufffd" + WITHOUT_EURO


def test_a_page_cut_inside_a_letter_is_still_utf8() -> None:
    assert decode(WITHOUT_EURO.encode() + "å".encode()[:1], None).startswith(WITHOUT_EURO)


@pytest.mark.parametrize("label", ["rot13", "base64", "hex", "zlib", "idna", "punycode", "unicode_escape", "\x00", "é"])
def test_labels_that_are_no_charset_do_no_harm(label: str) -> None:
    assert decode(WITHOUT_EURO.encode(), label) == WITHOUT_EURO
    assert "Bl" in decode(WITHOUT_EURO.encode("cp1252"), label)


def test_nuls_are_dropped() -> None:
    assert decode(b"a\x00b", None) == "ab"


def test_nothing_is_nothing() -> None:
    assert decode(b"", None) == ""
