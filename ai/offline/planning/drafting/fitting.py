"""Texts made to fit a platform: cut at a sentence's or a word's end, never inside a character that a reader sees."""

import re
import unicodedata

_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
_ELLIPSIS = "…"
_JOINER, _KEYCAP = "\u200d", "\u20e3"


def fitted(text: str, limit: int) -> str:
    """Return the text within `limit` characters: whole sentences if they are half of it, else whole words and "…"."""
    text = text.strip()
    if len(text) <= limit:
        return text
    if limit < 2:
        return text[: whole(text, limit)]
    ends = [found.end() for found in _SENTENCE_END.finditer(text[:limit])]
    if ends and ends[-1] >= limit // 2 and _ends_here(text, ends[-1]):
        return text[: ends[-1]]
    cut = text[: whole(text, limit - 1)]
    head = re.split(r"\s+\S*$", cut)[0] if re.search(r"\s", cut) and not text[len(cut)].isspace() else cut
    return (head if len(head) > limit // 3 else cut).rstrip(" ,;:–—-\n") + _ELLIPSIS


def whole(text: str, at: int) -> int:
    """Return the last place up to `at` that is not inside a character as a reader sees it (accents, emoji, flags)."""
    while 0 < at < len(text) and _continues(text, at):
        at -= 1
    return at


def _ends_here(text: str, at: int) -> bool:
    return at >= len(text) or text[at].isspace()


def _continues(text: str, at: int) -> bool:
    """Return whether the character at `at` belongs to the one before it."""
    here, before = text[at], text[at - 1]
    if before == "\r" and here == "\n":
        return True
    if here in (_JOINER, _KEYCAP) or before == _JOINER or unicodedata.category(here) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f3fb" <= here <= "\U0001f3ff":  # skin tones
        return True
    return _regional(here) and _regionals_before(text, at) % 2 == 1


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _regionals_before(text: str, at: int) -> int:
    count = 0
    while at - count > 0 and _regional(text[at - count - 1]):
        count += 1
    return count


def hashtag(name: str) -> str:
    """Return a name as one hashtag in capitals of its words; empty if it has no letters, or would be unreadable."""
    parts = re.findall(r"[^\W_]+", name)
    tag = "".join(part[:1].upper() + part[1:] for part in parts)
    return f"#{tag}" if 2 < len(tag) <= 40 and any(char.isalpha() for char in tag) else ""


def untagged(text: str, most: int | None) -> str:
    """Return the text with at most so many hashtags; of those beyond, the words stay without the sign."""
    if most is None:
        return text
    count = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return found[0] if count <= most else found[0].lstrip("#")

    return re.sub(r"(?<!\S)#\S+", kept, text)
