"""A page made ready: decoded, parsed, and cut into what a reader sees and what machines are told."""

import logging
import re
from dataclasses import dataclass

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from ai.contract import MAX_MAIN_TEXT, Page
from ai.offline.pages import markup, visible
from ai.offline.pages.blocks import Visible
from ai.offline.pages.decoding import decode
from ai.offline.pages.opengraph import Meta, read_meta
from ai.offline.pages.readable import MAX_BYTES, check_readable, is_plain_text, media_type
from ai.offline.pages.zones import Zone
from ai.text import clean_lines

# It reports each page without an article as a fault; here that is an ordinary page.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_RULE = re.compile(r"^\|(?:-{3}\|)+$\n?", re.M)
_ROW = re.compile(r"^\|(.*)\|$", re.M)
_ENOUGH = 200  # characters of main text that are worth more than all visible text


@dataclass(slots=True)
class Document:
    """A page made ready for reading.

    Attributes:
        tree: the parsed page.
        seen: what a reader sees.
        meta: the contents of its `<meta>` elements.
        title: the document's title.
        json_ld: bodies of its JSON-LD scripts.
        main_text: what a reader reads, paragraphs on lines of their own.
        warnings: sentences for the marketer on what could not be read.
    """

    tree: LexborHTMLParser
    seen: Visible
    meta: Meta
    title: str
    json_ld: list[str]
    main_text: str
    warnings: list[str]


def open_document(page: Page) -> Document:
    """Return the page made ready.

    Raises:
        UnreadablePageError: it is no web page.
    """
    check_readable(page)
    text = decode(page.content[:MAX_BYTES], page.charset)
    if is_plain_text(page):
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace("\r\n", "\n")
        text = "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in text.split("\n\n")[:5000])
    reduced = markup.reduce(text, xhtml=media_type(page) == "application/xhtml+xml")
    tree = LexborHTMLParser(reduced.html)
    seen = visible.read(tree, reduced.styles)
    return Document(
        tree=tree,
        seen=seen,
        meta=read_meta(tree),
        title=reduced.title,
        json_ld=reduced.json_ld,
        main_text=_main_text(seen),
        warnings=_warnings(page, reduced, seen),
    )


def _main_text(seen: Visible) -> str:
    """Return what trafilatura takes for the page's own text, if that is enough; else all outside navigation."""
    found = trafilatura.extract(seen.html, include_comments=False, fast=True) or ""
    if len(found) < _ENOUGH:
        own = [block.text for block in seen.blocks if block.zone in (Zone.MAIN, Zone.SIDE) and block.linked < 0.8]
        found = "\n".join(own)
    return clean_lines(_ROW.sub(_row, _RULE.sub("", found)), MAX_MAIN_TEXT)


def _row(found: re.Match[str]) -> str:
    """Write a table's row, which comes as "| Bedrooms | 3 |", as a line."""
    return ": ".join(cell for cell in (part.strip() for part in found[1].split("|")) if cell)


def _warnings(page: Page, reduced: markup.Markup, seen: Visible) -> list[str]:
    found = []
    if not page.content.strip():
        found.append("The page is empty.")
    elif reduced.frames:
        found.append("The page consists of frames, whose contents were not read.")
    elif not seen.blocks:
        found.append("The page has no readable text.")
    if reduced.truncated or len(page.content) > MAX_BYTES:
        found.append("The page is very large; only its first part was read.")
    return found
