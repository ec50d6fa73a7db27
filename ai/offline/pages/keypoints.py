"""Three to five short things that the page itself says for its subject: its bullets first, then its sentences."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ai.contract import MAX_POINT, MAX_POINTS, MIN_POINTS, Fact
from ai.offline.pages.blocks import Block
from ai.offline.pages.zones import Zone
from ai.text import plain, words

SHORTEST = 9  # characters
LONGEST_LEAD = 400
_PARAGRAPHS = words("p div section td blockquote body main article")

_BEST_HEADING = re.compile(
    r"høydepunkt|highlight|key features|features|fordeler|kvaliteter|why |hvorfor|dette får du|what you get|"
    r"what'?s included|inkludert|kort fortalt|in short|at a glance|egenskaper|vorteile|auf einen blick|"
    r"höjdpunkter|fördelar|det får du|you will|du lærer|du får|program|line-?up|on (?:stage|the programme)|"
    r"good to know|verdt å vite",
    re.I,
)
_OTHER_HEADING = re.compile(
    r"vilkår|terms|conditions|kontakt|contact|follow|følg|links|lenker|nedlast|download|documents|dokumenter|"
    r"delivery|levering|betaling|payment|retur|returns|reviews|anmeldelser|omtaler|sponsor|partner",
    re.I,
)
_NOT_A_POINT = re.compile(
    r"cookie|informasjonskaps|personvern|privacy|all rights|©|copyright|javascript|nyhetsbrev|newsletter|log ?in|"
    r"logg inn|les mer|read more|click here|klikk her|sign up|meld deg på|abonner|subscribe|\bshare\b|del på|"
    r"\bprint\b|\bhttps?://|@\w|etter avtale|by appointment|org\.?\s?nr|vat |terms|vilkår|til toppen|back to top|"
    r"finn\s?kode|bestill|buy now|add to|legg i|kontakt|contact|last updated|sist oppdatert|^posted|^publi[sc]|"
    r"warenkorb|datenschutz|impressum",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»')]?\s+(?=[\"“«(]?[A-ZÆØÅÄÖÜÉ0-9])")
_ABBREVIATION = re.compile(
    r"(?:(?i:\b(?:kl|ca|nr|bl\.a|f\.eks|mr|mrs|dr|st|approx|min|max|inkl|ekskl|e\.g|i\.e|pr|tlf|z\.b|bzw|t\.o\.m|evt|vs|"
    r"jan|feb|apr|aug|sept?|okt|oct|nov|des|dec))|\b[A-ZÆØÅ])\.$",
)
_ORDINAL = re.compile(r"\b\d{1,2}\.$")
_MONTH = re.compile(r"(?:Jan|Feb|M[aä]r|Apr|Ma|Jun|Jul|Aug|Sep|O[kc]t|Nov|De[scz])")
_STAMP = re.compile(r"(?:posted|updated|last updated|published|added|sist oppdatert|oppdatert|publisert)\b", re.I)
_LABELLED = re.compile(r"^[^\W\d][^:.]{1,40}:\s")
_CONDITIONS = re.compile(
    r"\b(?:free (?:\w+ )?delivery|delivery|frakt|fraktfritt|shipping|levering|livraison|envío|lieferung|"
    r"verzending|retur|returns|gebyr|booking fee|deposit|depositum|versand|frakten)\b",
    re.I,
)


def key_points(blocks: list[Block], description: str, facts: list[Fact], taken: Iterable[str]) -> list[str]:
    """Return up to five points, at least three if the page has them.

    Args:
        blocks: the visible page.
        description: the page's own, whose sentences serve when its bullets do not suffice.
        facts: the last resort.
        taken: texts that need no repeating, such as the headline.
    """
    points = _Points(taken)
    points.add(_bullets(blocks))
    if len(points.found) < MIN_POINTS:
        points.add(_of_paragraphs(blocks, 18), stop_at=MIN_POINTS + 1)
    if len(points.found) < MIN_POINTS:
        points.add(sentences(description), stop_at=MIN_POINTS + 1)
    if len(points.found) < MIN_POINTS:
        points.add((f"{fact.label}: {fact.value}" for fact in facts), stop_at=MIN_POINTS)
    return points.found


def lead(blocks: list[Block]) -> str:
    """Return the first sentences of the main text as a description; empty if it has none."""
    found = ""
    for sentence in _of_paragraphs(blocks):
        if len(found) + len(sentence) > LONGEST_LEAD:
            break
        found = f"{found} {sentence}".strip()
    return found


def sentences(text: str) -> list[str]:
    """Return a text's sentences; abbreviations and ordinals ("14. März") end none, line breaks do."""
    found: list[str] = []
    for line in text[:20_000].split("\n"):
        pieces: list[str] = []
        for piece in _SENTENCE_END.split(line):
            if pieces and _goes_on(pieces[-1][-12:], piece):
                pieces[-1] += f" {piece}"
            else:
                pieces.append(piece)
        found.extend(piece.strip() for piece in pieces if piece.strip())
    return found


