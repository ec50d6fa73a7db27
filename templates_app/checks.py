"""Whether a version may be submitted: every rule of its channel, each fault with its place."""

import re
from collections.abc import Iterator

from core.channels import Channel
from core.errors import Fault, InvalidError
from templates_app.limits import (
    ADDRESS,
    BUTTON_TEXT,
    CARD_BODY,
    CARD_BUTTONS,
    LIMITS,
    MOST_VARIABLES,
    PHONE,
    REPLY_VALUE,
    Limits,
)
from templates_app.mail.preparing import prepare
from templates_app.rendering.content import SOURCE_FORMATS, ButtonContent, CardContent, VersionContent
from templates_app.rendering.tags import parse
from templates_app.rendering.variables import RESERVED, variables_of

Path = tuple[str | int, ...]

_WEB = re.compile(r"https?://[^/\\?#\s]\S*", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9][0-9 ]*")
NAMES = {
    "header_kind": "header",
    "header_text": "header",
    "header_url": "file in the header",
    "source": "source",
    "text": "text alternative",
}


def check(content: VersionContent) -> tuple[VersionContent, list[Fault]]:
    """Look at a version with every rule, and make it ready to be filled.

    Returns:
        The version, an e-mail's body ready where it has no fault; and the faults, in the order of the form.
    """
    found = list(_faults(content, LIMITS[content.channel]))
    if content.channel == Channel.EMAIL and content.source.strip():
        try:
            content = prepare(content)
        except InvalidError as error:
            return content.ready(html="", plain=""), [*found, *error.faults]
    if len(variables_of(content).names) > MOST_VARIABLES:
        found.append(Fault((), f"A template takes at most {MOST_VARIABLES} variables."))
    return content, found


def _faults(content: VersionContent, limits: Limits) -> Iterator[Fault]:
    yield from _strangers(content, limits)
    yield from _header(content, limits)
    for name, most in limits.lengths.items():
        text = getattr(content, name)
        if name == "header_text" and content.header_kind != "text":
            continue
        if name in limits.needed and not text.strip():
            yield Fault([name], "This is needed.", missing=True)
        if name == "source" and text and content.source_format not in SOURCE_FORMATS:
            yield Fault(["source_format"], "Say whether it is HTML or MJML.", missing=True)
        yield from _text(text, most, (name,))
    yield from _of_whatsapp(content)
    yield from _buttons(content.buttons, limits, ("buttons",))
    yield from _carousel(content, limits)


def _strangers(content: VersionContent, limits: Limits) -> Iterator[Fault]:
    """Parts that the channel has not."""
    for name, value in content.written().items():
        if value and name not in limits.parts:
            channel = Channel(content.channel).label
            yield Fault([name], f"{channel} has no {NAMES.get(name, name.replace('_', ' '))}.")


def _header(content: VersionContent, limits: Limits) -> Iterator[Fault]:
    kind = content.header_kind
    if not kind or not limits.headers:
        return
    if kind not in limits.headers:
        yield Fault(["header_kind"], f"The header can be: {', '.join(limits.headers)}.")
    elif kind == "text" and not content.header_text.strip():
        yield Fault(["header_text"], "This is needed, or choose no header.", missing=True)
    elif kind != "text" and content.header_url:
        yield from _address(content.header_url, ("header_url",))


def _text(text: str, most: int, path: Path) -> Iterator[Fault]:
    """A text with merge tags: how long it is, and how its tags are written."""
    parsed = parse(text)
    yield from (Fault(path, str(problem)) for problem in parsed.problems)
    if (used := len(parsed.literal)) > most:
        yield Fault(path, f"{used:,} characters; {most:,} are taken.")
    if any(tag.name in RESERVED and tag.fallback is not None for tag in parsed.tags):
        yield Fault(path, "The address to unsubscribe takes no fallback: it is always there.")
    tags = [tag for tag in parsed.tags if tag.name not in RESERVED]
    numbers = {int(tag.name) for tag in tags if tag.is_positional}
    if numbers and any(not tag.is_positional for tag in tags):
        yield Fault(path, "Name the variables, or number them: one text cannot do both.")
    elif numbers and numbers != set(range(1, len(numbers) + 1)):
        yield Fault(path, "Numbers of variables begin with 1 and leave none out.")


