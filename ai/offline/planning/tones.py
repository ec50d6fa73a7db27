"""The tone in a statement: how the campaign speaks."""

import re

from ai.offline.planning.statements import Statement
from ai.offline.planning.terms import Clock
from ai.offline.planning.values import capital, unsure, value

_MANNER = (
    r"(?:friendly|warm|casual|formal|informal|professional|playful|funny|humorous|serious|inspiring|inspirational|"
    r"bold|calm|relaxed|energetic|upbeat|"
    r"confident|honest|down[- ]to[- ]earth|simple|conversational|witty|cheerful|light(?:-?hearted)?|optimistic|"
    r"urgent|luxurious|elegant|sober|factual|"
    r"informative|helpful|encouraging|empathetic|caring|quirky|cheeky|youthful|trustworthy|authoritative|personal|"
    r"direct|straightforward|positive|fun|"
    r"cool|fresh|modern|trendy|respectful|enthusiastic|sincere|nostalgic|cosy|cozy|edgy|matter-of-fact|"
    r"vennlig|varm|varmt|uformell|uformelt|formell|formelt|profesjonell|profesjonelt|leken|lekent|lekne|morsom|"
    r"morsomt|humoristisk|seriøs|seriøst|alvorlig|inspirerende|"
    r"modig|rolig|avslappet|energisk|selvsikker|ærlig|jordnær|jordnært|enkel|enkelt|samtalepreget|muntlig|lett|"
    r"optimistisk|elegant|nøktern|nøkternt|saklig|"
    r"informativ|informativt|hjelpsom|oppmuntrende|empatisk|omsorgsfull|frekk|frekt|ungdommelig|troverdig|"
    r"personlig|direkte|positiv|positivt|gøy|kul|kult|frisk|friskt|moderne|"
    r"respektfull|entusiastisk|koselig|folkelig|lun|lunt|vittig|rett fram|rett på sak|faglig|tillitsvekkende)"
)
_ALSO = (
    r"(?:,? (?:and|but|yet|og|men|eller|or)?\s?(?:a (?:bit|little) |litt |not (?:too )?|ikke (?:for )?|very |quite |"
    rf"ganske |veldig |still |also )*{_MANNER})"
)
_STATED = re.compile(
    r"\b(?:(?:the |our )?(?:tone(?: of voice)?|voice|style)(?: here| of (?:the|this) campaign)?\s?(?:is|should be|"
    r"should feel|will be|can be|must be|to be|should|=|:|to)\s?|"
    r"(?:tonen|tonefallet|stilen|språket|tone)(?: i kampanjen| vår)?\s?(?:er|skal være|bør være|må være|kan være|"
    r"blir|:|=)\s?|"
    r"(?:skal|bør|må|skulle) (?:høres|virke|føles|fremstå)(?: som)?\s|(?:should|must|to) (?:sound|feel|come across "
    r"as|be)\s(?=\w*\W?"
    rf"(?:(?:very|quite|a bit|really|super|not|too)\s)*{_MANNER}))",
    re.I,
)
_BARE = re.compile(rf"\btone(?:n)?,? (?P<tone>{_MANNER}{_ALSO}*)", re.I)
_KEEP = re.compile(
    rf"\b(?:keep|make|let['’]?s (?:keep|be|go|make)|sound|be|hold\w*|gjør|stay|go for|write|skriv\w*|vær|something|"
    rf"noe)\s(?:it|things|everything|them|us|det|den|alt|oss|with)?\s?"
    rf"(?:all |more |very |super |a bit |a little |quite |really |something |litt |mer |veldig |ganske |heller |"
    rf"ekstra |noe )*(?P<tone>{_MANNER}{_ALSO}*)",
    re.I,
)
_IN = re.compile(
    rf"\b(?:in|with|i|med)\s(?:a|an|en|et)\s(?P<tone>(?:(?:very|quite|more|mer|litt|ganske|veldig) "
    rf")?{_MANNER}{_ALSO}*)\s(?:tone|voice|style|way|manner|tonefall|stil|stemme|måte)",
    re.I,
)
_ADJECTIVE = re.compile(rf"\b(?P<tone>{_MANNER}{_ALSO}*)\s(?:tone|tone of voice|voice|style|stil|tonefall)\b", re.I)


def tone_in(statement: Statement, clock: Clock) -> str | None:
    """Return the tone that a statement gives; None if it gives none."""
    text = statement.text
    if (stated := _STATED.search(text)) and (tone := _tone(text[stated.end() :], clock)):
        return tone
    for pattern in (_IN, _ADJECTIVE, _BARE, _KEEP):
        found = pattern.search(text)
        if found and not re.search(r"\b(?:don['’]?t|not|ikke|never)\s?$", text[: found.start()], re.I):
            return capital(found["tone"])
    if "tone" in statement.topics and statement.first and not unsure(text):
        return _tone(text, clock)
    return None


def _tone(text: str, clock: Clock) -> str | None:
    tone = re.sub(r"\s(?:tone|voice|style|stil|tonefall)(?: of voice)?$", "", value(text, clock), flags=re.I)
    tone = re.sub(r"^(?:a|an|en|et)\s", "", tone, flags=re.I)
    return capital(tone) if 2 < len(tone) <= 150 and not unsure(tone) else None
