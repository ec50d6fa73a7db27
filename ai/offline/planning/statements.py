"""What a user says in a chat, sentence by sentence, each with the question that it answers.

Commands to the assistant itself, quoted mail, and talk of other times, other people or of what might be are no plan.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ai.offline.planning.topics import Topic, asked_for, labelled
from ai.planning import Turn

_MAX_TURN = 100_000
_MAX_STATEMENT = 2000
_BREAK = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+")
# A full stop that ends no sentence: ordinals before a month or "til", abbreviations.
_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.$")
_ON = re.compile(
    r"(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des|til|og|–|-|t\.o\.m|klasse|trinn|plass|juledag|kvartal|uke)",
    re.I,
)
_SHORT = re.compile(
    r"(?:^|[\s(])(?:kl|ca|f\.?eks|bl\.?a|nr|f\.?o\.?m|t\.?o\.?m|dvs|mr|mrs|dr|st|e\.?g|i\.?e|approx|vs|pga|ifm|"
    r"inkl|incl|no)\.$",
    re.I,
)
_COMMAND = re.compile(
    r"\b(?:ignor\w*|disregard|forget|override|bypass|glem|se bort fra|overse)\b[^.!?\n]{0,60}\b(?:instruction\w*|"
    r"prompts?|"
    r"guidelines|instruks\w*|ledetekst\w*)\b|"
    r"\b(?:system|developer) (?:prompt|message|override)\b|\byou are now\b|\bdu er nå en\b|\bact as (?:an?|the)\b|"
    r"^\s*(?:\[?(?:system|assistant|developer)\]?|<\|?\w+\|?>|###)\s*:?|\bjailbreak\b|\bnew instructions?\b|"
    r"\bnye instruks\w*",
    re.I,
)
_QUOTED = re.compile(
    r"^\s*(?:>|\|)|^-{3,} ?(?:original|forwarded|videresendt|opprinnelig)|^(?:on|den) .{5,80} (?:wrote|skrev):", re.I
)
_ASIDE = re.compile(
    r"\b(?:last (?:(?:month|week|quarter|day)(?! of)|year|time|spring|summer|autumn|fall|winter|christmas|"
    r"campaign)|previous(?:ly)?|in the past|(?:years?|months?|weeks?) ago|used to|back in (?:19|20)\d\d|(?:in|i) "
    r"20[01]\d|"
    r"(?:we|i|they|it) (?:once |had |have |already |only |mostly |mainly |also )*(?:used|tried|ran|did|went|"
    r"launched|got|"
    r"spent|targeted|worked|flopped|advertised|reached|made|posted|were|was|wanted|wasted|burned|promoted)\b|"
    r"competitors?|rivals?|their (?:campaign|ads?)|if we (?:had|were|ever|could)|what if|would have|could have|imagine|"
    r"suppose|hypothetically|some ?day|maybe later|perhaps later|next time|another (?:client|campaign|project)|"
    r"(?:thinks?|thought|suggest(?:s|ed)|says?|said) (?:that )?(?:we|i) (?:should|could|must|ought)|in theory|"
    r"i fjor|forrige|sist (?:gang|vi|år|høst|vår|sommer|vinter|jul)|tidligere (?:har|brukte|kjørte)|for \w+ (?:år|"
    r"måneder|uker) siden|pleide|"
    r"(?:vi|jeg|de|det|den) (?:brukte|prøvde|kjørte|hadde|gjorde|lanserte|fikk|testet|nådde|satset|var|gikk|"
    r"annonserte|postet|ville)\b|"
    r"(?:brukte|prøvde|kjørte|hadde|gjorde|testet|satset|nådde) (?:vi|jeg|de)\b|konkurrent\w*|hva om|tenk om|hvis "
    r"vi (?:hadde|kunne|noen)|"
    r"kanskje senere|neste gang|en annen (?:gang|kampanje|kunde)|(?:mener|synes|foreslo|foreslår|sa|sier) (?:at "
    r")?vi (?:bør|burde|skulle|må)|"
    r"i teorien|ville (?:ha|vært))\b",
    re.I,
)
_CONTRAST = re.compile(
    r"[,;]?\s+(?:but|however|whereas|though|men|mens|derimot)\b[\s,]*|,\s+(?=(?:this time|now|denne gang\w*|nå|i "
    r"år)\b)",
    re.I,
)
_DOUBT = re.compile(
    r"\b(?:should (?:we|i)|do you (?:think|know|recommend)|would it|is (?:it|that)|does|are (?:there|they)|why|how "
    r"(?:much|many|does|do)|"
    r"worth|what do you|which|what (?:is|are|would)|who|bør (?:vi|jeg)|burde (?:vi|jeg)|er det|tror du|synes du|"
    r"lønner|hvorfor|hvordan|"
    r"hvor (?:mye|mange)|hva (?:er|tror|synes|koster|foreslår|anbefaler)|hvilke\w*|hvem|anbefaler du|skal vi)\b",
    re.I,
)
_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|sure|ok(?:ay)?|sounds? good|perfect|exactly|correct|right|great|agreed|ja|jepp|jada|"
    r"gjerne|stemmer|"
    r"riktig|nettopp|perfekt|høres (?:bra|fint) ut|flott|enig|greit)\b[\s,.!]*(?:please|takk|thanks|gjerne|"
    r"absolutely|do that|"
    r"let'?s do that|det er (?:bra|fint|riktig)|sounds good|høres bra ut)?",
    re.I,
)


_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_SEVERAL: frozenset[Topic] = frozenset(("messages", "dates", "channels", "brief"))  # take more than a sentence


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the user's.

    Attributes:
        text: without its label.
        topics: what the question that it answers, or its label, asks for.
        first: whether it is the first sentence of its turn, or stands behind a label.
        turn: number of its turn.
    """

    text: str
    topics: frozenset[Topic] = frozenset()
    first: bool = False
    turn: int = 0


