"""What a question asks for, and what a label at the head of a line announces."""

import re
from typing import Literal

Topic = Literal["brief", "goal", "audience", "tone", "channels", "messages", "dates"]

# Words of a question, by topic.
_QUESTIONS: dict[Topic, str] = {
    "messages": (
        r"key message|messages?|talking points?|remember|take ?away|want to say|get across|convey|budskap\w*|"
        r"huske|vil (?:dere|du) si|skal (?:vi|dere) si|si til|tell (?:them|people|customers)|å si|"
        r"viktigste|people to know|skal vite|bør vite|most "
        r"important|få fram|få frem|"
        r"poeng\w*|fortelle dem"
    ),
    "tone": r"tone|tonen|voice|sound|style|feel|personality|tonefall\w*|stil|stemme|høres|virke",
    "audience": (
        r"audience|target(?:ing| group)?|reach(?:ing)?|who (?:is|are|do|should|would)|for whom|målgruppe\w*|"
        r"hvem|nå ut til|rette\w* (?:den|seg) mot"
    ),
    "channels": (
        r"channels?|platforms?|where (?:do|should|would|will)|kanal\w*|plattform\w*|hvor (?:vil|skal|ønsker|bør)"
    ),
    "goal": (
        r"goals?|objectives?|achieve|aim|accomplish|outcome|success|purpose|mål|målet|oppnå|hensikt\w*|"
        r"formål\w*|suksess|resultat"
    ),
    "dates": (
        r"when|dates?|start (?:and|or) end|how long|timeline|time ?frame|period|schedule|deadline|når|dato\w*|"
        r"startdato|hvor lenge|tidsrom|periode\w*|tidslinje|tidsplan|start og slutt"
    ),
    "brief": (
        r"about|product|new product|new service|nytt produkt|ny tjeneste|promot\w*|offer\w*|describe|tell me more|"
        r"campaign for|handler|dreier|gjelder|produkt\w*|"
        r"markedsfør\w*|beskriv\w*|fortell|tilby\w*|om hva|hva (?:er|skal|slags|vil)"
    ),
}
_ASKED = {topic: re.compile(rf"\b(?:{words})\b", re.I) for topic, words in _QUESTIONS.items()}
_FREE: frozenset[Topic] = frozenset(("brief", "goal", "audience", "tone", "messages"))
_LABELS: dict[Topic, str] = {
    "goal": "goal|goals|objective|aim|purpose|mål|målet|formål|hovedmål|main goal|kampanjemål|hensikt",
    "audience": "audience|target audience|target group|target|who|målgruppe|målgruppen|målgr|hvem",
    "tone": "tone|tone of voice|voice|style|tonen|stil",
    "channels": "channels|channel|platforms|where|kanaler|kanal|plattformer|hvor|kanalvalg",
    "messages": (
        "key messages|key message|messages|message|talking points|main messages|main message|budskap|"
        "hovedbudskap|nøkkelbudskap|viktige budskap|budskapene|slagord|tagline"
    ),
    "dates": (
        "dates|date|when|timeline|period|timing|timeframe|start|end|når|periode|datoer|dato|tidsrom|slutt|"
        "tidsperiode|start date|end date|startdato|sluttdato|varighet|duration"
    ),
    "brief": (
        "brief|about|what|background|description|campaign|product|om|hva|bakgrunn|beskrivelse|kampanje|produkt|"
        "oppsummering|summary"
    ),
}
_TOPICS: dict[str, Topic] = {label: topic for topic, labels in _LABELS.items() for label in labels.split("|")}
_KEEPS_LABEL = re.compile(r"\s*(?:start|end|slutt)", re.I)  # the label says which of the two dates it is
_LABEL = re.compile(
    r"^\s*(?:[-*•–#]+\s*|\d{1,2}[.)]\s*)?\**([^\W\d][^\W\d ]*(?: [^\W\d]+){0,3})\**\s?(?::|=| –| -)\**(?:\s|$)"
)


def asked_for(question: str) -> frozenset[Topic]:
    """Return what a question asks for, maybe two things; "what … ?" asks for the brief only if for nothing else."""
    found = frozenset(topic for topic, pattern in _ASKED.items() if pattern.search(question))
    found = found - {"brief"} if len(found) > 1 else found
    # Two matters that are answered in free words cannot be told apart in one answer.
    return found if len(found & _FREE) < 2 else found - _FREE


def labelled(line: str) -> tuple[Topic | None, str]:
    """Return what the label of a line announces, and the line without it; None and all of it where it has none."""
    found = _LABEL.match(line)
    topic = _TOPICS.get(found[1].casefold()) if found else None
    if not found or not topic:
        return None, line
    return topic, line if _KEEPS_LABEL.match(found[1]) else line[found.end() :]
