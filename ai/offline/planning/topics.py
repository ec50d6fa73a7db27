"""What a question asks for, and what a label at the head of a line announces."""

import re
from typing import Literal

Topic = Literal["brief", "goal", "audience", "tone", "channels", "messages", "dates"]

_ASKED: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    ("messages", re.compile(r"\b(?:key message|messages?|talking points?|remember|take ?away|want to say|get across|convey|budskap\w*|"
                            r"huske|vil (?:dere|du) si|skal (?:vi|dere) si|si til|tell (?:them|people|customers)|få fram|få frem|poeng\w*|fortelle dem)\b", re.I)),
    ("tone", re.compile(r"\b(?:tone|tonen|voice|sound|style|feel|personality|tonefall\w*|stil|stemme|høres|virke)\b", re.I)),
    ("audience", re.compile(r"\b(?:audience|target(?:ing| group)?|reach(?:ing)?|who (?:is|are|do|should|would)|for whom|"
                            r"målgruppe\w*|hvem|nå ut til|rette\w* (?:den|seg) mot)\b", re.I)),
    ("channels", re.compile(r"\b(?:channels?|platforms?|where (?:do|should|would|will)|kanal\w*|plattform\w*|hvor (?:vil|skal|ønsker|bør))\b", re.I)),
    ("goal", re.compile(r"\b(?:goals?|objectives?|achieve|aim|accomplish|outcome|success|purpose|mål|målet|oppnå|hensikt\w*|formål\w*|suksess|resultat)\b", re.I)),
    ("dates", re.compile(r"\b(?:when|dates?|start (?:and|or) end|how long|timeline|time ?frame|period|schedule|deadline|når|dato\w*|startdato|hvor lenge|"
                         r"tidsrom|periode\w*|tidslinje|tidsplan|start og slutt)\b", re.I)),
    ("brief", re.compile(r"\b(?:about|product|promot\w*|offer\w*|describe|tell me more|campaign for|handler|dreier|gjelder|produkt\w*|"
                         r"markedsfør\w*|beskriv\w*|fortell|tilby\w*|om hva|hva (?:er|skal|slags|vil))\b", re.I)),
)  # fmt: skip
_FREE: frozenset[Topic] = frozenset(("brief", "goal", "audience", "tone", "messages"))
_LABELS: dict[str, Topic] = {
    "goal": "goal", "goals": "goal", "objective": "goal", "aim": "goal", "purpose": "goal", "mål": "goal", "målet": "goal",
    "formål": "goal", "hovedmål": "goal", "main goal": "goal", "kampanjemål": "goal", "hensikt": "goal",
    "audience": "audience", "target audience": "audience", "target group": "audience", "target": "audience",
    "who": "audience", "målgruppe": "audience", "målgruppen": "audience", "målgr": "audience", "hvem": "audience",
    "tone": "tone", "tone of voice": "tone", "voice": "tone", "style": "tone", "tonen": "tone", "stil": "tone",
    "channels": "channels", "channel": "channels", "platforms": "channels", "where": "channels", "kanaler": "channels",
    "kanal": "channels", "plattformer": "channels", "hvor": "channels", "kanalvalg": "channels",
    "key messages": "messages", "key message": "messages", "messages": "messages", "message": "messages", "talking points": "messages",
    "main messages": "messages", "main message": "messages", "budskap": "messages", "hovedbudskap": "messages",
    "nøkkelbudskap": "messages", "viktige budskap": "messages", "budskapene": "messages", "slagord": "messages", "tagline": "messages",
    "dates": "dates", "date": "dates", "when": "dates", "timeline": "dates", "period": "dates", "timing": "dates", "timeframe": "dates",
    "start": "dates", "end": "dates", "når": "dates", "periode": "dates", "datoer": "dates", "dato": "dates", "tidsrom": "dates",
    "slutt": "dates", "tidsperiode": "dates", "start date": "dates", "end date": "dates", "startdato": "dates", "sluttdato": "dates",
    "varighet": "dates", "duration": "dates",
    "brief": "brief", "about": "brief", "what": "brief", "background": "brief", "description": "brief", "campaign": "brief",
    "product": "brief", "om": "brief", "hva": "brief", "bakgrunn": "brief", "beskrivelse": "brief", "kampanje": "brief",
    "produkt": "brief", "oppsummering": "brief", "summary": "brief",
}  # fmt: skip
_KEEPS_LABEL = re.compile(r"\s*(?:start|end|slutt)", re.I)  # the label says which of the two dates it is
_LABEL = re.compile(
    r"^\s*(?:[-*•–#]+\s*|\d{1,2}[.)]\s*)?\**([^\W\d][^\W\d ]*(?: [^\W\d]+){0,3})\**\s?(?::|=| –| -)\**(?:\s|$)"
)


def asked_for(question: str) -> frozenset[Topic]:
    """Return what a question asks for, maybe two things; "what … ?" asks for the brief only if for nothing else."""
    found = frozenset(topic for topic, pattern in _ASKED if pattern.search(question))
    found = found - {"brief"} if len(found) > 1 else found
    # Two matters that are answered in free words cannot be told apart in one answer.
    return found if len(found & _FREE) < 2 else found - _FREE


def labelled(line: str) -> tuple[Topic | None, str]:
    """Return what the label of a line announces, and the line without it; None and all of it where it has none."""
    found = _LABEL.match(line)
    topic = _LABELS.get(found[1].casefold()) if found else None
    if not found or not topic:
        return None, line
    return topic, line if _KEEPS_LABEL.match(found[1]) else line[found.end() :]
