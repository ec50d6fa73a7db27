"""What an author wrote, as plain data."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

HEADER_KINDS = ("text", "image", "video", "document")
BUTTON_KINDS = ("url", "phone", "reply")
SOURCE_FORMATS = ("html", "mjml")

# Everything that an approval is bound to, in the order in which people read it.
WRITTEN = (
    "header_kind",
    "header_text",
    "header_url",
    "subject",
    "preheader",
    "body",
    "footer",
    "buttons",
    "cards",
    "source_format",
    "source",
    "text",
)


@dataclass(frozen=True, slots=True)
class ButtonContent:
    """A button as it was written.

    Args:
        kind: one of `BUTTON_KINDS`.
        text: what stands on it.
        value: the address, which may hold merge tags; the number; or what a reply sends back.
    """

    kind: str
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class CardContent:
    """A card of a carousel as it was written.

    Args:
        image_url: its picture; empty where every call brings its own.
        body: its words.
        buttons: its buttons.
    """

    image_url: str = ""
    body: str = ""
    buttons: tuple[ButtonContent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionContent:
    """One version of a template.

    Args:
        channel: one of `core.channels.Channel`.
        template: the template's name.
        language: as ISO 639.
        header_kind: one of `HEADER_KINDS`, or empty for no header.
        header_text, header_url: the header's words, or its file.
        subject: an e-mail's subject, a push's title.
        preheader: an e-mail's words beside the subject.
        body: the message, of all but e-mails.
        footer: below the body.
        buttons: what can be pressed.
        cards: the carousel.
        source_format: one of `SOURCE_FORMATS`, for e-mails.
        source: an e-mail's HTML or MJML as it was written.
        text: an e-mail's own text alternative; empty where it is derived.
        html: the source made ready: clean HTML with its styles in place. Made by `preparing.prepare`.
        plain: the text alternative made ready.
    """

    channel: str
    template: str = ""
    language: str = ""
    header_kind: str = ""
    header_text: str = ""
    header_url: str = ""
    subject: str = ""
    preheader: str = ""
    body: str = ""
    footer: str = ""
    buttons: tuple[ButtonContent, ...] = ()
    cards: tuple[CardContent, ...] = ()
    source_format: str = ""
    source: str = ""
    text: str = ""
    html: str = ""
    plain: str = ""

    def written(self) -> dict[str, Any]:
        """What the author wrote, as JSON holds it."""
        data = asdict(self)
        return {name: _plain(data[name]) for name in WRITTEN}

    def fingerprint(self) -> str:
        """The SHA-256 of the channel and of what the author wrote: two versions with the same one say the same."""
        data = json.dumps([str(self.channel), self.written()], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()

    def ready(self, *, html: str, plain: str) -> "VersionContent":
        """The same with an e-mail's body made ready."""
        return replace(self, html=html, plain=plain)


def _plain(value: Any) -> Any:
    """Tuples as lists, all the way down."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
