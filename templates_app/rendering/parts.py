"""Buttons and cards that can be filled."""

from collections.abc import Callable

from templates_app.rendering import escaping, places
from templates_app.rendering.content import ButtonContent, CardContent
from templates_app.rendering.message import Button, RenderedCard
from templates_app.rendering.places import Escape
from templates_app.rendering.slots import Filled, Slots
from templates_app.rendering.tags import parse
from templates_app.rendering.variables import key_of, ordered


def compile_button(slots: Slots, button: ButtonContent, scope: str) -> Callable[[Filled], Button]:
    """A button whose address can be filled; of the other kinds nothing changes."""
    kind, text = button.kind, button.text
    if kind != "url":
        still = Button(kind, text, button.value or text)
        return lambda filled: still
    address = slots.address(button.value, scope)
    tags = list(places.in_address(parse(button.value).pieces))
    numbers = [slots.number(key_of(tag, scope), tag.fallback, escape) for tag, escape in tags]
    return lambda filled: Button(kind, text, address(filled), tuple([filled[number] for number in numbers]))


def compile_card(slots: Slots, card: CardContent, n: int, plain: Escape) -> Callable[[Filled], RenderedCard]:
    """A card that can be filled.

    Args:
        n: its place, counted from 1.
        plain: how values are escaped in its words.
    """
    scope = f"card{n}"
    image = slots.number(f"{scope}.image", card.image_url or None, escaping.picture)
    body = slots.same(card.body, plain, scope)
    numbers = slots.values(ordered(parse(card.body).tags, scope), card.body, scope, plain)
    buttons = [compile_button(slots, button, f"{scope}.button{m}") for m, button in enumerate(card.buttons, 1)]

    def fill(filled: Filled) -> RenderedCard:
        made = tuple([button(filled) for button in buttons])
        return RenderedCard(filled[image], body(filled), made, tuple([filled[number] for number in numbers]))

    return fill
