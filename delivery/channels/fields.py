"""What an account of each kind must know: the fields, and the checks of what somebody entered."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings

from core.errors import Fault, InvalidError

Kind = Literal["text", "email", "host", "url", "integer", "number", "choice", "long"]

_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]{1,253}")
_HOST = re.compile(r"\[?[0-9A-Za-z.:_-]{1,253}\]?")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that an account must know.

    Args:
        name: in the settings, or among the secrets.
        label: for people.
        kind: what is entered.
        required: whether it may be left empty.
        default: what is meant where nothing is entered.
        secret: whether it is kept encrypted and never shown again.
        choices: of a choice: value and label.
        help: a sentence beside it.
        most: the largest number, or the most characters.
        least: the smallest number.
        check: a further check of a text; raises ValueError with a sentence.
    """

    name: str
    label: str
    kind: Kind = "text"
    required: bool = True
    default: Any = ""
    secret: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    most: float = 500
    least: float = 0
    check: Callable[[str], None] | None = None


def checked(fields: Iterable[Field], given: Mapping[str, Any], *, kept: Iterable[str] = ()) -> dict[str, Any]:
    """What was entered, in its types and with the defaults.

    Args:
        fields: what is asked for.
        given: what was entered, by name.
        kept: secrets that stay as they are where nothing was entered.

    Raises:
        InvalidError: with every fault.
    """
    values, faults = {}, list(_strangers(fields, given))
    for field in fields:
        entered = given.get(field.name)
        if _is_empty(entered) and field.name in kept:
            continue
        try:
            values[field.name] = _value(field, entered)
        except ValueError as error:
            faults.append(Fault([field.name], str(error), missing=_is_empty(entered)))
    if faults:
        raise InvalidError("The account's settings are not complete.", faults=faults)
    return values


def _strangers(fields: Iterable[Field], given: Mapping[str, Any]) -> Iterator[Fault]:
    known = {field.name for field in fields}
    return (Fault([name], "There is no such setting.") for name in given if name not in known)


def _value(field: Field, entered: Any) -> Any:
    if _is_empty(entered):
        if field.required and field.default == "":
            raise ValueError("This is required.")
        return field.default
    if field.kind in ("integer", "number"):
        return _number(field, entered)
    value = _text(field, entered)
    if field.check is not None:
        field.check(value)
    return value


def _number(field: Field, entered: Any) -> int | float:
    try:
        value = int(str(entered)) if field.kind == "integer" else float(str(entered))
    except ValueError:
        raise ValueError("Enter a number.") from None
    if not math.isfinite(value) or not field.least <= value <= field.most:
        raise ValueError(f"Enter a number from {field.least:g} to {field.most:g}.")
    return value


def _text(field: Field, entered: Any) -> str:
    value = str(entered).strip()
    if len(value) > field.most:
        raise ValueError(f"At most {field.most:,.0f} characters.")
    if (field.kind != "long" and any(ord(letter) < 32 or ord(letter) == 127 for letter in value)) or "\0" in value:
        raise ValueError("This has a character that cannot be used here.")
    if field.kind == "choice" and value not in dict(field.choices):
        raise ValueError("There is no such choice.")
    if field.kind == "email" and not _EMAIL.fullmatch(value):
        raise ValueError("Enter an e-mail address.")
    if field.kind == "host" and not _HOST.fullmatch(value):
        raise ValueError("Enter the name of a server, without https:// and without a port.")
    return _url(value) if field.kind == "url" else value


def _url(value: str) -> str:
    """An address that a key may be sent to: encrypted, or opened by the operator."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ValueError("Enter an address like https://api.example.com.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ValueError("Enter an address like https://api.example.com.")
    if parts.scheme == "http" and not is_opened(parts.hostname, port or 80):
        raise ValueError("The address must begin with https://, since the key is sent there.")
    return value


def is_opened(host: str, port: int) -> bool:
    """Whether the operator has opened a server by OUTBOUND_ALLOW."""
    pair = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return pair.lower() in {entry.partition("/")[0].lower() for entry in settings.OUTBOUND_ALLOW}


def _is_empty(entered: Any) -> bool:
    return entered is None or (isinstance(entered, str) and not entered.strip())
