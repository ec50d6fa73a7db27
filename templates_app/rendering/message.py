"""A rendered message, as a channel sends it or a preview shows it."""

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the body.

    Args:
        kind: `text`, `image`, `video` or `document`.
        text: its words, where it is a text.
        url: where its file lies, where it is none.
    """

    kind: str
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press.

    Args:
        kind: `url`, `phone` or `reply`.
        text: what stands on it.
        value: the address, the number, or what a reply sends back.
        values: what was put into an address, by position, for channels that put it in themselves.
    """

    kind: str
    text: str
    value: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderedCard:
    """One card of a carousel.

    Args:
        image_url: its picture.
        body: its words.
        buttons: its buttons.
        values: what was put into its words, by position.
    """

    image_url: str
    body: str
    buttons: tuple[Button, ...]
    values: tuple[str, ...]


class Message(NamedTuple):
    """One message for one person; a tuple, because millions are made and a frozen dataclass takes four times as long.

    Args:
        channel: one of `core.channels.Channel`.
        template: the template's name; WhatsApp sends by it.
        language: as ISO 639.
        subject: an e-mail's subject, a push's title.
        preheader: an e-mail's words beside the subject in the inbox.
        header: what stands above the body; None for nothing.
        body: plain text, escaped as its channel wants it; empty for e-mail.
        html: an e-mail's body.
        text: the same e-mail as plain text.
        footer: what stands below the body.
        buttons: what can be pressed.
        cards: the carousel.
        header_values: what was put into the header, by position, for channels that render themselves.
        body_values: the same for the body.
    """

    channel: str
    template: str
    language: str
    subject: str
    preheader: str
    header: Header | None
    body: str
    html: str
    text: str
    footer: str
    buttons: tuple[Button, ...]
    cards: tuple[RenderedCard, ...]
    header_values: tuple[str, ...]
    body_values: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain values, for JSON."""
        return {
            **self._asdict(),
            "header": asdict(self.header) if self.header else None,
            "buttons": [asdict(button) for button in self.buttons],
            "cards": [asdict(card) for card in self.cards],
        }
