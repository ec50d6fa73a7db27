"""What a company's systems report of people, event by event: read strictly, refused one by one. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from audiences import addresses
from core.errors import Fault, InvalidError

LONGEST_NAME = 128
LONGEST_IDENTITY = 255
MOST_PARAMS = 100
LONGEST_PARAMS = 16_384
AHEAD = timedelta(hours=24)
_ZONE = "Give the time with its zone, for instance 2027-03-01T09:00:00Z."


@dataclass(frozen=True, slots=True)
class Event:
    """Something that somebody did.

    Args:
        name: what.
        identity: who: an e-mail address, a phone number, or the company's own id; addresses in their one form.
        at: when, in UTC.
        params: whatever else is said of it.
    """

    name: str
    identity: str
    at: datetime
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> bytes:
        """The SHA-256 of all that is said: two reports with the same one are the same report."""
        said = [self.name, self.identity, self.at.isoformat(), dict(self.params)]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()

    @property
    def values(self) -> dict[str, str]:
        """What it says, as values of a template's variables."""
        plain = {name: value for name, value in self.params.items() if _is_plain(value)}
        return {name: str(value) for name, value in plain.items()}


def read(item: Any, *, now: datetime) -> Event:
    """One event of an upload; keys that mean nothing here change nothing.

    Raises:
        InvalidError: naming the first field at fault.
    """
    if not isinstance(item, dict):
        raise _refusal("", "An event must be a JSON object.")
    return Event(
        name=_text(item, "activity_name", LONGEST_NAME),
        identity=_identity(item),
        at=_instant(item, now),
        params=_params(item),
    )


def _text(item: Mapping[str, Any], name: str, longest: int) -> str:
    value = item.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise _refusal(name, f"A text of 1 to {longest} characters is required.")
    return value.strip()


def _identity(item: Mapping[str, Any]) -> str:
    """Many systems number their customers, so a whole number will do."""
    value = item.get("identity")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    text = _text(item, "identity", LONGEST_IDENTITY)
    return addresses.email(text) or addresses.phone(text) or text


def _instant(item: Mapping[str, Any], now: datetime) -> datetime:
    value = item.get("timestamp")
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        if found is None or found.tzinfo is None:
            raise _refusal("timestamp", _ZONE)
        instant = found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _refusal("timestamp", _ZONE) from error
    if instant > now + AHEAD:
        raise _refusal("timestamp", "The time lies more than a day ahead.")
    return instant


def _params(item: Mapping[str, Any]) -> dict[str, Any]:
    value = item.get("activity_params")
    if value is None:
        return {}
    if not isinstance(value, dict) or len(value) > MOST_PARAMS:
        raise _refusal("activity_params", f"A JSON object of at most {MOST_PARAMS} keys is expected.")
    if len(json.dumps(value)) > LONGEST_PARAMS:
        raise _refusal("activity_params", f"More than {LONGEST_PARAMS:,} characters are not taken.")
    return value


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip()) and len(value) <= 2_000
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refusal(name: str, message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault([name] if name else [], message)])
