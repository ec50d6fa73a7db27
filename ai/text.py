"""Text made fit to be kept: PostgreSQL takes no NUL and no lone surrogate, and a reader sees no control characters."""

import re
from html import unescape

_BREAK = re.compile(r"\n[^\S\n]*\n")
_SPACE = re.compile(r"\s+")
# Controls, lone surrogates, direction marks, zero-width spaces, soft hyphens, non-characters, and the invisible
# "tag" letters (U+E0000 and on) in which text can be smuggled past a reader. Joiners stay: emoji and Persian need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff\ufff9-\ufffb"
    "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\U000e0000-\U000e01ef]"
)
_TAGS = re.compile(r"<!--[^<]{0,2000}-->|</?[a-zA-Z][^<>]{0,1000}>")


def clean(text: str, limit: int) -> str:
    """Return `text` on one line, without characters that a reader cannot see, at most `limit` characters long."""
    # Cut before the work as well: a value of megabytes is not worth reading to its end.
    rough = text[: limit * 4 + 1000]
    return shorten(_SPACE.sub(" ", _UNSEEN.sub("", rough)).strip(), limit)


def clean_html(text: str, limit: int) -> str:
    """Like `clean`, for a value that may hold entities or tags, as structured data often does."""
    rough = text[: limit * 4 + 1000]
    for _ in range(2):  # twice: shops escape their escaped descriptions
        rough = unescape(_TAGS.sub(" ", rough))
    return clean(_TAGS.sub(" ", rough), limit)


def clean_lines(text: str, limit: int) -> str:
    """Like `clean`, but line breaks stay (one at a time), for a text of several paragraphs."""
    lines = (clean(line, limit) for line in text[: limit * 2].splitlines())
    return shorten("\n".join(line for line in lines if line), limit)


def clean_paragraphs(text: str, limit: int) -> str:
    """Like `clean_lines`, but an empty line stays between paragraphs, as Markdown and posts need it."""
    paragraphs = (clean_lines(part, limit) for part in _BREAK.split(text[: limit * 2]))
    return shorten("\n\n".join(part for part in paragraphs if part), limit)


def shorten(text: str, limit: int) -> str:
    """Return `text` cut at a word's end to at most `limit` characters, with an ellipsis where it was cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip(" ,;:–-") + "…"


def words(text: str) -> frozenset[str]:
    """Return the words of a list written as one text."""
    return frozenset(text.split())


def plain(text: str) -> str:
    """Return `text` for comparing: only its letters and digits, in lower case."""
    return "".join(char for char in text.casefold() if char.isalnum())
