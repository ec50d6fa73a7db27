"""The article and the video script: as long as what was given, with places marked where somebody has to write."""

import random
from dataclasses import dataclass

from ai.offline.planning.drafting.fitting import fitted
from ai.offline.planning.drafting.material import Material
from ai.planning import Channel, Draft

_ENOUGH = 250  # words from which an article needs no places marked


@dataclass(frozen=True, slots=True)
class Long:
    """The words of one language around an article and a script."""

    titles: tuple[str, ...]
    intro: tuple[str, ...]
    about: str
    points: str
    facts: str
    end: str
    ending: tuple[str, ...]
    write: tuple[tuple[str, str], ...]
    point: str
    article: str
    script_titles: tuple[str, ...]
    scene: str
    picture: str
    voice: str
    screen: str
    pictures: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    script: str


_ENGLISH = Long(
    titles=("{name}: an introduction", "Getting to know {name}", "What is {name}?"),
    intro=("This article is about {name}.", "Here we go through what there is to say about {name}.", "In this article we look at {name}."),
    about="What it is about",
    points="What matters to us",
    facts="The facts",
    end="Where to go from here",
    ending=("If you have questions about {name}, we will answer them.", "Would you like to know more about {name}, you are welcome to contact us.", "If {name} made you curious, we would like to hear from you."),
    write=(
        ("Who it is for", "[To be written: who {name} is for, and what they get from it.]"),
        ("How it works", "[To be written: what happens, step by step.]"),
        ("Why now", "[To be written: why {name} comes now.]"),
    ),
    point="[To be written: an example that shows this.]",
    article="An article that introduces {name} section by section.",
    script_titles=("{name} – the video", "{name} in a short video", "A short film about {name}"),
    scene="SCENE {number}",
    picture="Picture",
    voice="Voice-over",
    screen="On screen",
    pictures=("Close-up that fits the words.", "A person looks into the camera and says it.", "A wide shot, calm movement.", "Hands at work, or a detail.", "The text alone on a plain background."),
    first=("This is about {name} – stay with us for a moment.", "We want to show you {name}.", "Come along and look at {name}."),
    last=("That was {name} – write to us if you have questions.", "So much for {name} – what would you like to see next?", "Now you have met {name} – tell us what you think of it."),
    script="A short video about {name}, scene by scene.",
)  # fmt: skip
_NORWEGIAN = Long(
    titles=("{name}: en introduksjon", "Bli kjent med {name}", "Hva er {name}?"),
    intro=("Denne artikkelen handler om {name}.", "Her går vi gjennom det som er å si om {name}.", "I denne artikkelen ser vi på {name}."),
    about="Hva det handler om",
    points="Det vi legger vekt på",
    facts="Fakta",
    end="Veien videre",
    ending=("Har du spørsmål om {name}, svarer vi på dem.", "Vil du vite mer om {name}, er du velkommen til å kontakte oss.", "Ble du nysgjerrig på {name}, vil vi gjerne høre fra deg."),
    write=(
        ("Hvem det er for", "[Skrives: hvem {name} er for, og hva de får ut av det.]"),
        ("Slik fungerer det", "[Skrives: hva som skjer, steg for steg.]"),
        ("Hvorfor nå", "[Skrives: hvorfor {name} kommer nå.]"),
    ),
    point="[Skrives: et eksempel som viser dette.]",
    article="En artikkel som presenterer {name} del for del.",
    script_titles=("{name} – videoen", "{name} i en kort video", "En kort film om {name}"),
    scene="SCENE {number}",
    picture="Bilde",
    voice="Fortellerstemme",
    screen="På skjermen",
    pictures=("Nærbilde som passer til ordene.", "En person ser i kamera og sier det.", "Et vidt bilde, rolig bevegelse.", "Hender i arbeid, eller en detalj.", "Bare teksten på en rolig bakgrunn."),
    first=("Dette handler om {name} – bli med et øyeblikk.", "Vi vil vise deg {name}.", "Bli med og se på {name}."),
    last=("Det var {name} – skriv til oss hvis du har spørsmål.", "Så langt om {name} – hva vil du se neste gang?", "Nå har du møtt {name} – fortell oss hva du synes."),
    script="En kort video om {name}, scene for scene.",
)  # fmt: skip


def long(language: str) -> Long:
    """Return the words of a language; English for one that has none."""
    return _NORWEGIAN if language in ("nb", "nn", "no", "da") else _ENGLISH


def article(material: Material, words: Long, channel: Channel, dice: random.Random) -> Draft:
    """Return an article in Markdown; where too little was given, it marks what somebody has to write."""
    name = material.name
    sections = [dice.choice(words.intro).format(name=name)]
    if material.sentences:
        sections.append(f"## {words.about}\n\n" + _paragraphs(material.sentences))
    for message in material.messages:
        sections.append(f"## {message}")
    if material.facts:
        sections.append(f"## {words.facts}\n\n" + "\n".join(f"- {fact.text}" for fact in material.facts))
    sections = _marked(sections, material, words)
    sections.append(f"## {words.end}\n\n{dice.choice(words.ending).format(name=name)}")
    if material.link:
        sections.append(material.link)
    title = fitted(dice.choice(words.titles).format(name=name), channel.title or 255)
    body = fitted("\n\n".join(sections), min(channel.text, 20_000))
    return Draft(kind="blog", platform=channel.name, title=title, body=body, idea=words.article.format(name=name))


def _paragraphs(sentences: tuple[str, ...]) -> str:
    """Return sentences in paragraphs of three."""
    return "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))


def _marked(sections: list[str], material: Material, words: Long) -> list[str]:
    """Add what has to be written by somebody who knows: below each point, and the sections that are missing."""
    if len(" ".join(sections).split()) >= _ENOUGH:
        return sections
    marked = [f"{one}\n\n{words.point}" if one.startswith("## ") and "\n" not in one else one for one in sections]
    return marked + [f"## {head}\n\n{text.format(name=material.name)}" for head, text in words.write]


def script(material: Material, words: Long, channel: Channel, dice: random.Random) -> Draft:
    """Return a video script of scenes with picture, voice-over and text on screen, within the channel's limit."""
    name = material.name
    said = [*material.messages[:4]] or [one.rstrip(".") for one in material.sentences[:3]]
    spoken = [(dice.choice(words.first).format(name=name), name)]
    spoken += [(f"{one}.", fitted(one, 40)) for one in said]
    spoken.append((dice.choice(words.last).format(name=name), material.link or name))
    scenes: list[str] = []
    pictures = dice.sample(words.pictures, len(words.pictures))
    for number, (voice, screen) in enumerate(spoken, start=1):
        lines = (
            words.scene.format(number=number),
            f"{words.picture}: {pictures[number % len(pictures)]}",
            f"{words.voice}: {voice}",
            f"{words.screen}: {screen}",
        )
        scenes.append("\n".join(lines))
    while len(scenes) > 2 and len("\n\n".join(scenes)) > channel.text:
        del scenes[-2]
    title = fitted(dice.choice(words.script_titles).format(name=name), channel.title or 100)
    body = fitted("\n\n".join(scenes), channel.text)
    return Draft(kind="script", platform=channel.name, title=title, body=body, idea=words.script.format(name=name))
