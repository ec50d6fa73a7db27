"""The article and the video script: as long as what was given, with places marked where somebody has to write."""

import random

from ai.offline.planning.drafting.fitting import fitted, untagged
from ai.offline.planning.drafting.frames import Long
from ai.offline.planning.drafting.material import Material
from ai.planning import Channel, Draft

_ENOUGH = 250  # words from which an article needs no places marked
_LONGEST = 20_000
_MOST_SHOWN = 4
_SCREEN = 3  # words of a talking point on screen


def article(material: Material, words: Long, channel: Channel, dice: random.Random) -> Draft:
    """Return an article in Markdown; where too little was given, it marks what somebody has to write."""
    name = material.name
    intro = dice.choice(words.intro).format(name=name)
    readers = words.readers.format(audience=material.audience) if material.audience else ""
    opening = f"{intro} {readers}".strip()
    about = f"## {words.about}\n\n{_paragraphs(material.sentences)}" if material.sentences else ""
    facts = "\n".join(f"- {fact.text}" for fact in material.facts)
    points = [head.format(one=one) for head, one in zip(_heads(words, material), material.messages, strict=True)]
    enough = len(f"{about} {facts} {' '.join(points)}".split()) >= _ENOUGH
    sections = [opening, about]
    sections += [" ".join(f"{one}." for one in points)] if enough else [f"## {one}\n\n{words.point}" for one in points]
    sections += [f"## {words.facts}\n\n{facts}"] if facts else []
    sections += [] if enough else _unwritten(material, words)
    sections.append(f"## {words.end}\n\n{dice.choice(words.ending).format(name=name)}")
    sections += [material.link] if material.link else []
    title = fitted(dice.choice(words.titles).format(name=name), channel.title or 255)
    body = fitted("\n\n".join(one for one in sections if one), min(channel.text, _LONGEST))
    return Draft(kind="blog", platform=channel.name, title=title, body=body, idea=words.article.format(name=name))


def _paragraphs(sentences: tuple[str, ...]) -> str:
    """Return sentences in paragraphs of three."""
    return "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))


def _heads(words: Long, material: Material) -> list[str]:
    count = len(material.messages)
    return [*words.heads, *[words.heads[-1]] * count][:count]


def _unwritten(material: Material, words: Long) -> list[str]:
    """Return the sections that somebody has to write who knows."""
    missing = words.write[1:] if material.audience else words.write
    return [f"## {head}\n\n{text.format(name=material.name)}" for head, text in missing]


def script(material: Material, words: Long, channel: Channel, dice: random.Random) -> Draft:
    """Return a video script of scenes with picture, voice-over and text on screen, within the channel's limit."""
    name = material.name
    said = material.messages or tuple(one.rstrip(".") for one in material.sentences)
    spoken = [(dice.choice(words.first).format(name=name), name)]
    spoken += [(head.format(one=one), _screen(one)) for head, one in zip(words.shown, said[:_MOST_SHOWN], strict=False)]
    spoken.append((dice.choice(words.last).format(name=name), material.link or name))
    pictures = dice.sample(words.pictures, len(words.pictures))
    scenes = [_scene(words, pictures[at % len(pictures)], *one) for at, one in enumerate(spoken)]
    while len(scenes) > 2 and len(_numbered(scenes, words)) > channel.text:
        del scenes[-2]
    title = fitted(dice.choice(words.script_titles).format(name=name), channel.title or 100)
    body = untagged(fitted(_numbered(scenes, words), channel.text), channel.hashtags)
    return Draft(kind="script", platform=channel.name, title=title, body=body, idea=words.script.format(name=name))


def _scene(words: Long, picture: str, voice: str, screen: str) -> str:
    return f"{words.picture}: {picture}\n{words.voice}: {voice}\n{words.screen}: {screen}"


def _numbered(scenes: list[str], words: Long) -> str:
    return "\n\n".join(f"{words.scene.format(number=at)}\n{one}" for at, one in enumerate(scenes, start=1))


def _screen(text: str) -> str:
    """Return the first words of a talking point, for the screen."""
    said = text.split()
    return " ".join(said[:_SCREEN]) + ("…" if len(said) > _SCREEN else "")
