"""A field's value cut out of a sentence: without what else the sentence says, tidied at both ends."""

import re

from ai.offline.planning.channels import mentions
from ai.offline.planning.dates import dates
from ai.offline.planning.terms import Clock

# Where a sentence goes on to another matter.
_ELSEWHERE = re.compile(
    r"[,;]?\s+(?:and|but|so|og|men|så)\s+(?:(?:then|also|so|for|da|så|ellers)\s+)?(?:we|i|it|let|please|make|keep|"
    r"use|run|start|post|the (?:tone|channels?|goal|audience|"
    r"campaign|message)|vi|jeg|det|bruk|hold|kjør|start|tonen|kanalene|målet|målgruppen|kampanjen|budskapet|keep|"
    r"preferably|"
    r"(?:mainly |mostly |aimed|målrettet))\b|"
    r"\s+[–—-]\s+|\s+with (?:a|an|this|our) (?:new |small |paid )?campaign\b|\s+med (?:en|denne) (?:ny |liten "
    r")?kampanje\w*|\s*[\n(]|\s*;|,\s+(?:and|og)?\s*(?:running|starting|using|mainly|mostly|preferably|on (?=\w+)|"
    r"fortrinnsvis|helst|på (?=\w+)|"
    r"we|i|vi|jeg|the tone|tonen|aimed|rettet|målgruppe\w*|in a|i en|with a|tone)\b|\s+(?:because|since|fordi|"
    r"ettersom|by (?=running|using|posting|making))\b",
    re.I,
)
_LEADING = re.compile(
    r"^(?:[\s,:–—\-*•\"“”«»]|(?:well|hm+|anyways?|uansett|eh+|um+|oh|ok(?:ay)?|so|actually|maybe|perhaps|probably|"
    r"mostly|mainly|primarily|basically|just|i think|i guess|i'?d say|"
    r"let'?s say|it'?s|it is|they are|they'?re|that would be|that'?s|we want|we'?d like|i want|preferably|"
    r"definitely|yes|yeah|sure|no(?=\s*[,.!:–—-])|"  # "no sugar" is not an answer, "no, sugar" is
    r"tja|vel|altså|kanskje|sikkert|mest|hovedsakelig|først og fremst|egentlig|bare|jeg tror|vi tror|jeg vil si|"
    r"det er|det blir|det må være|helst|gjerne|"
    r"definitivt|ja|nei(?=\s*[,.!:–—-])|jo|primært|liksom)\b[,:]?\s*)+",
    re.I,
)
_TRAILING = re.compile(
    r"(?:[\s,.;:!?–—\-*\"“”«»]|\b(?:i think|i guess|i suppose|please|thanks|thank you|mostly|mainly|probably|"
    r"really|of course|or something|and stuff|you know|"
    r"tror jeg|takk|liksom|egentlig|selvfølgelig|eller noe(?: sånt)?|kanskje|vel)(?=\W*$))+$",
    re.I,
)
_PREPOSITION = re.compile(
    r"(?:[\s,(]|\b(?:on|via|through|using|from|starting|until|till?|between|in|by|to|the|before|during|over|for|at|"
    r"of|next|with|and|running|run|"
    r"på|gjennom|fra|til|mellom|i|innen|før|om|over|via|ved|med|og|hele|starter?|den|under|bruk|both|både|also|"
    r"også|ut|launching|launch)(?=\W*$))+$",
    re.I,
)
_UNSURE = re.compile(
    r"^\W*(?:(?:i |we )?(?:don['’]?t|do not) (?:really )?know|not sure|no idea|unsure|dunno|idk|skip|pass|none|"
    r"nothing|whatever|you (?:decide|choose)|up to you|"
    r"any(?:thing)?|what do you|can you suggest|no preference|later|good question|hmm+|"
    r"vet ikke|vet ik|aner ikke|usikker|ikke sikker|hopp over|"
    r"ingen(?=\W*$| (?:anelse|preferanse|spesiell|formening))|ingenting|"
    r"bestem du|du bestemmer|opp til deg|"
    r"det samme|kommer tilbake|"
    r"(?:jeg|vi) (?:vet|er) (?:ikke|usikk\w+)|har ikke (?:tenkt|bestemt)|hva (?:foreslår|anbefaler|synes)|senere|"
    r"godt spørsmål)\b",
    re.I,
)


def unsure(text: str) -> bool:
    """Return whether an answer gives none ("not sure yet", "hva foreslår du?")."""
    return bool(_UNSURE.match(text)) or text.rstrip().endswith("?")


def value(
    text: str, clock: Clock, *, keep_channels: bool = False, keep_dates: bool = False, keep_list: bool = False
) -> str:
    """Return the part of a text that is the value; empty if nothing is left.

    Args:
        text: from where the value begins.
        clock: for finding dates, which are not part of it.
        keep_channels: whether channels may be part of it ("get more newsletter readers").
        keep_dates: whether dates may be.
        keep_list: whether it is a list, whose members semicolons part.
    """
    text = _LEADING.sub("", text[:1000])
    text = text.replace(";", ",") if keep_list else text
    ends = [found.start() for found in _ELSEWHERE.finditer(text) if found.start() > 2][:1]
    if not keep_channels:
        ends += [len(_PREPOSITION.sub("", text[: one.span[0]])) for one in mentions(text)[:1]]
    if not keep_dates:
        ends += [len(_PREPOSITION.sub("", text[: one.span[0]])) for one in dates(text, clock)[:1]]
    return _TRAILING.sub("", _LEADING.sub("", text[: min(ends, default=len(text))]))


def capital(text: str) -> str:
    """Return the text with a capital first letter; a name's own small letter ("iPhone") stays."""
    return text[:1].upper() + text[1:] if text[1:2].islower() or not text[1:2].isalpha() else text
