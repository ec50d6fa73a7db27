"""Channels in a chat, in every spelling, and whether each is wanted or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_SPELLINGS: dict[str, str] = {
    "linkedin": r"linked ?-?in|linkedin\w{0,3}",
    "facebook": r"facebook(?:en|s)?|fb|fjesbok(?:a|en)?|face|meta",
    "instagram": r"instagram(?:men)?|insta|ig|reels",
    "x": r"twitter|x \(twitter\)|x/twitter|twitter/x|x(?= (?:and|og|,))|x",
    "threads": r"threads",
    "tiktok": r"tik ?-?tok(?:en|s)?|tictoc|tic ?tac ?toc",
    "youtube": r"you ?tube|yt|youtube shorts|shorts",
    "pinterest": r"pinterest|pintrest",
    "snapchat": r"snap ?chat|snap(?:pen)?",
    "bluesky": r"blue ?sky",
    "mastodon": r"mastodon",
    "telegram": r"telegram",
    "email": r"e-?mails?|mails?|e-?post(?:en|er)?|newsletters?|nyhetsbrev(?:et|ene)?|mailings?|mailliste\w*",
    "sms": r"sms(?:-?er|en)?|text messages?|texts|texting|text|tekstmelding(?:er)?",
    "whatsapp": r"what'?s ?app",
    "push": r"push(?:[- ]?(?:notifications?|varsl(?:er|ing|inger)|varsel|meldinger|messages?))?|pushvars(?:el|ler|ling)|web push|app push",
    "blog": r"blog(?: ?posts?| articles?)?|blogs|blogg(?:en|innlegg|post|artikkel|artikler)?",
}  # fmt: skip
_NAMES = "|".join(f"(?P<{name}>{spelling})" for name, spelling in _SPELLINGS.items())
_MENTION = re.compile(rf"(?<![\w@./])(?:{_NAMES})(?![\w@]|-?adress|\.(?:com|no)|['’]s? (?:follow|users))", re.I)
# Words that are channels only in the company of others, or written as a name.
_WEAK = frozenset(
    (
        "x",
        "text",
        "texts",
        "texting",
        "push",
        "meta",
        "snap",
        "mail",
        "mails",
        "threads",
        "shorts",
        "reels",
        "face",
        "telegram",
    )
)
_NAMED = re.compile(r"X|Meta|Snap|Threads|Shorts|Reels|Telegram")
_WORD = re.compile(r"[^\W\d_]{6,12}")
_FUZZY = (
    "facebook",
    "instagram",
    "linkedin",
    "youtube",
    "tiktok",
    "snapchat",
    "pinterest",
    "whatsapp",
    "newsletter",
    "nyhetsbrev",
)
_FUZZY_NAMES = {"newsletter": "email", "nyhetsbrev": "email"}
_OFF = re.compile(
    r"\b(?:not|no(?!,)|skip\w*|drop\w*|without|remov\w+|except|avoid|never|don['’]?t|won['’]?t|cut|leave (?:out|off)|leaving out|ditch|forget|"
    r"(?:everything|anything|all|alt|alle) (?:but|except|unntatt|bortsett fra|utenom)|instead of|rather than|nothing on|stay off|stay away from|rid of|less|excluding|replac\w+|swap|cancel|"
    r"ikke|ingen|dropp\w*|kutt\w*|uten|unntatt|fjern\w*|hopp\w* over|unngå|aldri|(?:i stedet|istedenfor|i stede|isteden|heller enn) ?(?:for)?|"
    r"bortsett fra|glem|stryk|bytt\w*(?: ut)?|slipp\w*|utenom)\b",
    re.I,
)
_ON = re.compile(
    r"\b(?:but|so|use|using|add|includ\w+|also|only|just|do|want|keep|let['’]?s|with|by|and add|prefer|instead(?! of)|go|"
    r"men|så|bruk\w*|legg\w* til|ta med|også|kun|bare|heller(?! enn)|behold\w*|vil ha|med|satse?r?|kjør\w*|not (?:only|just)|ikke (?:bare|kun))\b|[.;:]",
    re.I,
)
_OFF_AFTER = re.compile(
    r"^[\s,]*(?:(?:is|are) out\b|isn['’]?t|aren['’]?t|(?:is|are) not|er ikke|skal ikke|trenger (?:vi|jeg) ikke|(?:skal|vil|bør|kan|må) vi (?:ikke|droppe|kutte)|"
    r"(?:we|i) (?:don['’]?t|won['’]?t|can skip|can drop|can forget)|not needed|er uaktuel\w*|er ute\b|er ikke aktuel\w*|dropper vi|kutter vi|can go\b|no longer|"
    r"(?:doesn['’]?t|don['’]?t|does not) (?:fit|work|make)|passer ikke|(?:er|is) ikke noe)",
    re.I,
)
_ONLY = re.compile(r"\b(?:only|just|solely|exclusively|kun|bare|utelukkende|nothing but)\b[^.!?]{0,25}$", re.I)
_ALL_NEW = re.compile(
    r"\b(?:channels|platforms|kanalene|kanaler|plattformene)\b[^.!?]{0,15}\b(?:should be|will be|are|is|skal være|blir|er)\b",
    re.I,
)
# What is said of the channel, not that the campaign should use it.
_OTHER_AFTER = re.compile(
    r"^\s?-?(?:['’]s )?(?:followers?|users?|subscribers?|account|page|profile|sign-?ups?|list\b|følger\w*|brukere?|abonnent\w*|konto\w*|profil\w*|påmelding\w*|"
    r"side\b|siden vår|adresse\w*|address\w*|group\b|gruppe\b|marketing tool|subscriptions?|open rate|me\b|us\b|meg\b)",
    re.I,
)
_OTHER_BEFORE = re.compile(
    r"(?:sign(?:ed|ing)?[ -]?ups? (?:for|to)|subscrib\w+ (?:to|for)|abonn\w+ på|påmeld\w* til|melde? seg på|traffic to|trafikk til|follow\w*(?: us)? on|følger\w* (?:oss )?på|"
    r"(?:spend|spends|live|lives|active|are|is|er|aktive|finnes|henger) (?:mostly |mainly |mest |all day |a lot )?(?:on|på)|(?:sent|send|shoot|drop)\w*(?: me| us| meg| oss)(?: an?| en)?|(?:have|has|har) (?:\w+ ){0,3}|"
    r"readers? of|lesere av)\s(?:the |our |my |vår |vårt |your |an? )?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A channel in a text: its canonical name, where it stands, whether it is wanted."""

    name: str
    span: tuple[int, int]
    wanted: bool = True


