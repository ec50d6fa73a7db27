"""What an agency puts into a template: counted against what the template takes, and named as its variables are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import Fault, InvalidError
from templates_app.models import TemplateVersion
from templates_app.rendering.compiled import compile_version
from templates_app.rendering.variables import Variables

PAYLOAD = "template_payload"
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a carousel.

    Args:
        image_url: its picture; empty for the template's own.
        values: of its words, by position.
    """

    image_url: str = ""
    values: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Payload:
    """A template with what is put into it.

    Args:
        template_name: of an approved template.
        group_name: for whom.
        header, body: values by position.
        image_url: the header's picture; empty for the template's own.
        cards: of the carousel.
    """

    template_name: str
    group_name: str
    header: Sequence[str] = ()
    body: Sequence[str] = ()
    image_url: str = ""
    cards: Sequence[Card] = ()


@dataclass(slots=True)
class _Given:
    """Values by the names of the template's variables, and where in the call each is said."""

    values: dict[str, str] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)

    def put(self, name: str, value: str, path: Path) -> None:
        self.paths[name] = path
        if value:
            self.values[name] = value

    def put_all(self, names: Sequence[str], values: Sequence[str], path: Path, template: str) -> None:
        if len(names) != len(values):
            raise _invalid(path, f"The template “{template}” takes {_times(len(names))} here, {len(values)} came.")
        for place, (name, value) in enumerate(zip(names, values, strict=True)):
            self.put(name, value, (*path, place))


def values_of(version: TemplateVersion, payload: Payload) -> dict[str, str]:
    """The values by the names of the template's variables.

    Raises:
        InvalidError: what came is not what the template takes; it says what was expected.
    """
    template, variables = version.template.name, compile_version(version.content).variables
    given = _Given()
    given.put_all(variables.header, payload.header, (PAYLOAD, "header_variable"), template)
    given.put_all(variables.body, payload.body, (PAYLOAD, "body_variable"), template)
    _put_image(given, variables, payload.image_url, template)
    _put_cards(given, variables, payload.cards, template)
    _check_whole(version, variables, given)
    return given.values


def _put_image(given: _Given, variables: Variables, image_url: str, template: str) -> None:
    path = (PAYLOAD, "image_url")
    if "header.url" in variables.media:
        given.put("header.url", image_url, path)
    elif image_url:
        raise _invalid(path, f"The template “{template}” has no picture in its header.")


def _put_cards(given: _Given, variables: Variables, cards: Sequence[Card], template: str) -> None:
    path = (PAYLOAD, "cards")
    if len(cards) != len(variables.cards):
        expected = len(variables.cards) or "no"
        raise _invalid(path, f"The template “{template}” has {expected} cards, {len(cards)} came.")
    for place, (card, names) in enumerate(zip(cards, variables.cards, strict=True)):
        given.put(f"card{place + 1}.image", card.image_url, (*path, place, "card_image_url"))
        given.put_all(names, card.values, (*path, place, "card_body_variables"), template)


def _check_whole(version: TemplateVersion, variables: Variables, given: _Given) -> None:
    """Refuse what would leave everybody without a value, at the place where it should have been said."""
    # Whoever gets the message has an address of their own there.
    faults = compile_version(version.content).unfit(given.values, unsubscribe_url="https://unsubscribe.invalid/")
    for fault in faults:
        if fault.name in given.paths:
            raise _invalid(given.paths[fault.name], fault.message)
        if fault.name.partition(".")[2] or fault.name.isdecimal():
            message = f"The template “{version.template.name}” takes a value ({fault.name}) that no call can give."
            raise _invalid((PAYLOAD, "template_name"), message)


def _times(count: int) -> str:
    return {0: "no values", 1: "1 value"}.get(count, f"{count} values")


def _invalid(path: Path, message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault(path, message)])
