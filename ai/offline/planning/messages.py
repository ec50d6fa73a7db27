"""Key messages in a statement: what readers should remember."""

import re

from ai.offline.planning.statements import Statement
from ai.offline.planning.terms import Clock
from ai.offline.planning.values import capital, unsure, value
from ai.text import words

_MAX = 10
_TELLING = re.compile(r"[^\W\d_]{4,}")
_TALK = words("drop message about remove budskapet dropp skip mention")
_STATED = re.compile(
    r"\b(?:(?:key |main |core |central |most important |our |the )*(?:messages?|talking points?|tagline|slogan|"
    r"takeaways?)(?: (?:is|are|should be|will be|would be|here is|here are)|\s?:)\s?(?:that |simply )?|"
    r"(?:also )?(?:mention|highlight|emphasi[sz]e|stress|underline|point out|get across|communicate|convey|tell "
    r"(?:them|people|everyone|customers|readers|parents))(?: that| how|:)?\s|"
    r"(?:want|need|should|must|like) to say(?: that|:)?\s|(?:they|people|readers|everyone) (?:should|must|need to) "
    r"(?:know|remember|understand|hear)(?: that|:)?\s|"
    r"(?:hoved|nøkkel|kjerne)?budskap(?:et|ene)?(?: vårt| våre)?(?: (?:er|skal være|blir|bør være)|\s?:)\s?(?:at "
    r")?|slagordet? (?:er|skal være)\s|"
    r"(?:nevn\w*|fremhev\w*|framhev\w*|understrek\w*|poengter\w*|få (?:fram|frem)|fortell\w* (?:dem |folk |alle )?|"
    r"formidl\w*|kommuniser\w*)(?: også| gjerne)?(?: at|:)\s|"
    r"(?:nevn\w*|fremhev\w*|framhev\w*|få (?:fram|frem))(?: også| gjerne)?\s|"
    r"(?:vil|skal|må|bør) (?:vi )?si(?: at|:)\s|(?:si at|say that)\s|(?:folk|de|alle|kundene) (?:skal|må|bør) "
    r"(?:vite|huske|forstå|få vite)(?: at|:)?\s)",
    re.I,
)
_QUOTE = re.compile(r"[\"“”«]([^\"“”«»]{3,200})[\"”“»]|(?<!\w)['‘]([^'‘’]{3,200})['’](?!\w)")
_MORE = re.compile(r"(?:and|og|also|også)\s(?:that|at)\s", re.I)
_REMOVED = re.compile(
    r"\b(?:drop|remove|skip|cut|leave out|delete|don['’]?t mention|not mention|dropp|fjern|kutt|stryk|ikke nevn)\b",
    re.I,
)
_LIST = re.compile(r"\s*(?:;|(?<!\w)\d{1,2}[.)]\s|,(?!\d)\s+(?:and |og |that |at )*|\s(?:and|og)\s(?:that|at)\s)\s*")
_LAST = re.compile(r"\s+(?:and|og)\s+", re.I)
_ANEW = re.compile(r"\b(?:should be|change|instead|rather|now|skal være|endre|heller|bytt|i stedet)\b", re.I)


def messages_after(
    known: list[str] | None, statement: Statement, clock: Clock, *, used: bool = False
) -> list[str] | None:
    """Return the key messages as they are after a statement; None where none have been given.

    Args:
        known: the messages so far.
        statement: one sentence.
        clock: for finding dates.
        used: whether another field was read from it, so that it is not one more member of an answer.
    """
    if _REMOVED.search(statement.text) and known:
        return _without(known, statement.text)
    found = messages_in(statement, clock, used=used)
    if not found:
        return known
    anew = (
        known
        and _ANEW.search(statement.text)
        and re.search(r"message|budskap|slogan|slagord|tagline", statement.text, re.I)
    )
    kept = [] if anew else list(known or [])
    return list(dict.fromkeys([*kept, *found]))[:_MAX]


def messages_in(statement: Statement, clock: Clock, *, used: bool = False) -> list[str]:
    """Return the key messages that a statement gives, in its order."""
    text = statement.text
    stated = _STATED.search(text)
    if stated and re.search(r"\b(?:not|don['’]?t|ikke)\s?$", text[: stated.start()], re.I):
        return []
    asked = (
        "messages" in statement.topics
        and not unsure(text)
        and (statement.first or _QUOTE.search(text) or _MORE.match(text) or not used)
    )
    if not stated and not asked:
        return []
    rest = text[stated.end() :] if stated else text
    quoted = [one or other for one, other in _QUOTE.findall(rest)]
    parts = quoted or _parts(value(rest, clock, keep_channels=True, keep_dates=True, keep_list=True))
    return [capital(part) for part in (each.strip(" .,;!\"“”«»'") for each in parts) if 2 < len(part) <= 300]


def _parts(text: str) -> list[str]:
    """Return the members of a list; "a, b and c" is three, "bread and butter" is one."""
    parts = [part for part in _LIST.split(text) if part]
    if len(parts) > 1 and len(ends := _LAST.split(parts[-1], maxsplit=1)) == 2 and len(parts[-1].split()) < 12:
        parts[-1:] = ends
    return [re.sub(r"^(?:that|at|and|og)\s", "", part, flags=re.I) for part in parts]


def _without(known: list[str], text: str) -> list[str]:
    """Return the messages but for those that share a telling word with the statement that removes one."""
    said = set(_TELLING.findall(text.casefold())) - _TALK
    return [one for one in known if not said & set(_TELLING.findall(one.casefold()))]