def mentions(text: str, *, asked: bool = False) -> list[Mention]:
    """Return the channels that a statement names, in its order.

    Args:
        text: one statement.
        asked: whether it answers a question about channels; "x", "text" and "push" are channels then.
    """
    found = _found(text)
    strong = asked or any(text[span[0] : span[1]].lower() not in _WEAK for _, span in found)
    named = [
        (name, span)
        for name, span in found
        if strong and (name != "x" or asked or len(found) > 1) or not _weak(text, span)
    ]
    named = [(name, span) for name, span in named if not _about(text, span)]
    return list(_judged(text, named))


def chosen(known: list[str] | None, text: str, *, asked: bool = False) -> list[str] | None:
    """Return the channels as they are after a statement; None where nothing has been said of them yet."""
    found = mentions(text, asked=asked)
    if not found:
        return known
    wanted = list(dict.fromkeys(one.name for one in found if one.wanted))
    unwanted = {one.name for one in found if not one.wanted}
    anew = any(_ONLY.search(text[: one.span[0]]) for one in found[:1] if one.wanted) or _ALL_NEW.search(text)
    if wanted and anew:
        return wanted
    kept = [name for name in known or [] if name not in unwanted]
    kept.extend(name for name in wanted if name not in kept)
    return kept if kept or known is not None else None


@lru_cache(maxsize=64)
def _found(text: str) -> tuple[tuple[str, tuple[int, int]], ...]:
    """Return names and places; kept for a moment, since several fields of a statement ask for them."""
    return tuple(sorted(_find(text), key=lambda one: one[1]))


def _find(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    taken: list[tuple[int, int]] = []
    for match in _MENTION.finditer(text):
        taken.append(match.span())
        yield str(match.lastgroup), match.span()
    for word in _WORD.finditer(text):
        name = _misspelt(word[0].casefold())
        if name and not any(start < word.end() and word.start() < end for start, end in taken):
            yield name, word.span()


@lru_cache(maxsize=4096)
def _misspelt(word: str) -> str:
    """Return the channel that a word is a slip of; empty if it is none."""
    for name in _FUZZY:
        if word[0] == name[0] and abs(len(word) - len(name)) <= 1:
            if SequenceMatcher(None, word, name, autojunk=False).ratio() >= 0.82:
                return _FUZZY_NAMES.get(name, name)
    return ""


def _weak(text: str, span: tuple[int, int]) -> bool:
    word = text[span[0] : span[1]]
    if word.lower() not in _WEAK:
        return False
    led = re.search(r"\b(?:on|via|by|through|på|use|bruk|bruke)\s$", text[: span[0]][-12:], re.I)
    return not (led and (_NAMED.fullmatch(word) or word.lower() in ("mail", "text", "snap", "push")))


def _about(text: str, span: tuple[int, int]) -> bool:
    return bool(
        _OTHER_AFTER.search(text[span[1] : span[1] + 30]) or _OTHER_BEFORE.search(text[max(0, span[0] - 45) : span[0]])
    )


def _judged(text: str, named: list[tuple[str, tuple[int, int]]]) -> Iterator[Mention]:
    """Yield each with whether it is wanted: the nearest word before that switches decides, or one right behind."""
    wanted, since = True, 0
    for name, span in named:
        wanted = _switched(text[since : span[0]], wanted)
        since = span[1]
        after = _OFF_AFTER.search(text[span[1] : span[1] + 40])
        yield Mention(name, span, wanted and not after)


def _switched(gap: str, wanted: bool) -> bool:
    off = [found.span() for found in _OFF.finditer(gap)]
    on = [found.span() for found in _ON.finditer(gap) if not any(a <= found.start() < b for a, b in off)]
    switches = [(end, False) for _, end in off] + [(end, True) for _, end in on]
    if not switches:
        return wanted
    last, value = max(switches)
    # "don't use", "ikke bruk", "skal ikke med": the refusal rules the verb right behind it.
    refused = [end for end, on in switches if not on and last - end < 22 and end <= last]
    joined = re.search(r"\b(?:don['’]?t|not|never|won['’]?t|ikke|aldri|no)\s(?:\w+ ){0,2}\w*$", gap[:last], re.I)
    only = re.search(r"\b(?:not (?:only|just)|ikke (?:bare|kun))\b", gap, re.I)
    if only:
        return True
    return False if value and refused and joined else value
