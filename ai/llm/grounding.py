"""Whether a text says only what the material says, as far as a machine can tell: its figures and its links."""

import re
from collections.abc import Iterable
from datetime import datetime

_FIGURE = re.compile(r"\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?")
# "5 tips" is no claim; "5 %" and "kr 5" are.
_CLAIM = re.compile(
    r"(?P<before>(?:[$£€]|\b(?:kr|nok|eur|usd|gbp|sek|dkk))\s?)?(?P<figure>" + _FIGURE.pattern + r")"
    r"(?P<after>\s?(?:%|[$£€]|(?:kr|nok|eur|usd|gbp|sek|dkk|percent|prosent)\b))?",
    re.IGNORECASE,
)
_TIME_CODE = re.compile(
    r"\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{1,3}(?:\s?[-–]\s?\d{1,3})?\s?(?:s|sec|sek|seconds|sekunder)\b", re.I
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\"'\]]+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|no|net|org|io|co|info|biz|shop|store|app|dev|se|dk|uk|de|eu|ly|me|xyz|top|site|online)"
    r"\b(?:/[^\s<>()\"'\]]*)?",
    re.IGNORECASE,
)
_FRONT = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)


class Material:
    """All that may be stated as fact.

    Args:
        texts: what was given.
        moments: whose years, days and times of day may be named.
    """

    def __init__(self, texts: Iterable[str], moments: Iterable[datetime | None] = ()) -> None:
        known = [text for text in texts if text]
        dates = [f"{moment:%Y %m %d %H %M}" for moment in moments if moment]
        self._text = "\n".join(known).casefold()
        found = (figure for text in (*known, *dates) for figure in _FIGURE.findall(text))
        self._figures = {_digits(part) for figure in found for part in (figure, *_parts(figure))}
        self._links = {_bare(found) for found in _LINK.findall(self._text)}

    def bears(self, text: str, *, timed: bool = False) -> bool:
        """Whether every figure and every link of a text stands in the material.

        Args:
            text: to check.
            timed: whether it may count its own seconds, as a script does.
        """
        checked = _TIME_CODE.sub(" ", text) if timed else text
        if any(_bare(link) not in self._links for link in _LINK.findall(checked)):
            return False
        claims = _CLAIM.finditer(_LINK.sub(" ", checked))
        return all(self._bears_figure(claim) for claim in claims)

    def _bears_figure(self, claim: re.Match[str]) -> bool:
        digits = _digits(claim["figure"])
        small = len(digits) < 2 and not claim["before"] and not claim["after"]
        return small or self.holds_figure(claim["figure"])

    def holds(self, words: str) -> bool:
        """Whether each word stands in the material, in whatever order."""
        return all(word in self._text for word in re.findall(r"\w+", words.casefold()))

    def holds_figure(self, figure: str) -> bool:
        """Whether a number stands in the material, however its thousands are set off, or as a day and a month."""
        return _digits(figure) in self._figures or {_digits(part) for part in _parts(figure)} <= self._figures


def _digits(figure: str) -> str:
    """Return a number without what sets its thousands and decimals off: 1 250 000,00 as 1250000."""
    whole = re.sub(r"[.,]0{1,2}$", "", figure)
    return re.sub(r"\D", "", whole).lstrip("0") or "0"


def _parts(figure: str) -> list[str]:
    return re.findall(r"\d+", figure)


def _bare(link: str) -> str:
    return _FRONT.sub("", link.casefold()).rstrip("/.,;:!?…")
