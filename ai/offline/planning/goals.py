"""The goal in a statement: what the campaign should achieve."""

import re

from ai.offline.planning.statements import Statement
from ai.offline.planning.terms import Clock
from ai.offline.planning.values import capital, unsure, value

_STATED = re.compile(
    r"\b(?:(?:the |our |my |main |primary |overall |campaign['’]?s? |campaign )*(?:goal|objective|aim|purpose|"
    r"target)(?: (?:here|now|of (?:this|the|it)(?: \w+)?|is now|"
    r"for (?:this|the) \w+))?\s?(?:is|should be|would be|=|:|will be|to)\s?(?:now |really |mainly |simply |"
    r"basically )?(?:that we |to |for )?|"
    r"(?:change|set|update) the goal (?:to|from .{3,60} to)\s(?:be )?|"
    r"(?:we|i) (?:are|'re|am|'m) (?:aiming|hoping|looking|trying) (?:to|for)\s|with the (?:goal|aim|purpose) of\s|"
    r"(?:(?:mål(?:et|setting\w*)?|formålet|hensikten|hovedmålet)(?: (?:vårt|mitt|med (?:den|kampanjen|dette|det)|"
    r"nå|her|for (?:kampanjen|oss)))?\s?(?:er|blir|bør være|skal være|:|=)\s?"
    r"(?:nå |egentlig |først og fremst |rett og slett )?(?:at vi |å )?)|"
    r"(?:endre|sett|bytt) målet til\s(?:å )?|med (?:mål|formål) om\s(?:å )?|for å (?=øke|få|selge|rekruttere|"
    r"skaffe|bygge|nå))",
    re.I,
)
_VERBS = (
    r"(?:increase|grow|raise|boost|sell|get (?!started|going|a campaign|this)|drive|generate|attract|recruit|build|"
    r"fill|gain|win|double|triple|improve|strengthen|collect|"
    r"convert|re-?engage|educate|reach (?=\d)|earn|make (?:people|more|sure|\w+ aware)|bring (?:in|back)|have "
    r"(?=\d|more|at least)|book|secure|reduce|introduce|"
    r"øke|ha (?=\d|flere|minst|mer)|få (?!laget|i gang|ut|hjelp|til|satt|kjørt)|selge|skaffe|bygge|rekruttere|"
    r"fylle|samle|vinne|doble|styrke|forbedre|tiltrekke|booke|nå (?=\d)|verve|informere|"
    r"skape|hente|redusere|kapre)"
)
_WISH = re.compile(
    rf"\b(?:(?:we|i)(?: would|['’]d| really| mainly| just| also)* (?:want|need|like|love|hope|wish|plan|aim|"
    rf"intend)(?: for (?:it|this|people))? to |(?:^|[,.] ?)(?:need|want|wanna|gonna) (?:to )?|so (?:that )?we "
    rf"(?:can )?|in order to |"
    rf"it should |the campaign should |should help us |help us (?:to )?|"
    rf"(?:(?:vi|jeg) |^|, ?)(?:vil|ønsker|skal|håper|trenger|må|har lyst til|tenker)(?: gjerne| helst| primært| å| "
    rf"også| bare| rett og slett)* |slik at vi (?:kan )?|den skal |kampanjen skal |hjelpe oss (?:med )?(?:å )?)"
    rf"(?P<goal>{_VERBS}.+)",
    re.I,
)
_WE_WANT = re.compile(
    r"^\W*(?:honestly |ærlig talt |helt ærlig )?(?:(?:we|i)(?:['’]d| would| just| really)* (?:want|need|like|hope "
    r"for)|(?:vi|jeg) (?:vil|ønsker|trenger|håper på)(?: gjerne| bare)*(?: ha| oss)?)\s",
    re.I,
)
_NOT_GOAL = re.compile(r"^(?:be |keep |have an? (?:\w+ )?tone|sound)", re.I)


def goal_in(statement: Statement, clock: Clock) -> str | None:
    """Return the goal that a statement gives; None if it gives none."""
    text = statement.text
    if found := _STATED.search(text):
        if re.search(r"\b(?:not|ikke)\b[^.!?]{0,12}$", text[found.end() - 5 : found.end()]):
            return None
        return _goal(text[found.end() :], clock)
    if "goal" in statement.topics and statement.first and not unsure(text):
        wish = _WISH.search(text)
        return _goal(wish["goal"] if wish else _WE_WANT.sub("", text), clock)
    wish = _WISH.search(text)
    return _goal(wish["goal"], clock) if wish else None


def _goal(text: str, clock: Clock) -> str | None:
    text = re.sub(r"^(?:not .{3,60}? but |ikke .{3,60}? men )", "", text.strip(), flags=re.I)
    text = re.sub(r"^(?:to|å|that we|at vi)\s", "", value(text, clock, keep_channels=True), flags=re.I)
    return capital(text) if len(text) > 3 and not unsure(text) and not _NOT_GOAL.match(text) else None
