"""What a campaign is about, in the user's own sentences."""

import re

from ai.offline.planning.statements import Statement
from ai.offline.planning.values import capital, unsure

_MAX = 2000
_ABOUT = re.compile(
    r"\b(?:campaigns?|launch(?:es|ing)?|promot\w+|advertis\w+|market(?:ing)? (?:our|the|a)|opening|introduc\w+|releas\w+|announc\w+|sell(?:ing)? (?:our|a|the)|"
    r"it['’]?s about|event|sale|raise money|fundrais\w+|hiring|recruit\w*|"
    r"kampanje\w*|lanser\w*|markedsfør\w*|reklame\w*|promoter\w*|åpn\w+|annonser\w*|handler om|salg\w*|innsamling\w*|selge|arranger\w*|introduser\w*|rekrutter\w*|ansett\w*|slipp\w*|"
    r"feir\w*|celebrat\w+)\b",
    re.I,
)
_WANT = re.compile(
    r"\b(?:we|i)(?:['’](?:re|m|ll|d|ve))?\b|\b(?:vi|jeg)\b|^(?:campaign|launch|promo\w*|kampanje|lansering|markedsføring|it['’]?s|it is|this|det|den|our|vår|vårt|need|trenger|the|a|en|et|help|hjelp)\b",
    re.I,
)
# Sentences on how the campaign is run, not on what it is about.
_HOW = re.compile(
    r"\b(?:audience|target|tone|channels?|platforms?|goal|objective|message|budget|run (?:it|the)|start(?:s|ing)? (?:it|on|the|from)|"
    r"should (?:run|start|end)|campaign (?:should|will|must|runs|is|starts|ends)|keep it|post(?:s|ing)? on|skip|drop|use|make it|"
    r"målgruppe\w*|tone\w*|kanal\w*|plattform\w*|målet|budskap\w*|budsjett\w*|kampanjen (?:skal|bør|må|starter|slutter|varer|går)|hold det|bruk\w*|dropp\w*|kjør\w*|legg ut)\b",
    re.I,
)
_GOES_ON = re.compile(
    r"^(?:it|they|this|these|that|there|the|all|each|every|our|we (?:sell|make|offer|are|have|serve|bake|build|run|do|give|rent|teach)|"
    r"den|det|de|disse|dette|alle|hver|vår\w*|vi (?:selger|lager|tilbyr|er|har|serverer|baker|bygger|driver|gir|leier|holder))\b",
    re.I,
)
_HELLO = re.compile(
    r"^(?:(?:hi|hello|hey|hei|heisann|hallo|good (?:morning|afternoon|evening)|god (?:morgen|dag|kveld)|ok(?:ay)?|so|right|well|yes|ja|altså|så)(?:\s(?:there|all|team|you|dere|der|igjen|again))?\b[\s,!.:–-]*)+",
    re.I,
)
_CHATTER = re.compile(
    r"\b(?:thank|thanks|takk|weather|været|weekend was|how are you|hvordan går det|lol|haha|btw|by the way|forresten|coffee break|lunch|sorry|beklager|"
    r"my (?:dog|cat|boss|kids?)|hunden min|katten min|sjefen|can you|could you|kan du|please)\b",
    re.I,
)


def brief_after(known: str | None, statement: Statement, *, used: bool, before: bool) -> str | None:
    """Return the brief as it is after a statement; None where nothing has been said of it.

    Args:
        known: the brief so far.
        statement: one sentence.
        used: whether another field was read from it.
        before: whether the sentence before it belongs to the brief.
    """
    text = _HELLO.sub("", statement.text).strip()
    if len(text) < 12 or _CHATTER.search(text):
        return known
    if "brief" in statement.topics and not unsure(text) and not _HOW.search(text) and (statement.first or not used):
        return _joined(known, text)
    if known is None:
        opens = _ABOUT.search(text) and _WANT.search(text) and not text.endswith("?")
        return _joined(None, text) if opens and (not used or not _HOW.search(text)) else None
    goes_on = before and not used and _GOES_ON.match(text) and not _HOW.search(text) and not text.endswith("?")
    return _joined(known, text) if goes_on else known


def _joined(known: str | None, text: str) -> str:
    ended = text if text[-1] in ".!?…" else f"{text}."
    whole = f"{known} {capital(ended)}" if known else capital(ended)
    return whole if len(whole) <= _MAX else known or whole[:_MAX]
