"""From JSON or a form to a version's content: every fault with its path, nothing unknown taken."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr, ValidationError

from core.errors import Fault, InvalidError
from templates_app.limits import LONGEST_DRAFT
from templates_app.rendering.content import WRITTEN, ButtonContent, CardContent, VersionContent

Model = TypeVar("Model", bound=BaseModel)

MESSAGES = {
    "missing": "This is needed.",
    "string_type": "This must be a text.",
    "string_too_long": "At most {max_length} characters.",
    "list_type": "This must be a list.",
    "tuple_type": "This must be a list.",
    "too_long": "At most {max_length} of them.",
    "model_type": "This must be an object.",
    "extra_forbidden": "There is no such field.",
    "literal_error": "This must be {expected}.",
}


def _tidy(text: str) -> str:
    """Browsers end lines with two characters, which platforms would count; PostgreSQL takes no NUL."""
    return text.replace("\r\n", "\n").replace("\x00", "")


Short = Annotated[StrictStr, Field(max_length=5_000), AfterValidator(_tidy)]
Long = Annotated[StrictStr, Field(max_length=LONGEST_DRAFT), AfterValidator(_tidy)]


class Part(BaseModel):
    """A piece of JSON that takes nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Button(Part):
    kind: Literal["url", "phone", "reply"]
    text: Short = ""
    value: Short = ""


class _Card(Part):
    image_url: Short = ""
    body: Short = ""
    buttons: Annotated[tuple[_Button, ...], Field(max_length=10)] = ()


class Written(Part):
    """What an author writes, as JSON holds it."""

    header_kind: Literal["", "text", "image", "video", "document"] = ""
    header_text: Short = ""
    header_url: Short = ""
    subject: Short = ""
    preheader: Short = ""
    body: Long = ""
    footer: Short = ""
    buttons: Annotated[tuple[_Button, ...], Field(max_length=20)] = ()
    cards: Annotated[tuple[_Card, ...], Field(max_length=20)] = ()
    source_format: Literal["", "html", "mjml"] = ""
    source: Long = ""
    text: Long = ""


def read_content(data: Mapping[str, Any], *, channel: str, name: str = "", language: str = "") -> VersionContent:
    """What an author wrote.

    Args:
        data: by the names of `Written`.
        channel, name, language: of the template.

    Raises:
        InvalidError: with every fault.
    """
    return content_of(validated(Written, data), channel=channel, name=name, language=language)


def content_of(written: Written, *, channel: str, name: str = "", language: str = "") -> VersionContent:
    """The same as plain data."""
    texts = {part: getattr(written, part) for part in WRITTEN if part not in ("buttons", "cards")}
    return VersionContent(
        channel=str(channel),
        template=name,
        language=language,
        buttons=_buttons(written.buttons),
        cards=tuple(CardContent(card.image_url, card.body, _buttons(card.buttons)) for card in written.cards),
        **texts,
    )


def validated(model: type[Model], data: Any) -> Model:
    """Data as a model understands it.

    Raises:
        InvalidError: with every fault.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [_fault(found) for found in error.errors(include_url=False, include_input=False)]
        first = faults[0]
        raise InvalidError(f"{first.name}: {first.message}" if first.path else first.message, faults=faults) from None


def _buttons(buttons: tuple[_Button, ...]) -> tuple[ButtonContent, ...]:
    return tuple(ButtonContent(button.kind, button.text, button.value) for button in buttons)


def _fault(found: Any) -> Fault:
    template = MESSAGES.get(found["type"])
    message = template.format(**found.get("ctx", {})) if template else found["msg"]
    return Fault(found["loc"], message, missing=found["type"] == "missing")
