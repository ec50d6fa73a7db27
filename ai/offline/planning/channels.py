"""Channels in a chat, in every spelling, and whether each is wanted or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from ai.offline.planning.channelwords import (
    ADDRESS,
    ALL_NEW,
    FUZZY,
    FUZZY_NAMES,
    MENTION,
    NAMED,
    OFF,
    OFF_AFTER,
    ON,
    ONLY,
    OTHER_AFTER,
    OTHER_BEFORE,
    RETRACTED,
    WEAK,
    WORD,
)

_ALIKE = 0.82  # share of letters that a slip has in common with a name


@dataclass(frozen=True, slots=True)
class Mention:
    """A channel in a text: its canonical name, where it stands, whether it is wanted."""

    name: str
    span: tuple[int, int]
    wanted: bool = True


def mentions(text: str, *, asked: bool = False) -> list[Mention]:
    """Return the channels that a statement names, in its order.

    Args:
        text: one statement.
        asked: whether it answers a question about channels; "x", "text" and "push" are channels then.
    """
    found = _found(text)
    strong = asked or any(text[span[0] : span[1]].lower() not in WEAK for _, span in found)
    named = [
        (name, span)
        for name, span in found
        if (strong and (name != "x" or asked or len(found) > 1)) or not _weak(text, span)
    ]
    named = [(name, span) for name, span in named if not _about(text, span)]
    return list(_judged(text, named))


def chosen(known: list[str] | None, text: str, *, asked: bool = False) -> list[str] | None:
    """Return the channels as they are after a statement; None where nothing has been said of them yet."""
    found = mentions(text, asked=asked)
    if not found:
        return known
    wanted = list(dict.fromkeys(one.name for one in found if one.wanted))
    unwanted = {one.name for one in found if not one.wanted}
    anew = any(ONLY.search(text[: one.span[0]]) for one in found[:1] if one.wanted) or ALL_NEW.search(text)
    if wanted and anew:
        return wanted
    kept = [name for name in known or [] if name not in unwanted]
    kept.extend(name for name in wanted if name not in kept)
    return kept if kept or known is not None else None


@lru_cache(maxsize=64)
def _found(text: str) -> tuple[tuple[str, tuple[int, int]], ...]:
    """Return names and places; kept for a moment, since several fields of a statement ask for them."""
    return tuple(sorted(_find(text), key=lambda one: one[1]))


def _find(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    text = ADDRESS.sub(lambda found: " " * len(found[0]), text)
    taken: list[tuple[int, int]] = []
    for match in MENTION.finditer(text):
        taken.append(match.span())
        yield str(match.lastgroup), match.span()
    for word in WORD.finditer(text):
        name = _misspelt(word[0].casefold())
        if name and not any(start < word.end() and word.start() < end for start, end in taken):
            yield name, word.span()


@lru_cache(maxsize=4096)
def _misspelt(word: str) -> str:
    """Return the channel that a word is a slip of; empty if it is none."""
    for name in FUZZY:
        near = word[0] == name[0] and abs(len(word) - len(name)) <= 1
        if near and SequenceMatcher(None, word, name, autojunk=False).ratio() >= _ALIKE:
            return FUZZY_NAMES.get(name, name)
    return ""


def _weak(text: str, span: tuple[int, int]) -> bool:
    word = text[span[0] : span[1]]
    if word.lower() not in WEAK:
        return False
    led = re.search(
        r"\b(?:on|via|by|through|på|use|bruk|bruke|med|add|include|legg til|plus|pluss)\s$", text[: span[0]][-12:], re.I
    )
    return not (led and (NAMED.fullmatch(word) or word.lower() in ("mail", "text", "snap", "push")))


def _about(text: str, span: tuple[int, int]) -> bool:
    return bool(
        OTHER_AFTER.search(text[span[1] : span[1] + 30]) or OTHER_BEFORE.search(text[max(0, span[0] - 45) : span[0]])
    )


def _judged(text: str, named: list[tuple[str, tuple[int, int]]]) -> Iterator[Mention]:
    """Yield each with whether it is wanted: the nearest word before that switches decides, or one right behind."""
    wanted, since = True, 0
    for name, span in named:
        wanted = _switched(text[since : span[0]], wanted)
        since = span[1]
        rest = text[span[1] : span[1] + 25]
        after = RETRACTED.match(rest) or OFF_AFTER.search(text[span[1] : span[1] + 40])
        yield Mention(name, span, wanted and not after)


def _switched(gap: str, wanted: bool) -> bool:
    off = [found.span() for found in OFF.finditer(gap)]
    on = [found.span() for found in ON.finditer(gap) if not any(a <= found.start() < b for a, b in off)]
    switches = [(end, False) for _, end in off] + [(end, True) for _, end in on]
    if not switches:
        return wanted
    last, value = max(switches)
    # "don't use", "ikke bruk", "skal ikke med": the refusal rules the verb right behind it.
    refused = [end for end, on in switches if not on and last - end < 22 and end <= last]
    joined = re.search(r"\b(?:don['’]?t|not|never|won['’]?t|ikke|aldri|no)\s(?:\w+ ){0,2}\w*$", gap[:last], re.I)
    only = re.search(r"\b(?:not (?:only|just)|ikke (?:bare|kun))\b", gap, re.I)
    if only:
        return True
    return False if value and refused and joined else value
