"""The language that a user writes: Norwegian (`nb`) or English (`en`), by the small words of each."""

import re

from ai.planning import Conversation
from ai.text import words

Language = str
_ENGLISH = words(
    "the a an and or but we our us i my you your it its is are be was were will would should want to of for with from "
    "in on at by about this that not no yes have has do does can could let make please they them their who what when "
    "new more start next until only just also"
)
_NORWEGIAN = words(
    "og eller men vi vår vårt våre oss jeg min mitt du dere det den de er var blir skal vil bør ønsker å av for med "
    "fra i på til om denne dette ikke ingen ja nei har kan la hva hvem når en ei et som også kun bare mot hos ny nye "
    "nytt mer start neste uke uka skulle må hei takk"
)
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 2  # small words by which one language must lead for a single turn to decide
_READ = 5000


def tongue(conversation: Conversation) -> Language:
    """Return `nb` or `en`: as the user's last turn is written, else as the chat is, else as the company's zone has it.

    Args:
        conversation: read from its end; very long turns only in part.
    """
    mine = [turn.text[-_READ:] for turn in conversation.turns if turn.role == "user"]
    last = _lead(mine[-1]) if mine else 0
    lead = last if abs(last) >= _ENOUGH else _lead(" ".join(mine)[-_READ:])
    if lead:
        return "nb" if lead > 0 else "en"
    return "nb" if str(conversation.zone) == "Europe/Oslo" else "en"


def tongue_of(text: str) -> Language | None:
    """Return `nb` or `en`; None where the text leans to neither."""
    lead = _lead(text[:_READ])
    return None if not lead else "nb" if lead > 0 else "en"


def _lead(text: str) -> int:
    """Return by how many small words a text is Norwegian rather than English."""
    found = [word.casefold() for word in _WORD.findall(text)]
    norwegian = sum(word in _NORWEGIAN or any(char in "æøå" for char in word) for word in found)
    return norwegian - sum(word in _ENGLISH for word in found)
