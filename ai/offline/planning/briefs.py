"""What a campaign is about, in the user's own sentences."""

import re

from ai.offline.planning.statements import Statement
from ai.offline.planning.values import capital, unsure

_MAX = 2000
_ABOUT = re.compile(
    r"(?<!the )(?<!this )(?<!the whole )\b(?:campaign|launch(?:es|ing)?|promot\w+|advertis\w+|market(?:ing)? "
    r"(?:our|the|a)|opening|introduc\w+|releas\w+|announc\w+|sell(?:ing)? (?:our|a|the)|"
    r"it['’]?s about|(?:det|den|kampanjen) (?:gjelder|dreier seg om)|^(?:it['’]?s|it is) (?:our|a|an|the|my)|event|"
    r"sale|rais(?:e|ing) money|touring|exhibition|festival|concert|turné|utstilling\w*|forestilling\w*|konsert\w*|"
    r"fundrais\w+|hiring|"
    r"recruit\w*|"
    r"kampanjer?|lanser\w*|markedsfør\w*|reklame\w*|promoter\w*|åpn\w+|annonser\w*|handler om|salg\w*|"
    r"innsamling\w*|selge|arranger\w*|introduser\w*|rekrutter\w*|ansett\w*|slipp\w*|"
    r"feir\w*|celebrat\w+)\b",
    re.I,
)
_WANT = re.compile(
    r"\b(?:we|i)(?:['’](?:re|m|ll|d|ve))?\b|\b(?:vi|jeg)\b|^(?:launching|promoting|opening|introducing|selling|"
    r"campaign|launch|promo\w*|kampanje|lansering|"
    r"markedsføring|it['’]?s|it is|this|det|den|our|vår|vårt|need|trenger|let['’]?s|the|a|en|et|help|hjelp)\b",
    re.I,
)
_SUBJECT = re.compile(
    r"\bcampaigns? (?:for|about|on|around|to promote)\b|\bkampanje\w* (?:for|om|handler om|gjelder|rundt)\b", re.I
)
# Sentences on how the campaign is run, not on what it is about.
_HOW = re.compile(
    r"\b(?:audience|target|tone|channels?|platforms?|goal|objective|message|budget|run (?:it|the)|start(?:s|ing)? "
    r"(?:it|on|the|from)|"
    r"should (?:run|start|end)|campaign (?:should|will|must|runs|is|starts|ends|goes|lasts)|keep it|post(?:s|ing)? "
    r"on|skip|drop|use|make it|"
    r"målgruppe\w*|tone\w*|kanal\w*|plattform\w*|målet|budskap\w*|budsjett\w*|kampanjen (?:skal|bør|må|starter|"
    r"slutter|varer|går)|hold det|bruk\w*|dropp\w*|kjør\w*|legg ut)\b",
    re.I,
)
_GOES_ON = re.compile(
    r"^(?:it|they|this|these|that|there|the|all|each|every|our|we (?:sell|make|offer|are|have|serve|bake|build|run|"
    r"do|give|rent|teach)|"
    r"den|det|de|disse|dette|alle|hver|vår\w*|[^\W\d]{3,}(?:en|et|ene|a) (?:har|er|gir|koster|inneholder|ligger|"
    r"varer|består|kommer|kan)|vi (?:selger|lager|tilbyr|er|har|serverer|baker|bygger|driver|gir|leier|holder))\b",
    re.I,
)
_HELLO = re.compile(
    r"^(?:(?:hi|hello|hey|hei|heisann|hallo|good (?:morning|afternoon|evening)|god (?:morgen|dag|kveld)|ok(?:ay)?|"
    r"so|right|well|yes|ja|altså|så)(?:\s(?:there|all|team|you|dere|der|igjen|again))?\b[\s,!.:–-]*)+",
    re.I,
)
_CHATTER = re.compile(
    r"\b(?:thank|thanks|takk|weather|været|weekend was|how are you|hvordan går det|lol|haha|btw|by the way|"
    r"forresten|coffee break|lunch|sorry|beklager|"
    r"my (?:dog|cat|boss|kids?)|hunden min|katten min|sjefen|can you|could you|kan du|please)\b",
    re.I,
)


# "The brief: …" says itself what it is.
_NAMED = re.compile(r"^(?:(?:the|our|my|campaign|kampanje) ?)*brief(?:en)?(?: is| er)?\s*[:–-]\s*(?=\S)", re.I)


def brief_after(known: str | None, statement: Statement, *, used: bool, before: bool) -> str | None:
    """Return the brief as it is after a statement; None where nothing has been said of it.

    Args:
        known: the brief so far.
        statement: one sentence.
        used: whether another field was read from it.
        before: whether the sentence before it belongs to the brief.
    """
    text = _HELLO.sub("", statement.text).strip()
    if named := _NAMED.match(text):
        return _joined(known, text[named.end() :])
    if len(text) < 12 or _CHATTER.search(text):
        return known
    if "brief" in statement.topics and not unsure(text) and not _HOW.search(text) and (statement.first or not used):
        return _joined(known, text)
    if known is None:
        opens = _SUBJECT.search(text) or (
            _ABOUT.search(text) and _WANT.search(text) and not (used and _HOW.search(text))
        )
        return _joined(None, text) if opens and not text.endswith("?") else None
    goes_on = (
        before
        and not used
        and (_GOES_ON.match(text) or _takes_up(text, known))
        and not _HOW.search(text)
        and not text.endswith("?")
    )
    return _joined(known, text) if goes_on else known


def _takes_up(text: str, known: str) -> bool:
    """Return whether a sentence begins with a word that the brief has used ("apartments" – "The apartments have")."""
    stems = (word.casefold()[:6] for word in re.findall(r"[^\W\d_]{6,}", text[:60])[:2])
    return any(stem in known.casefold() for stem in stems)


def _joined(known: str | None, text: str) -> str:
    ended = text if text[-1] in ".!?…" else f"{text}."
    whole = f"{known} {capital(ended)}" if known else capital(ended)
    return whole if len(whole) <= _MAX else known or whole[:_MAX]
