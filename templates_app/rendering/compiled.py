"""A version made ready to be filled many thousand times: its texts are taken apart once, its places known."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from core.channels import Channel
from core.errors import Fault, InvalidError
from templates_app.rendering import escaping, places
from templates_app.rendering.content import VersionContent
from templates_app.rendering.message import Header, Message
from templates_app.rendering.parts import compile_button, compile_card
from templates_app.rendering.places import Escape
from templates_app.rendering.slots import Filled, Slots, Still
from templates_app.rendering.tags import parse
from templates_app.rendering.variables import RESERVED, UNSUBSCRIBE_URL, variables_of

LONGEST_VALUE = 2_000
UNFIT = "UNFIT_VALUES"
T = TypeVar("T")
_Use = tuple[int, str | None, Escape]  # a slot's number, its fallback, and how it is escaped
_ADDRESSES = (escaping.whole_address, escaping.whole_address_in_html, escaping.picture)


class UnfitValuesError(InvalidError):
    """The values of one person do not fill a template; the faults name the variables."""

    code = UNFIT


class CompiledTemplate:
    """A version that can be filled.

    Attributes:
        content: what it was made of.
        variables: what it asks for.
        needs_unsubscribe: whether it holds the address by which somebody unsubscribes.
    """

    def __init__(self, content: VersionContent) -> None:
        self.content = content
        self.variables = variables_of(content)
        self._slots = slots = Slots()
        self._is_whatsapp = content.channel == Channel.WHATSAPP
        plain = escaping.for_whatsapp if self._is_whatsapp else escaping.as_it_is
        line = escaping.for_whatsapp if self._is_whatsapp else escaping.one_line
        buttons = [compile_button(slots, button, f"button{n}") for n, button in enumerate(content.buttons, 1)]
        cards = [compile_card(slots, card, n, plain) for n, card in enumerate(content.cards, 1)]
        header_values: tuple[int, ...] = ()
        body_values: tuple[int, ...] = ()
        if self._is_whatsapp:
            header_values = slots.values(self.variables.header, content.header_text, "header", line)
            body_values = slots.values(self.variables.body, content.body, "", plain)
        fills: dict[str, Callable[[Filled], Any]] = {
            "subject": slots.same(content.subject, escaping.one_line),
            "preheader": slots.same(content.preheader, escaping.one_line),
            "header": self._compile_header(line),
            "body": slots.same(content.body, plain),
            "html": slots.html(content.html),
            "text": slots.text(content.plain, places.in_text(parse(content.plain).pieces)),
            "footer": slots.same(content.footer, plain),
            "buttons": _each(buttons),
            "cards": _each(cards),
            "header_values": _picked(header_values),
            "body_values": _picked(body_values),
        }
        for name in ("channel", "template", "language"):
            fills[name] = Still(getattr(content, name))
        in_order = [fills[name] for name in Message._fields]
        self._parts = [fill.part if isinstance(fill, Still) else None for fill in in_order]
        self._moving = [(place, fill) for place, fill in enumerate(in_order) if not isinstance(fill, Still)]
        self.needs_unsubscribe = any(key == UNSUBSCRIBE_URL for key, _, _ in slots.numbers)
        self._plan: dict[str, list[_Use]] = {}
        for (key, fallback, escape), number in slots.numbers.items():
            self._plan.setdefault(key, []).append((number, fallback, escape))
        self._blank: Filled = [""] * len(slots.numbers)

    def _compile_header(self, line: Escape) -> Callable[[Filled], Header | None]:
        content = self.content
        kind = content.header_kind
        if not kind:
            return Still(None)
        if kind == "text":
            text = self._slots.same(content.header_text, line, "header")
            return lambda filled: Header("text", text(filled))
        number = self._slots.number("header.url", content.header_url or None, escaping.picture)
        return lambda filled: Header(kind, url=filled[number])

    def render(self, values: Mapping[str, str | None], *, unsubscribe_url: str = "") -> Message:
        """Fill it for one person.

        Args:
            values: by the names in `variables`. What is blank counts as missing: a fallback takes its place.
            unsubscribe_url: where this person unsubscribes; values cannot say it.

        Raises:
            UnfitValuesError: a value is missing, or too long, or no address where there must be one.
        """
        filled = self._fill(values, unsubscribe_url)
        parts = self._parts.copy()
        for place, fill in self._moving:
            parts[place] = fill(filled)
        return Message._make(parts)

    def unfit(self, values: Mapping[str, str | None], *, unsubscribe_url: str = "") -> list[Fault]:
        """Why these values do not fill it: one fault a variable, and none where they do."""
        found: dict[str, Fault] = {}
        for key, uses in self._plan.items():
            value = (unsubscribe_url if key in RESERVED else values.get(key)) or ""
            for _, fallback, escape in uses:
                if fault := _fault(key, value, fallback, escape):
                    found.setdefault(key, fault)
        return list(found.values())

    def _fill(self, values: Mapping[str, str | None], unsubscribe_url: str) -> Filled:
        """Every slot's text, escaped for its place; this runs once a recipient, so it does no more than it must."""
        filled = self._blank.copy()
        for key, uses in self._plan.items():
            value = (unsubscribe_url if key in RESERVED else values.get(key)) or ""
            is_fit = value and not value.isspace() and len(value) <= LONGEST_VALUE
            for number, fallback, escape in uses:
                if is_fit and (text := escape(value)):
                    filled[number] = text
                elif _fault(key, value, fallback, escape):
                    raise self._refusal(values, unsubscribe_url)
                else:
                    filled[number] = escape(fallback or "")
        return filled

    def _refusal(self, values: Mapping[str, str | None], unsubscribe_url: str) -> UnfitValuesError:
        faults = self.unfit(values, unsubscribe_url=unsubscribe_url)
        return UnfitValuesError(f"{faults[0].name}: {faults[0].message}", faults=faults)


def _each(fills: Sequence[Callable[[Filled], T]]) -> Callable[[Filled], tuple[T, ...]]:
    if not fills:
        return Still(())
    return lambda filled: tuple([fill(filled) for fill in fills])


def _picked(numbers: Sequence[int]) -> Callable[[Filled], tuple[str, ...]]:
    if not numbers:
        return Still(())
    return lambda filled: tuple([filled[number] for number in numbers])


def _fault(key: str, value: str, fallback: str | None, escape: Escape) -> Fault | None:
    """What is wrong with one value."""
    if not value or value.isspace():
        return None if fallback is not None else Fault([key], "A value is missing.", missing=True)
    if len(value) > LONGEST_VALUE:
        return Fault([key], f"The value has {len(value):,} characters; {LONGEST_VALUE:,} are taken.")
    if escape(value):
        return None
    return Fault([key], "The value is no address of the web." if escape in _ADDRESSES else "A value is missing.")


@lru_cache(maxsize=64)
def compile_version(content: VersionContent) -> CompiledTemplate:
    """Make a version ready to be filled; the same content is made ready once a process.

    Raises:
        InvalidError: a merge tag stands where no value may.
    """
    return CompiledTemplate(content)
