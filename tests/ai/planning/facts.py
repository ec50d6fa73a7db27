"""Finds what a draft states that its assignment did not give: numbers, prices, dates, claims and names."""

import re
from functools import cache

from ai.offline.planning.drafting import english, norwegian
from ai.planning import Assignment, Draft

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SCENE = re.compile(r"^SCENE \d+$", re.M)
_CLAIMS = re.compile(
    r"\b(?:best|cheapest|leading|award\w*|guarantee\w*|free|unique|perfect|proven|certified|exclusive|limited|save|sale|discount|"
    r"offer|percent|million|thousand|customers? (?:say|love)|everyone|always|never|new|now|today|tomorrow|"
    r"tonight|soon|hurry|last chance|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|august|september|october|november|december|"
    r"beste|billigst\w*|ledende|pris\w*|garanti\w*|garantert|gratis|unik\w*|perfekt\w*|sertifisert|eksklusiv\w*|begrenset|spar|salg|rabatt|"
    r"tilbud|prosent|million\w*|tusen|kundene? (?:sier|elsker)|alltid|aldri|ny|nytt|nye|i dag|i morgen|i kveld|snart|"
    r"mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|januar|februar|mars|mai|juni|juli|oktober|desember|kr|nok|usd|eur)\b|[£€$%]",
    re.I,
)
_NAME = re.compile(r"(?<=[^\W\d_] )[A-ZÆØÅ][^\W\d_]+")


def given_text(assignment: Assignment) -> str:
    """All text that an assignment gives, in lower case."""
    facts = [text for pair in assignment.facts for text in pair]
    voice = assignment.voice
    return " ".join([assignment.name, assignment.brief, *voice.key_messages, voice.target_audience, *facts]).casefold()


def invented(draft: Draft, assignment: Assignment) -> list[str]:
    """What a draft states without having been given it; empty if nothing.

    The sentences' own words are looked at apart (`own_words`): they are the same in every draft.
    """
    source = given_text(assignment)
    text = _SCENE.sub("", f"{draft.title}\n{draft.body}")
    found = [one for one in _NUMBER.findall(text) if one not in source]
    found += [one for one in _CLAIMS.findall(text) if one.casefold() not in source and one.casefold() not in _own()]
    return found + [one for one in _NAME.findall(text) if one.casefold() not in source and one.casefold() not in _own()]


@cache
def _own() -> str:
    return own_words().casefold()


def own_words() -> str:
    """Every word of the sentences that are put around what was given."""
    found: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for one in value.values():
                collect(one)
        elif isinstance(value, tuple):
            for one in value:
                collect(one)

    for words in (english.FRAMES, english.LONG, norwegian.FRAMES, norwegian.LONG):
        for name in type(words).__dataclass_fields__:
            collect(getattr(words, name))
    return "\n".join(found)


def claims(text: str) -> list[str]:
    """Claims and numbers in a text."""
    return _CLAIMS.findall(text) + _NUMBER.findall(text)


def sentences_of(draft: Draft, assignment: Assignment) -> set[str]:
    """The sentences of a draft as a reader would notice them again: no bullets, no marks, three words or more."""
    kept: set[str] = set()
    for line in draft.body.splitlines():
        if line.startswith("[") or line.startswith(("Picture:", "Bilde:")) or "http" in line:
            continue
        for one in re.split(r"(?<=[.!?…])\s+", re.sub(r"^(?:#+|[•–→✓-])\s*", "", line)):
            plain = " ".join(re.findall(r"\w+", one.casefold()))
            if len(plain.split()) > 2 and plain != " ".join(re.findall(r"\w+", assignment.name.casefold())):
                kept.add(plain)
    return kept
