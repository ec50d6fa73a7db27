"""A campaign's goal, only where the page states one in so many words."""

import re

from ai.offline.pages.blocks import Block
from ai.offline.pages.keypoints import sentences
from ai.offline.pages.zones import Zone

_STATED = re.compile(
    r"^(?:(?:our|the|this (?:campaign|project|fundraiser)'?s?|campaign) (?:main |overall )?(?:goal|aim|target|"
    r"objective)(?: (?:of|for|with) [^.!?]{3,60})? is (?:to|that)\b|we are (?:aiming|raising money) (?:to|for)\b|"
    r"(?:campaign|fundraising) (?:goal|target): |(?:målet(?: vårt)?|vårt mål|hovedmålet|kampanjens mål|"
    r"målet (?:med|for) [^.!?]{3,60}) er (?:å|at)\b|(?:kampanjemål|innsamlingsmål|mål for (?:kampanjen|"
    r"innsamlingen)): |(?:unser ziel|das ziel(?: der [^.!?]{3,40})?) ist\b|(?:vårt mål|"
    r"målet(?: med [^.!?]{3,60})?) är att\b)",
    re.I,
)
MAX_GOAL = 300


def goal_in_text(blocks: list[Block]) -> str | None:
    """Return the sentence in which the page states its goal; None if it states none."""
    for block in blocks:
        if block.zone is Zone.MAIN and block.linked < 0.5:
            for sentence in sentences(block.text):
                if len(sentence) <= MAX_GOAL and _STATED.match(sentence):
                    return sentence
    return None
