"""Whether a body is a web page at all, and if not, what it is, in words for a marketer."""

import re

from ai.contract import Page, UnreadablePageError

MAX_BYTES = 10 * 1024 * 1024

_HTML_TYPES = {"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "", "unknown/unknown"}
_TAG = re.compile(rb"<[a-zA-Z!/]")
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG\r\n", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image, a sound or a video"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"OggS", "a sound or a video"),
    (b"ID3", "a sound"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_KINDS = {
    "application/pdf": "a PDF file",
    "image": "an image",
    "video": "a video",
    "audio": "a sound",
    "application/json": "data for machines (JSON)",
    "application/ld+json": "data for machines (JSON)",
    "application/zip": "a ZIP archive",
    "application/octet-stream": "a file to download",
    "text/css": "a style sheet",
    "text/csv": "a table of data (CSV)",
    "text/calendar": "a calendar file",
}


def check_readable(page: Page) -> None:
    """Let web pages and plain texts pass.

    Raises:
        UnreadablePageError: it is something else; the message says what.
    """
    head = page.content[:1024]
    kind = next((words for magic, words in _MAGIC if head.startswith(magic)), None)
    if not kind and b"ftyp" in head[4:12]:
        kind = "a video"
    media = media_type(page)
    if not kind and media not in _HTML_TYPES and not _looks_like_html(head):
        kind = _KINDS.get(media) or _KINDS.get(media.split("/")[0]) or f"a file of the type {media[:80]}"
    if not kind and _is_binary(head):
        kind = "a binary file"
    if kind:
        raise UnreadablePageError(f"The address leads to {kind}, not to a web page.", data={"media_type": media})


def media_type(page: Page) -> str:
    """Return the answer's media type in lower case, without parameters."""
    return (page.content_type or "").partition(";")[0].strip().lower()


def is_plain_text(page: Page) -> bool:
    """Say whether the body is to be shown as it stands, without tags in it."""
    if _looks_like_html(page.content[:1024]):
        return False
    # Without a single tag it was never meant as HTML, whatever the server says; then line breaks mean something.
    return media_type(page) == "text/plain" or not _TAG.search(page.content[:MAX_BYTES])


def _looks_like_html(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in start


def _is_binary(head: bytes) -> bool:
    """Say whether control bytes abound; UTF-16 has zeros too, but at every second place only."""
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    zeros_of_utf16 = max(head[::2].count(0), head[1::2].count(0))
    return controls - zeros_of_utf16 > max(4, len(head) // 20)
