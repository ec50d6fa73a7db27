"""What a partner sends: four fields that count, and whatever else is kept as it came."""

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    StrictStr,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from core.errors import Fault, InvalidError

_URL = TypeAdapter(HttpUrl)
_SPACE = re.compile(r"\s")
# Browsers, and so the parser, also take `http:host` and `https:\\host`; in a contract these are typing errors.
_ABSOLUTE = re.compile(r"https?://[^/\\?#\s]", re.IGNORECASE)

MESSAGES = {
    "missing": "is required",
    "string_type": "must be a string",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "list_type": "must be a list of URLs",
    "too_short": "must hold at least one URL",
    "too_long": "must hold at most {max_length} URLs",
    "model_type": "must be an object",
    "dict_type": "must be an object",
}


def _check_text(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "must not be empty")
    return text


def _check_url(text: str) -> str:
    """An absolute http or https URL; kept as it was written, since the partner knows its own addresses."""
    if not _ABSOLUTE.match(text) or _SPACE.search(text):
        raise PydanticCustomError("url", "must be an absolute http or https URL")
    try:
        _URL.validate_python(text)
    except ValidationError as error:
        raise PydanticCustomError("url", "must be an absolute http or https URL") from error
    return text


Text = Annotated[StrictStr, Field(min_length=1, max_length=255), AfterValidator(_check_text)]
Url = Annotated[StrictStr, Field(min_length=1, max_length=2083), AfterValidator(_check_url)]


class PartnerItem(BaseModel):
    """One item: what it is called, where it stands, and what it looks like.

    Args:
        material: addresses of images and videos, 1 to 50.
        name: as a campaign may be called.
        reference_id: the partner's own stable id.
        target_url: the landing page.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    material: Annotated[list[Url], Field(min_length=1, max_length=50)]
    name: Text
    reference_id: Text
    target_url: Url


class PartnerPayload(BaseModel):
    """The body of a partner's call."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    source: PartnerItem


def read_item(body: dict[str, Any]) -> PartnerItem:
    """The item in a partner's body.

    Raises:
        InvalidError: with every fault, in the order of the body's contract.
    """
    try:
        return PartnerPayload.model_validate(body).source
    except ValidationError as error:
        faults = [_fault(found) for found in error.errors(include_url=False, include_input=False)]
        raise InvalidError("The body is not valid.", faults=faults) from None


def _fault(found: Any) -> Fault:
    template = MESSAGES.get(found["type"])
    message = template.format(**found.get("ctx", {})) if template else found["msg"]
    return Fault(found["loc"], message, missing=found["type"] == "missing")