def _goes_on(end: str, start: str) -> bool:
    if end.endswith("kr."):
        return start[:1].isdigit()  # "kr. 500", but "500 kr. Så …"
    return bool(_ABBREVIATION.search(end) or (_ORDINAL.search(end) and _MONTH.match(start)))


class _Points:
    def __init__(self, taken: Iterable[str]) -> None:
        self.found: list[str] = []
        self.known = {plain(text) for text in taken if text}

    def add(self, candidates: Iterable[str], *, stop_at: int = MAX_POINTS) -> None:
        for text in candidates:
            if len(self.found) >= stop_at:
                return
            point = text.strip(" •·–-*✓✔►▪")
            if self._is_good(point):
                self.found.append(point)
                self.known.add(plain(point))

    def _is_good(self, point: str) -> bool:
        if not SHORTEST <= len(point) <= MAX_POINT or _NOT_A_POINT.search(point):
            return False
        # A phrase that ends on a colon or a comma is not complete.
        if point[-1] in ":,;…" or not any(char.isalpha() for char in point):
            return False
        letters = plain(point)
        return not any(letters in known or (len(known) > 20 and known in letters) for known in self.known)


def _bullets(blocks: list[Block]) -> Iterator[str]:
    """Yield list items: first those of a list of features, then those of any other list about the subject."""
    items = [block for block in blocks if _is_bullet(block)]
    sizes = Counter(block.group for block in items)
    items = [block for block in items if sizes[block.group] > 1]
    yield from (block.text for block in items if _BEST_HEADING.search(block.heading))
    yield from (block.text for block in items if ":" not in block.text[:40])


def _is_bullet(block: Block) -> bool:
    return (
        block.kind == "li"
        and block.zone is Zone.MAIN
        and block.linked < 0.5
        and not _OTHER_HEADING.search(block.heading)
        and not (len(block.parts) == 2 and len(block.text) < 40)  # a fact in a list
    )


def _of_paragraphs(blocks: list[Block], shortest: int = 1) -> Iterator[str]:
    """Yield the whole sentences of the main text's paragraphs, without labels and terms of sale."""
    for block in blocks:
        if not _is_paragraph(block):
            continue
        for sentence in sentences(_flowing(block.lines)):
            whole = sentence[-1] in ".!?" and len(sentence) >= shortest and len(sentence.split()) > 2
            if (
                whole
                and not _LABELLED.match(sentence)
                and not _CONDITIONS.search(sentence)
                and not _STAMP.match(sentence)
            ):
                yield sentence


def _is_paragraph(block: Block) -> bool:
    return (
        block.kind in _PARAGRAPHS
        and block.zone is Zone.MAIN
        and block.linked < 0.3
        and not _OTHER_HEADING.search(block.heading)
    )


def _flowing(lines: list[str]) -> str:
    """Join lines that were broken inside a sentence: the next one then begins with a small letter."""
    return "".join((" " if line[0].islower() else "\n") + line for line in lines).strip()
