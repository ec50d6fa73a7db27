"""What may stand in a contact: attributes, consent, language, time zone. Pure; forms, doors and imports ask here."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from core.channels import Channel
from core.errors import Fault

MOST_ATTRIBUTES = 100
LONGEST_KEY = 64
LONGEST_TEXT = 1_000
MOST_BYTES = 16_384
LONGEST_SOURCE = 255
GIVEN, WITHDRAWN = "given", "withdrawn"
STATUSES = (GIVEN, WITHDRAWN)
# No dot, since `attributes.<key>` names an attribute in filters; no braces or quotes, since merge tags name them too.
KEY = re.compile(r"[\w-](?:[\w -]*[\w-])?")
# Beyond these JSON's readers no longer agree on a number.
LARGEST = 2**53
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")

Checked = tuple[dict[str, Any], list[Fault]]


def attributes(values: Mapping[str, Any], path: tuple[str, ...] = ("attributes",)) -> Checked:
    """A contact's attributes as they are kept, and what is wrong with them.

    Args:
        values: by key; a text, a number, true or false. None and an empty text mean that there is no such attribute.
        path: where they stand in the input, for the faults.

    Returns:
        The good ones, and a fault for each other.
    """
    kept, faults = dict[str, Any](), list[Fault]()
    for key, value in values.items():
        problem = _key(key) or _value(value)
        if problem:
            faults.append(Fault((*path, str(key)[:LONGEST_KEY]), problem))
        elif value not in (None, ""):
            kept[key] = value
    if len(kept) > MOST_ATTRIBUTES:
        faults.append(Fault(path, f"A contact has at most {MOST_ATTRIBUTES} attributes."))
    elif not faults and len(json.dumps(kept, ensure_ascii=False).encode()) > MOST_BYTES:
        faults.append(Fault(path, f"The attributes of a contact take at most {MOST_BYTES // 1024} kB."))
    return kept, faults


def _key(key: object) -> str:
    if not isinstance(key, str) or len(key) > LONGEST_KEY or not KEY.fullmatch(key):
        return f"A name has at most {LONGEST_KEY} letters, digits, spaces, hyphens and underscores."
    return ""


def _value(value: object) -> str:
    if isinstance(value, str):
        return text(value, LONGEST_TEXT)
    if isinstance(value, float) and not math.isfinite(value):
        return "This is not a number."
    if isinstance(value, int | float) and abs(value) > LARGEST:
        return "The number is too large."
    return "" if value is None or isinstance(value, bool | int | float) else "Write a text, a number, true or false."


def text(value: str, longest: int) -> str:
    """What is wrong with a text; empty for nothing."""
    if len(value) > longest:
        return f"At most {longest:,} characters."
    return "It holds a character that cannot be kept." if "\x00" in value or _is_torn(value) else ""


def _is_torn(value: str) -> bool:
    """Whether half of a surrogate pair is in it, as JSON can write."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


def consent(values: Mapping[str, Any], *, now: datetime, path: tuple[str, ...] = ("consent",)) -> Checked:
    """A contact's consent as it is kept, and what is wrong with it.

    Args:
        values: by channel `{"status": "given" or "withdrawn", "source": …, "at": …}`; without a time it is `now`.
    """
    kept, faults = dict[str, Any](), list[Fault]()
    for channel, said in values.items():
        if channel not in Channel.values:
            faults.append(Fault((*path, str(channel)), f"There is no such channel. Use {', '.join(Channel.values)}."))
        elif not isinstance(said, Mapping):
            faults.append(Fault((*path, channel), "Say status, source and time."))
        else:
            faults.extend(Fault((*path, channel, name), message) for name, message in _consent_faults(said))
            kept[channel] = {
                "status": said.get("status"),
                "source": said.get("source") or "",
                "at": _instant(said.get("at"), now),
            }
    return kept, faults


def _consent_faults(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if said.get("status") not in STATUSES:
        yield "status", "Say given or withdrawn."
    source = said.get("source") or ""
    problem = text(source, LONGEST_SOURCE) if isinstance(source, str) else "Write a text."
    if problem:
        yield "source", problem
    if said.get("at") and _instant(said["at"], None) is None:
        yield "at", "Write an instant with its zone, for instance 2026-05-17T12:00:00Z."


def _instant(value: object, default: datetime | None) -> str | None:
    """An instant as ISO 8601 in UTC with `Z`; None for what is none."""
    found = value or default
    if isinstance(found, str):
        try:
            found = datetime.fromisoformat(found)
        except ValueError:
            return None
    if not isinstance(found, datetime) or found.tzinfo is None:
        return None
    try:
        return found.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except OverflowError:
        return None


def language(code: str) -> str:
    """What is wrong with a language's code; empty for nothing."""
    return "" if not code or _LANGUAGE.fullmatch(code) else "Write a code such as nb, en or pt-BR."


def time_zone(name: str) -> str:
    """What is wrong with a time zone's name; empty for nothing."""
    return "" if not name or name in available_timezones() else "This is not a time zone. Write one like Europe/Oslo."
