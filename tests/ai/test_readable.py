"""Whether a body is a page at all."""

import pytest

from ai.contract import Page, UnreadablePageError
from ai.offline import extract
from ai.offline.pages.readable import check_readable


def page(content: bytes, content_type: str | None = None) -> Page:
    return Page(url="https://x.example/", content=content, content_type=content_type)


@pytest.mark.parametrize(
    ("content", "content_type", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "text/html", "a PDF file"),
        (b"anything", "application/pdf", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n", None, "an image"),
        (b"\xff\xd8\xff\xe0", "text/html", "an image"),
        (b"..", "image/webp", "an image"),
        (b"..", "video/mp4", "a video"),
        (b"\x00\x00\x00\x18ftypmp42", None, "a video"),
        (b"PK\x03\x04", "application/zip", "a ZIP archive or an office document"),
        (b'{"a": 1}', "application/json; charset=utf-8", "data for machines (JSON)"),
        (b"a;b", "text/csv", "a table of data (CSV)"),
        (b"x", "application/x-made-up", "a file of the type application/x-made-up"),
        (bytes(range(256)) * 4, "text/html", "a binary file"),
        (b"\x00" * 500, None, "a binary file"),
    ],
)
def test_what_is_no_page_is_named_for_a_marketer(content: bytes, content_type: str | None, kind: str) -> None:
    with pytest.raises(UnreadablePageError) as refused:
        extract(page(content, content_type))
    assert refused.value.message == f"The address leads to {kind}, not to a web page."
    assert refused.value.permanent


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"<html></html>", None),
        (b"<p>x</p>", "TEXT/HTML; charset=x"),
        (b"<html/>", "application/xhtml+xml"),
        (b"<!DOCTYPE html><p>x", "application/octet-stream"),
        (b"  \n<html><p>x", "application/json"),
        (b"just words", "text/plain"),
        ("<p>blå</p>".encode("utf-16-le"), "text/html"),
        (b"", "text/html"),
    ],
)
def test_pages_pass(content: bytes, content_type: str | None) -> None:
    check_readable(page(content, content_type))


def test_an_empty_page_is_a_warning() -> None:
    result = extract(page(b"  \n", "text/html"))
    assert result.warnings == ["The page is empty."]
    assert result.fields == []


def test_a_page_without_text_is_a_warning() -> None:
    assert extract(page(b"<html><body><img src=a.jpg></body></html>")).warnings == ["The page has no readable text."]


def test_plain_text_keeps_its_lines_and_its_signs() -> None:
    result = extract(page(b"Open day\nSaturday 6 March 2027\n\nA <b>bold</b> plan & more.", "text/plain"))
    assert result.main_text == "Open day Saturday 6 March 2027\nA <b>bold</b> plan & more."
