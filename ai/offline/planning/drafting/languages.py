"""Which sentences a language has; one that has none gets English."""

from ai.offline.planning.drafting import english, norwegian
from ai.offline.planning.drafting.frames import Frames, Long

_NORWEGIAN = frozenset(("nb", "nn", "no"))


def frames(language: str) -> Frames:
    """Return the sentences around posts."""
    return norwegian.FRAMES if language in _NORWEGIAN else english.FRAMES


def long(language: str) -> Long:
    """Return the sentences of articles and scripts."""
    return norwegian.LONG if language in _NORWEGIAN else english.LONG
