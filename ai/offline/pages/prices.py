"""The price that a page's visible text asks, told from fees, former prices and the prices of other things."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ai.contract import Price
from ai.offline.pages import pricewords as words
from ai.offline.pages.blocks import HEADINGS, Block
from ai.offline.pages.clues import Setting
from ai.offline.pages.currencies import currency_of
from ai.offline.pages.numbers import amount_of
from ai.offline.pages.zones import Zone

MAX_LOOKED_AT = 4000  # blocks
ENOUGH = 3  # points below which an amount is not the price of the page's subject
LONGEST_CAPTION = 50  # characters
_LIST_PAGE = 3  # so many different unlabelled prices, and none of them is the page's own


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount of money in the text, with its points for being the page's price."""

    price: Price
    points: int
    labelled: bool
    confidence: float


def price_in_text(blocks: list[Block], setting: Setting) -> tuple[Price, float] | None:
    """Return the page's price and its confidence; None if none stands out, as on a page that lists several things.

    Args:
        blocks: the visible page.
        setting: for the currency of signs that mean several.
    """
    found: list[Candidate] = []
    before: Block | None = None
    for block in blocks[:MAX_LOOKED_AT]:
        if block.zone in (Zone.MAIN, Zone.SIDE):
            found.extend(_in_block(block, before, setting))
        before = block
    good = [candidate for candidate in found if candidate.points >= ENOUGH]
    if not good:
        return None
    best = max(good, key=lambda candidate: candidate.points)  # the first of equals
    equals = {candidate.price.amount for candidate in good if candidate.points == best.points}
    if len(equals) >= _LIST_PAGE and not best.labelled:
        return None
    return best.price, best.confidence


def _in_block(block: Block, before: Block | None, setting: Setting) -> list[Candidate]:
    if words.OLD_HINT.search(block.hints):
        return []
    caption = before.text if before and before.kind not in HEADINGS else ""
    found: list[Candidate | None] = []
    # An inline element may hold the former price beside the present one.
    for line in "".join(f" {run}" for run, hint in block.runs if not words.OLD_HINT.search(hint)).split("\n"):
        found.extend(_in_line(line.strip(), caption if len(caption) <= LONGEST_CAPTION else "", block, setting))
        caption = line.strip() or caption
    return [candidate for candidate in found if candidate]


def _in_line(line: str, caption: str, block: Block, setting: Setting) -> Iterator[Candidate | None]:
    after = 0
    for match in words.MONEY.finditer(line):
        if match["pre"] or match["post"] or match["dash"]:
            yield _candidate(match, line[max(after, match.start() - 60) : match.start()], caption, block, setting)
            after = match.end()


def _candidate(match: re.Match[str], lead: str, caption: str, block: Block, setting: Setting) -> Candidate | None:
    rest = match.string[match.end() : match.end() + 40]
    near = re.split(r"[.!?;]\s", lead)[-1]
    # A label stands right before the amount, or in the block before when the amount stands by itself.
    label = near if any(char.isalpha() for char in near) else caption
    if words.PER_UNIT.match(rest) or words.AFTER.match(rest):
        return None
    strong = words.STRONG.search(label)
    if words.OTHER.search(label) and not strong:
        return None
    price = _price(match, label, rest, strong[0] if strong else None, setting)
    if price is None:
        return None
    plain_label = bool(words.LABEL.search(label))
    hinted = bool(words.HINT.search(block.hints)) or any(words.HINT.search(hint) for _, hint in block.runs)
    alone = len(match.string) - (match.end() - match.start()) <= 12
    points = (
        5 * bool(strong)
        + 3 * (plain_label or bool(words.LABEL.search(rest[:20]) and alone))
        + 3 * hinted
        + 2 * (alone and not plain_label)
        + (block.zone is Zone.MAIN)
        + (block.kind in HEADINGS)
    )
    confidence = 0.75 if strong or (hinted and alone) else 0.65 if plain_label or hinted else 0.5
    return Candidate(price, points, bool(strong), confidence - (0.15 if price.currency is None else 0))


def _price(match: re.Match[str], label: str, rest: str, name: str | None, setting: Setting) -> Price | None:
    low = amount_of(match["low"])
    if not low:
        return None
    high = amount_of(match["high"]) if match["high"] else None
    sign = match["pre"] or match["post"] or match["dash"]
    period = next((period for pattern, period in words.PERIODS if pattern.match(rest)), None)
    return Price(
        amount=low,
        currency=currency_of(sign, setting),
        amount_to=high if high and high > low else None,
        starting=bool(words.STARTING.search(label)) or bool(high and high > low),
        period=period or ("month" if words.MONTHLY.search(label) else None),
        label=name[0].upper() + name[1:] if name else None,
    )
