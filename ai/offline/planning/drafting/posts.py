"""Posts: an opening, something that was given, a closing; each sentence used once in a run."""

import random
from collections.abc import Iterator
from itertools import cycle

from ai.offline.planning.drafting.fitting import fitted, hashtag
from ai.offline.planning.drafting.frames import Frames
from ai.offline.planning.drafting.material import Material
from ai.planning import Channel, Draft

_FORMS = ("announcement", "question", "list", "story", "reminder")
_PRIVATE = frozenset(("email", "sms", "whatsapp", "push"))  # no hashtags there, and nobody to tag
_SOCIAL_CLOSINGS = ("tag ", "tagg ", "share ", "del ", "save this", "lagre dette")
_SHORT = 200  # characters of text below which a post is one or two sentences


class Posts:
    """Writes the posts of one run; what one has said, the next does not say again.

    Args:
        material: what may be said.
        words: the language's sentences.
        dice: decides what is chosen where several would do.
    """

    def __init__(self, material: Material, words: Frames, dice: random.Random) -> None:
        self.material, self.words = material, words
        self._openings = {form: _shuffled(words.openings[form], dice) for form in _FORMS}
        self._around = _shuffled(words.around, dice)
        self._dated = _shuffled(words.dated, dice)
        self._closings = _shuffled(words.closings, dice)
        self._subjects = list(words.subjects)
        self._said = _shuffled(material.sentences[1:], dice)
        self._points = _shuffled((*material.messages, *(fact.text for fact in material.facts if not fact.dated)), dice)
        self._notes = [fact.text for fact in material.facts if fact.dated]
        self._lists = 0
        first = dice.randrange(len(_FORMS))
        self._forms = cycle(_FORMS[first:] + _FORMS[:first])

    def post(self, channel: Channel) -> Draft:
        """Return the next post for a channel, within its limits."""
        form = next(self._forms)
        opening = self._opening(form)
        parts = [opening]
        if channel.text > _SHORT or len(opening) < channel.text // 2:
            parts += self._middle(form, channel)
        closing = self._closing(channel)
        body = _within(parts, closing, self._tail(channel), channel.text)
        title = fitted(self._subject(), channel.title) if channel.title else ""
        idea = self.words.ideas[form].format(name=self.material.name)
        return Draft(kind="social", platform=channel.name, title=title, body=body, idea=idea)

    def _opening(self, form: str) -> str:
        for each in (form, *_FORMS):
            if self._openings[each]:
                return self._openings[each].pop(0).format(name=self.material.name)
        return self.material.name

    def _middle(self, form: str, channel: Channel) -> list[str]:
        if form == "list":
            return self._list(channel)
        if form == "story" and self._said:
            told, self._said = self._said[:2], self._said[2:]
            return told
        if form == "reminder" and self._notes and self._dated:
            return [self._dated.pop(0).format(one=self._notes.pop(0))]
        return self._point()

    def _list(self, channel: Channel) -> list[str]:
        points = self.material.messages or tuple(fact.text for fact in self.material.facts)
        if len(points) < 2 or self._lists >= len(self.words.bullets):
            return self._point()
        mark = self.words.bullets[self._lists]
        self._lists += 1
        return ["\n".join(mark + point for point in points[:5])]

    def _point(self) -> list[str]:
        if self._points and self._around:
            return [self._around.pop(0).format(one=self._points.pop(0))]
        if self._said:
            return [self._said.pop(0)]
        return []

    def _closing(self, channel: Channel) -> str:
        for at, closing in enumerate(self._closings):
            if channel.name not in _PRIVATE or not closing.lower().startswith(_SOCIAL_CLOSINGS):
                return self._closings.pop(at)
        return ""

    def _subject(self) -> str:
        subject = self._subjects.pop(0) if self._subjects else "{name}"
        return subject.format(name=self.material.name)

    def _tail(self, channel: Channel) -> str:
        """Return link and hashtag, as far as the channel takes them."""
        link = self.words.more[0].format(link=self.material.link) if self.material.link else ""
        tag = hashtag(self.material.name) if channel.name not in _PRIVATE and channel.hashtags != 0 else ""
        return "\n\n".join(part for part in (link, tag) if part)


def _within(parts: list[str], closing: str, tail: str, limit: int) -> str:
    """Return as much as fits: tail and closing give way before what the post says."""
    for kept in ([*parts, closing, tail], [*parts, tail], [*parts, closing], parts, parts[:1]):
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