def _of_whatsapp(content: VersionContent) -> Iterator[Fault]:
    """What Meta refuses in templates beside lengths (“Template components”, and the reasons for a rejection)."""
    if content.channel != Channel.WHATSAPP:
        return
    if len({tag.name for tag in parse(content.header_text).tags}) > 1:
        yield Fault(["header_text"], "WhatsApp takes one variable in the header.")
    if parse(content.footer).tags:
        yield Fault(["footer"], "WhatsApp takes no variables in the footer.")
    pieces = parse(content.body.strip()).pieces
    if pieces and not (isinstance(pieces[0], str) and isinstance(pieces[-1], str)):
        yield Fault(["body"], "WhatsApp takes no variable at the very beginning or end.")


def _buttons(buttons: tuple[ButtonContent, ...], limits: Limits, path: Path) -> Iterator[Fault]:
    if len(buttons) > limits.most_buttons:
        yield Fault(path, f"{len(buttons)} buttons; {limits.most_buttons} are taken.")
    for kind, most in limits.buttons.items():
        if (used := sum(button.kind == kind for button in buttons)) > most:
            yield Fault(path, f"{used} buttons of the kind “{kind}”; {most} are taken.")
    for n, button in enumerate(buttons):
        yield from _button(button, limits, (*path, n))


def _button(button: ButtonContent, limits: Limits, path: Path) -> Iterator[Fault]:
    if button.kind not in limits.buttons:
        yield Fault((*path, "kind"), f"A button can be: {', '.join(limits.buttons) or 'none here'}.")
        return
    if not button.text.strip():
        yield Fault((*path, "text"), "This is needed.", missing=True)
    if len(button.text) > BUTTON_TEXT:
        yield Fault((*path, "text"), f"{len(button.text)} characters; {BUTTON_TEXT} are taken.")
    if parse(button.text).tags:
        yield Fault((*path, "text"), "The words on a button are the same for everybody.")
    if button.kind == "url":
        yield from _address(button.value, (*path, "value"), may_vary=True)
    elif button.kind == "phone" and (not _PHONE.fullmatch(button.value) or len(button.value) > PHONE):
        yield Fault((*path, "value"), "Write a number with its country code: +47 123 45 678.")
    elif button.kind == "reply" and len(button.value) > REPLY_VALUE:
        yield Fault((*path, "value"), f"{len(button.value)} characters; {REPLY_VALUE} are taken.")


def _address(url: str, path: Path, *, may_vary: bool = False) -> Iterator[Fault]:
    """An address of the web. One that may vary holds one merge tag: the whole of it, or its end."""
    yield from _text(url, ADDRESS, path)
    pieces = parse(url).pieces
    tags = parse(url).tags
    if tags and not may_vary:
        yield Fault(path, "Write the address without merge tags: a call can bring another one.")
    elif len(tags) > 1 or (tags and isinstance(pieces[-1], str)):
        yield Fault(path, "An address takes one merge tag, at its end.")
    literal = parse(url).literal
    if not (tags and may_vary and not literal) and not _WEB.fullmatch(literal):
        yield Fault(path, "Write an address of the web: https://…", missing=not url)


def _carousel(content: VersionContent, limits: Limits) -> Iterator[Fault]:
    if not content.cards or limits.cards is None:
        return
    fewest, most = limits.cards
    if not fewest <= len(content.cards) <= most:
        yield Fault(["cards"], f"A carousel has {fewest} to {most} cards, not {len(content.cards)}.")
    for name in ("header_kind", "footer", "buttons"):
        if getattr(content, name):
            yield Fault([name], f"Beside cards there is no {NAMES.get(name, name)}; only a body.")
    shapes = {(bool(card.body.strip()), tuple(button.kind for button in card.buttons)) for card in content.cards}
    if len(shapes) > 1:
        yield Fault(["cards"], "All cards are alike: the same kinds of buttons in order, all with words or none.")
    for n, card in enumerate(content.cards):
        yield from _card(card, limits, ("cards", n))


def _card(card: CardContent, limits: Limits, path: Path) -> Iterator[Fault]:
    if card.image_url:
        yield from _address(card.image_url, (*path, "image_url"))
    yield from _text(card.body, CARD_BODY, (*path, "body"))
    if len(card.buttons) > CARD_BUTTONS:
        yield Fault((*path, "buttons"), f"{len(card.buttons)} buttons; a card takes {CARD_BUTTONS}.")
    for n, button in enumerate(card.buttons):
        yield from _button(button, limits, (*path, "buttons", n))
