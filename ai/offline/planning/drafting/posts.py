"""Posts: an opening, something that was given, a closing; each sentence used once in a run."""

import random
import re
from collections.abc import Iterator
from itertools import cycle

from ai.offline.planning.drafting.fitting import fitted, hashtag, untagged
from ai.offline.planning.drafting.frames import Frames
from ai.offline.planning.drafting.material import Material
from ai.planning import Channel, Draft

_FORMS = ("announcement", "question", "list", "story", "reminder")
_PRIVATE = frozenset(("email", "sms", "whatsapp", "push"))  # no hashtags there, and nobody to share with
_SHORT = 200  # characters of text below which a post is one or two sentences
_MOST_POINTS = 5
_SOBER = re.compile(
    r"\b(?:formal|professional|serious|sober|factual|calm|respectful|authoritative|elegant|formell\w*|profesjonell\w*|"
    r"seriøs\w*|saklig\w*|nøktern\w*|rolig\w*|respektfull\w*|faglig\w*)\b",
    re.I,
)
_LIVELY = re.compile(
    r"\b(?:playful|fun|funny|energetic|upbeat|enthusiastic|bold|cheerful|cheeky|leken\w*|lekent|morsom\w*|energisk\w*|"
    r"entusiastisk\w*|frisk\w*|gøy|frekk\w*)\b",
    re.I,
)


class Posts:
    """Writes the posts of one run; what one has said, the next does not say again.

    Args:
        material: what may be said.
        words: the language's sentences.
        tone: of the campaign; a sober one has no casual sentences, a lively one an exclamation mark.
        dice: decides what is chosen where several would do.
    """

    def __init__(self, material: Material, words: Frames, tone: str, dice: random.Random) -> None:
        self.material, self.words = material, words
        self._lively = bool(_LIVELY.search(tone)) and not _SOBER.search(tone)
        self._openings = {form: _shuffled(words.openings[form], dice) for form in _FORMS}
        self._frames = {
            "around": _shuffled(words.around, dice),
            "told": _shuffled(words.told, dice),
            "notes": _shuffled(words.notes, dice),
            "dated": _shuffled(words.dated, dice),
        }
        self._given = {
            "around": _shuffled(material.messages, dice),
            "told": list(material.sentences),
            "notes": [fact.text for fact in material.facts if not fact.dated],
            "dated": [fact.text for fact in material.facts if fact.dated],
        }
        casual = () if _SOBER.search(tone) else words.casual
        self._closings = _shuffled((*words.closings, *words.public, *casual), dice)
        self._subjects = list(words.subjects)
        self._listed = len(material.messages) < 2  # a list is written once: another would repeat it
        first = dice.randrange(len(_FORMS))
        self._forms = cycle(_FORMS[first:] + _FORMS[:first])

    def post(self, channel: Channel) -> Draft:
        """Return the next post for a channel, within its limits."""
        form = next(self._forms)
        if form == "list" and (self._listed or channel.text <= _SHORT):
            form = next(self._forms)
        opening = self._opening(form)
        middle = self._middle(form) if len(opening) < channel.text // 2 else []
        body = _within([opening, *middle], self._closing(channel), self._tail(channel), channel.text)
        body = untagged(body, channel.hashtags)
        title = fitted(self._subject(), channel.title) if channel.title else ""
        idea = self.words.ideas[form].format(name=self.material.name)
        return Draft(kind="social", platform=channel.name, title=title, body=body, idea=idea)

    def _opening(self, form: str) -> str:
        left = next((self._openings[each] for each in (form, *_FORMS) if self._openings[each]), None)
        if left is None:
            return self.material.name
        text = left.pop(0).format(name=self.material.name)
        return f"{text[:-1]}!" if self._lively and text.endswith(".") else text

    def _middle(self, form: str) -> list[str]:
        """Return what the post says, of the kind that suits its form if there is some of it left."""
        if form == "list":
            self._listed = True
            return ["\n".join(f"• {point}" for point in self.material.messages[:_MOST_POINTS])]
        wanted = {"story": ("told", "around"), "reminder": ("dated", "notes", "around")}.get(form, ("around",))
        for kind in (*wanted, "around", "told", "notes", "dated"):
            if self._given[kind] and self._frames[kind]:
                return [self._frames[kind].pop(0).format(one=self._given[kind].pop(0))]
        return []

    def _closing(self, channel: Channel) -> str:
        fits = (one for one in self._closings if channel.name not in _PRIVATE or one not in self.words.public)
        closing = next(fits, "")
        if closing:
            self._closings.remove(closing)
        return closing

    def _subject(self) -> str:
        subject = self._subjects.pop(0) if self._subjects else "{name}"
        return subject.format(name=self.material.name)

    def _tail(self, channel: Channel) -> str:
        """Return link and hashtag, as far as the channel takes them."""
        link = self.words.more.format(link=self.material.link) if self.material.link else ""
        tag = hashtag(self.material.name) if channel.name not in _PRIVATE and channel.hashtags != 0 else ""
        return "\n\n".join(part for part in (link, tag) if part)


def _within(parts: list[str], closing: str, tail: str, limit: int) -> str:
    """Return as much as fits: tail and closing give way before what the post says."""
    for kept in ([*parts, closing, tail], [*parts, tail], [*parts, closing], parts, [parts[0], closing], parts[:1]):
        body = "\n\n".join(part for part in kept if part)
        if len(body) <= limit:
            return body
    return fitted(parts[0], limit)


def _shuffled(texts: tuple[str, ...], dice: random.Random) -> list[str]:
    return dice.sample(list(texts), len(texts))


def order(channels: list[Channel], per_channel: int) -> Iterator[Channel]:
    """Yield the channels in turns, so that each is spread over the campaign."""
    for _ in range(per_channel):
        yield from channels