def statements(turns: tuple[Turn, ...]) -> Iterator[Statement]:
    """Yield what the user says that can be part of a plan, oldest first."""
    question = ""
    for number, turn in enumerate(turns):
        if turn.role == "assistant":
            question = last_question(turn.text)
            continue
        text = turn.text[:_MAX_TURN]
        agreed = _YES.match(text)
        if agreed and question and agreed.end():
            yield Statement(question, turn=number)
            text = text[agreed.end() :]
        for each in _of_turn(text, asked_for(question)):
            yield replace(each, turn=number)
        question = ""


def last_question(text: str) -> str:
    """Return what an assistant's turn asks: its last question, else its last sentence."""
    said = [sentence for line in text[-5000:].splitlines() for sentence in sentences(line)]
    asked = [sentence for sentence in said if sentence.rstrip("*_ ").endswith("?")]
    return (asked or said or [""])[-1]


def commands(text: str) -> bool:
    """Return whether a text tries to command the assistant itself."""
    return bool(_COMMAND.search(text))


def sentences(line: str) -> list[str]:
    """Return the sentences of a line; ordinals and abbreviations end none."""
    found: list[str] = []
    for piece in _BREAK.split(line):
        if found and ((_ORDINAL.search(found[-1]) and _ON.match(piece)) or _SHORT.search(found[-1])):
            found[-1] += f" {piece}"
        elif piece.strip():
            found.append(piece)
    return [piece.strip()[:_MAX_STATEMENT] for piece in found]


def _of_turn(text: str, topics: frozenset[Topic]) -> Iterator[Statement]:
    """Yield the statements of one turn; a label at a line's head holds for the list below it too."""
    below: frozenset[Topic] = frozenset()
    first = True
    for line in text.splitlines():
        if not line.strip() or _QUOTED.search(line):
            below = below if line.strip() else frozenset()
            continue
        bullet = bool(_BULLET.match(line))
        below = below if bullet else frozenset()
        for sentence in sentences(_BULLET.sub("", line)):
            topic, rest = labelled(sentence)
            below = frozenset({topic}) if topic else below
            if _COMMAND.search(sentence):
                return  # and what follows: it belongs to the same attempt
            for clause in _planned(rest):
                yield Statement(clause, below or topics, first or bool(below))
                first = first and clause.endswith("?")  # the answer may come after a question back
            below = below if below & _SEVERAL else frozenset()


def _planned(sentence: str) -> Iterator[str]:
    """Yield the clauses that speak of this campaign, not of another time, of other people, or in doubt."""
    if _ASIDE.search(sentence):
        clauses = [clause for clause in _CONTRAST.split(sentence) if clause]
        yield from (clause for clause in clauses if not _ASIDE.search(clause))
    elif not (sentence.rstrip().endswith("?") and _DOUBT.search(sentence)):
        yield sentence
