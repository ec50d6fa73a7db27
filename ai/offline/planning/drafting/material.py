"""What drafts may say: the sentences that were given, without those that only plan the campaign."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ai.offline.planning.statements import commands, sentences
from ai.planning import Assignment
from ai.text import clean, plain

_MAX_SENTENCES, _MAX_FACTS, _MAX_MESSAGES = 30, 25, 12
# Talk about the campaign itself, which its readers are not to see.
_PLANNING = re.compile(
    r"\b(?:campaign\w*|target audience|audience|our goal|the goal|kpi\w*|channels?|tone of voice|budget|promote|"
    r"promotional|promoting|let['’]?s|la oss|help me|hjelp|lag en|make a|i['’]d like|we['’]d like|marketing|"
    r"(?:we|i) (?:want|need|would like|plan|hope|aim|wish|intend)|increase (?:sales|awareness)|brand awareness|"
    r"kampanje\w*|målgruppe\w*|målet|kanal\w*|budsjett\w*|markedsfør\w*|reklame\w*|tonen|"
    r"(?:vi|jeg) (?:vil|ønsker|trenger|planlegger|håper)|øke salget|merkevare\w*)\b",
    re.I,
)
_URL = re.compile(r"https?://[^\s<>\"']{3,500}")
_DATE = re.compile(r"\d{1,2}\.? ?(?:[./-]|[^\W\d_]{3,})|\d{4}-\d\d")


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value, as one phrase.

    Attributes:
        text: "Label: value".
        dated: whether the value looks like a date.
    """

    text: str
    dated: bool


@dataclass(frozen=True, slots=True)
class Material:
    """What may be said.

    Attributes:
        name: the campaign's.
        sentences: of the brief, for readers.
        messages: talking points, without a full stop.
        facts: label and value.
        audience: whom it speaks to; empty if unknown.
        link: an address that was given; empty if none.
    """

    name: str
    sentences: tuple[str, ...]
    messages: tuple[str, ...]
    facts: tuple[Fact, ...]
    audience: str
    link: str


def material(assignment: Assignment) -> Material:
    """Return what an assignment gives to say, each thing once."""
    name = clean(assignment.name, 120).rstrip(" .!?…,;:") or "–"
    given = [assignment.brief, *assignment.voice.key_messages, *(value for _, value in assignment.facts)]
    link = next((found[0].rstrip(".,;:)") for text in given if (found := _URL.search(text))), "")
    known = {plain(name)}
    messages = _new((_bare(text) for text in assignment.voice.key_messages), known)[:_MAX_MESSAGES]
    told = _new(map(_ended, _readers(assignment.brief)), known)[:_MAX_SENTENCES]
    facts = _new((_fact(label, value) for label, value in assignment.facts), known)[:_MAX_FACTS]
    return Material(
        name=name,
        sentences=tuple(told),
        messages=tuple(messages),
        facts=tuple(Fact(text, _dated(text)) for text in facts),
        audience=clean(assignment.voice.target_audience, 200).rstrip(" .!?;,:"),
        link=link,
    )


def _readers(brief: str) -> list[str]:
    """Return the sentences of the brief that are for readers."""
    said = [clean(one, 600) for line in brief[:20_000].splitlines() for one in sentences(line)]
    return [
        one
        for one in said
        if len(one) > 8
        and not _PLANNING.search(one)
        and not commands(one)
        and not one.endswith("?")
        and not _URL.fullmatch(one)
    ]


def _bare(text: str) -> str:
    return clean(text, 300).rstrip(" .;,:")


def _ended(text: str) -> str:
    return text if text[-1] in ".!?…" else f"{text}."


def _fact(label: str, value: str) -> str:
    label, value = clean(label, 100).rstrip(" :"), clean(value, 200).rstrip(" .")
    return f"{label}: {value}" if label and value and not _URL.search(value) else ""


def _dated(text: str) -> bool:
    return bool(_DATE.search(text.partition(": ")[2]))


def _new(texts: Iterable[str], known: set[str]) -> list[str]:
    """Return the texts that say something not yet known, and note them."""
    kept: list[str] = []
    for text in texts:
        letters = plain(text)
        if letters and letters not in known:
            known.add(letters)
            kept.append(text)
    return kept
