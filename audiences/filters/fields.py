"""What a filter can ask of: the fields, and the operators of each kind. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from audiences.addresses import phone
from core.fields import fold

IS, IS_NOT, CONTAINS, STARTS, IN = "is", "is not", "contains", "starts with", "in"
SET, NOT_SET = "is set", "is not set"
LESS, AT_MOST, MORE, AT_LEAST = "<", "<=", ">", ">="
BEFORE, AFTER, LAST_DAYS = "before", "after", "in the last n days"
MEMBER, NOT_MEMBER = "member of", "not member of"

TEXT_OPS = (IS, IS_NOT, CONTAINS, STARTS, IN, SET, NOT_SET)
NUMBER_OPS = (LESS, AT_MOST, MORE, AT_LEAST)
DATE_OPS = (BEFORE, AFTER, LAST_DAYS)
WITHOUT_VALUE = (SET, NOT_SET)


class Kind(StrEnum):
    """What a field holds, and so what can be asked of it."""

    TEXT = "text"
    ATTRIBUTE = "attribute"
    INSTANT = "instant"
    GROUP = "group"
    CONSENT = "consent"


OPERATORS: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: TEXT_OPS,
    Kind.ATTRIBUTE: (*TEXT_OPS, *NUMBER_OPS, *DATE_OPS),
    Kind.INSTANT: DATE_OPS,
    Kind.GROUP: (MEMBER, NOT_MEMBER),
    Kind.CONSENT: (IS, IS_NOT, SET, NOT_SET),
}


def _phone(text: str) -> str:
    """A number as it is kept, or the part of one without what people write between digits."""
    return phone(text) or "".join(letter for letter in text if letter not in " -()./")


def _as_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Field:
    """Something that is known of a contact.

    Args:
        name: as a filter writes it; before the dot where it has keys.
        label: as people read it.
        kind: what it holds.
        column: of the contact's table, as it is compared.
        form: brings what is asked for into the column's form.
    """

    name: str
    label: str
    kind: Kind
    column: str = ""
    form: Callable[[str], str] = _as_is


_ALL = (
    Field("email", "E-mail address", Kind.TEXT, "email", str.lower),
    Field("phone", "Phone", Kind.TEXT, "phone", _phone),
    Field("external_id", "Your id", Kind.TEXT, "external_id"),
    Field("first_name", "First name", Kind.TEXT, "first_name_folded", fold),
    Field("last_name", "Last name", Kind.TEXT, "last_name_folded", fold),
    Field("language", "Language", Kind.TEXT, "language"),
    Field("time_zone", "Time zone", Kind.TEXT, "time_zone"),
    Field("created_at", "Added", Kind.INSTANT, "created_at"),
    Field("updated_at", "Last changed", Kind.INSTANT, "updated_at"),
    Field("attributes", "Attribute", Kind.ATTRIBUTE, "attributes"),
    Field("consent", "Consent", Kind.CONSENT, "consent"),
    Field("group", "Group", Kind.GROUP),
)
FIELDS = {field.name: field for field in _ALL}
WITH_KEY = (Kind.ATTRIBUTE, Kind.CONSENT)
