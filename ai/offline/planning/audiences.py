"""The audience in a statement: who the campaign speaks to."""

import re

from ai.offline.planning.statements import Statement
from ai.offline.planning.terms import Clock
from ai.offline.planning.values import capital, unsure, value

_STATED = re.compile(
    r"(?:\b(?:(?:target|main|primary|core|intended) )*(?:audience|target group|demographic|target market)(?: "
    r"(?:here|now|for (?:this|it)|of (?:this|the) campaign))?\s?"
    r"(?:is|are|will be|would be|should be|=|:|to)\s?(?:now |still |mainly |mostly |really )?|"
    r"\baim(?:ed|ing)? (?:it |this |them )?(?:mainly |mostly |primarily )?(?:at|towards?)\s|"
    r"\b(?:target(?:ed|ing)?|directed|geared|pitched|meant|intended) (?:it |this |them )?(?:mainly |"
    r"mostly |primarily )?(?:at|towards?|for|to)\s|"
    r"\btarget(?:en)? er\s|\b(?:target|targeting|address|attract)\s(?!er\b|is|are|audience|group|should|will)|"
    r"\b(?:reach(?:ing)?|speak(?:ing)? to|talk(?:ing)? to|appeal(?:ing)? to)\s(?!\d|out to you)(?:out to )?|"
    r"\b(?:hoved)?målgrupp?e(?:n|r)?(?: (?:vår|er nå|her|for (?:kampanjen|dette|denne)))?\s?(?:er|blir|skal være|"
    r"bør være|:|=)\s?(?:nå |først og fremst |mest |egentlig )?|"
    r"\b(?:rett\w*|mynt\w*|sikt\w*) (?:den |seg |kampanjen |inn )*(?:mest |først og fremst )?(?:mot|på|inn mot)\s|"
    r"\b(?:nå(?: fram| frem)?(?: ut)?(?: til)?|treffe|snakke til|henvend\w* (?:oss|seg) til|appellere til)\s(?!\d|"
    r"er\b|skal\b|vil\b|som\b|og\b|kan\b|er\b|har\b|må\b|vet\b|på\b|i\b|det\b))",
    re.I,
)
_PEOPLE = (
    r"(?:people|parents|mothers|mums|moms|fathers|dads|students|famil(?:y|ies)|women|men|owners?|teens?|teenagers|"
    r"youngsters|kids|children|adults|professionals|"
    r"managers|buyers|customers|clients|members|homeowners|seniors|retirees|pensioners|runners|cyclists|hikers|"
    r"skiers|gamers|travell?ers|tourists|"
    r"developers|engineers|teachers|nurses|founders|startups|start-ups|businesses|companies|shops|locals|residents|"
    r"neighbours|neighbors|couples|lovers|"
    r"fans|enthusiasts|commuters|drivers|donors|volunteers|graduates|first-time \w+|beginners|freelancers|readers|"
    r"visitors|millennials|gen z|year[- ]olds|"
    r"folk|foreldre|mødre|fedre|studenter|familier|barnefamilier|kvinner|menn|eiere|ungdom(?:mer)?|tenåringer|barn|"
    r"voksne|ledere|kjøpere|kunder|"
    r"medlemmer|boligeiere|hytteeiere|hundeeiere|pensjonister|eldre|unge|løpere|syklister|turfolk|turgåere|"
    r"skiløpere|gamere|reisende|turister|utviklere|ingeniører|"
    r"lærere|sykepleiere|gründere|bedrifter|selskaper|butikker|lokale|beboere|naboer|par|elskere|fans|entusiaster|"
    r"pendlere|sjåfører|"
    r"givere|frivillige|nyutdannede|førstegangskjøpere|nybegynnere|frilansere|lesere|besøkende|småbarnsforeldre|"
    r"bilister|innbyggere|innflyttere|bønder|kaffeelskere|matelskere)"
)
_FOR = re.compile(rf"\b(?:for|to|til|mot|at)\s((?:(?!for\b|to\b|til\b)[\w'’-]+\s){{0,4}}\b{_PEOPLE}\b.*)", re.I)
_MOOD = re.compile(
    r"\b(?:campaign|kampanje\w*|ads?|annonser|posts?|innlegg|content|innhold|something|noe|it['’]?s|it is|den er|"
    r"det er|mainly|mest)(?: \w+)?\s$",
    re.I,
)
_NOBODY = re.compile(
    r"^(?:them|you|us|me|everyone else|oss|deg|meg|dem|det|the goal|målet|people (?:with|through|via))\b", re.I
)


def audience_in(statement: Statement, clock: Clock) -> str | None:
    """Return the audience that a statement gives; None if it gives none."""
    text = statement.text
    for found in _STATED.finditer(text):
        refused = re.search(r"\b(?:not|don['’]?t|ikke)\b(?:\s\w+)?\s?$", text[: found.start()], re.I)
        if not refused and (who := _who(text[found.end() :], clock)):
            return who
    if "audience" in statement.topics and statement.first and not unsure(text):
        return _who(re.sub(r"^\W*(?:for|to|til|mot)\s", "", text, flags=re.I), clock)
    aimed = _FOR.search(text)
    if aimed and _MOOD.search(text[max(0, aimed.start() - 25) : aimed.start()]):
        return _who(aimed[1], clock)
    return None


def _who(text: str, clock: Clock) -> str | None:
    text = re.sub(r"^(?:not .{3,50}? but |ikke .{3,50}? men )", "", text.strip(), flags=re.I)
    who = value(text, clock)
    return capital(who) if 2 < len(who) <= 300 and not unsure(who) and not _NOBODY.match(who) else None
