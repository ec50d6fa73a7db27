"""The variables of a template: which there are, in which part, and which must have a value."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from templates_app.rendering.content import VersionContent
from templates_app.rendering.tags import Tag, parse

# Filled by the sender, whatever a caller says.
UNSUBSCRIBE_URL = "unsubscribe_url"
RESERVED = frozenset({UNSUBSCRIBE_URL})


@dataclass(frozen=True, slots=True)
class Variables:
    """The names of a template's variables, by part, each in order of first appearance or by number.

    Numbers are counted anew in the header, in each card and in each button: there a variable's name is the part and the
    number (`header.1`, `card2.1`, `button1.1`). Everywhere else it is the number alone.

    Args:
        header, subject, preheader, body, footer, buttons: of that part. An e-mail's HTML and text are its body.
        cards: of each card's words.
        media: names under which a caller may bring another picture or file: `header.url`, `card1.image`.
        required: those without a fallback.
    """

    header: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    preheader: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    cards: tuple[tuple[str, ...], ...] = ()
    media: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, each once; the media come last."""
        cards = [name for card in self.cards for name in card]
        parts = (self.subject, self.preheader, self.header, self.body, self.footer, cards, self.buttons, self.media)
        return tuple(dict.fromkeys(name for part in parts for name in part))

    def as_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {**asdict(self), "required": sorted(self.required)}


def key_of(tag: Tag, scope: str) -> str:
    """A variable's name among all of its template.

    Args:
        scope: the part in which numbers are counted; empty for the message itself.
    """
    return f"{scope}.{tag.name}" if scope and tag.is_positional else tag.name


def ordered(tags: Iterable[Tag], scope: str) -> tuple[str, ...]:
    """The variables of a part: numbers by size, names in order of first appearance; reserved ones are left out."""
    found = [tag for tag in tags if tag.name not in RESERVED]
    if any(tag.is_positional for tag in found):
        found.sort(key=lambda tag: int(tag.name) if tag.is_positional else 100)
    return tuple(dict.fromkeys(key_of(tag, scope) for tag in found))


def texts_of(content: VersionContent) -> list[tuple[str, str, str]]:
    """Every text of a version that may hold merge tags: its part, the scope in which numbers are counted, the text."""
    buttons = [("buttons", f"button{n}", button.value) for n, button in enumerate(content.buttons, 1)]
    cards = [(f"card{n}", f"card{n}", card.body) for n, card in enumerate(content.cards, 1)]
    of_cards = [
        ("buttons", f"card{n}.button{m}", button.value)
        for n, card in enumerate(content.cards, 1)
        for m, button in enumerate(card.buttons, 1)
    ]
    return [
        ("subject", "", content.subject),
        ("preheader", "", content.preheader),
        ("header", "header", content.header_text if content.header_kind == "text" else ""),
        ("body", "", content.body or content.html),
        ("body", "", content.plain),
        ("footer", "", content.footer),
        *cards,
        *buttons,
        *of_cards,
    ]


def variables_of(content: VersionContent) -> Variables:
    """What a version asks for. An e-mail has to be made ready before."""
    parts: dict[str, list[str]] = {f"card{n}": [] for n, _ in enumerate(content.cards, 1)}
    required = set()
    for part, scope, text in texts_of(content):
        tags = parse(text).tags
        parts.setdefault(part, []).extend(ordered(tags, scope))
        required |= {key_of(tag, scope) for tag in tags if tag.fallback is None and tag.name not in RESERVED}
    media = [(f"card{n}.image", card.image_url) for n, card in enumerate(content.cards, 1)]
    if content.header_kind not in ("", "text"):
        media.insert(0, ("header.url", content.header_url))
    required |= {name for name, own in media if not own}
    rest: dict[str, Any] = {
        name: tuple(dict.fromkeys(found)) for name, found in parts.items() if not name.startswith("card")
    }
    cards = tuple(tuple(parts[f"card{n}"]) for n, _ in enumerate(content.cards, 1))
    return Variables(cards=cards, media=tuple(name for name, _ in media), required=frozenset(required), **rest)
