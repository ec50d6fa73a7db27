"""Reading a filter: every fault by its path, and nothing that the table of fields does not know. Pure."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from audiences import checks
from audiences.filters.fields import (
    DATE_OPS,
    FIELDS,
    IN,
    LAST_DAYS,
    NUMBER_OPS,
    OPERATORS,
    WITH_KEY,
    WITHOUT_VALUE,
    Field,
    Kind,
)
from audiences.filters.nodes import Behaviour, Combined, Condition, Node, Path
from core.channels import Channel
from core.errors import Fault, InvalidError

DEEPEST = 3
MOST_CONDITIONS = 50
MOST_VALUES = 200
MOST_DAYS = 3_650
MOST_TIMES = 1_000
LONGEST_VALUE = 1_000
LONGEST_KIND = 128
FIRST_YEAR, LAST_YEAR = 1900, 2999
COMBINED = ("all", "any")
DID, DID_NOT = "did", "did not"
_LARGEST_ID = 2**63 - 1


class _Fault(Exception):  # noqa: N818 - caught below, where the path is known
    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


def parse(data: object) -> Combined:
    """A filter's tree.

    Args:
        data: as JSON holds it.

    Raises:
        InvalidError: with a fault for each condition that is wrong.
    """
    reader = _Reader()
    found = reader.combined(data, (), 1) if _is_combined(data) else None
    if found is None and not reader.faults:
        reader.faults.append(Fault((), 'A filter is an object with "all" or "any" and a list of conditions.'))
    if reader.count > MOST_CONDITIONS:
        reader.faults.append(Fault((), f"A filter has at most {MOST_CONDITIONS} conditions."))
    if found is None or reader.faults:
        raise InvalidError(reader.faults[0].message, faults=reader.faults)
    return found


def _is_combined(data: object) -> bool:
    return isinstance(data, Mapping) and any(word in data for word in COMBINED)


class _Reader:
    """Reads node after node and gathers what is wrong."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.count = 0

    def node(self, data: object, path: Path, depth: int) -> Node | None:
        """One node; None where it is wrong, which is then among the faults."""
        if _is_combined(data):
            return self.combined(data, path, depth)
        self.count += 1
        if self.count > MOST_CONDITIONS:
            return None
        try:
            return _leaf(data, path)
        except _Fault as fault:
            self.faults.append(Fault((*path, *fault.path), str(fault)))
            return None

    def combined(self, data: Any, path: Path, depth: int) -> Combined | None:
        """All or any of several."""
        if depth > DEEPEST:
            self.faults.append(Fault(path, f"Conditions nest at most {DEEPEST} deep."))
            return None
        word = next(name for name in COMBINED if name in data)
        rows = data[word]
        if len(data) > 1 or not isinstance(rows, list):
            self.faults.append(Fault(path, 'Write either "all" or "any", with a list of conditions.'))
            return None
        if not rows:
            self.faults.append(Fault((*path, word), "Say at least one condition."))
        parts = [
            self.node(row, (*path, word, index), depth + 1) for index, row in enumerate(rows[: MOST_CONDITIONS + 1])
        ]
        return Combined(word, tuple(part for part in parts if part is not None))


def _leaf(data: object, path: Path) -> Condition | Behaviour:
    if not isinstance(data, Mapping):
        raise _Fault("A condition is an object.")
    if DID in data or DID_NOT in data:
        return _behaviour(data, path)
    _only(data, ("field", "op", "value"))
    field, key = _field(data.get("field"))
    op = data.get("op")
    if op not in OPERATORS[field.kind]:
        raise _Fault(f"Choose one of: {', '.join(OPERATORS[field.kind])}.", "op")
    if op in WITHOUT_VALUE:
        if data.get("value") not in (None, ""):
            raise _Fault(f"“{op}” takes no value.", "value")
        return Condition(field, key, op, None, path)
    return Condition(field, key, op, _value(field, op, data.get("value")), path)


def _only(data: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in data:
        if name not in known:
            raise _Fault("There is no such part of a condition.", str(name))


def _field(name: object) -> tuple[Field, str]:
    first, _, key = name.partition(".") if isinstance(name, str) else ("", "", "")
    field = FIELDS.get(first)
    if field is not None and field.kind is Kind.ATTRIBUTE and not key:
        raise _Fault("Say which attribute.", "field")
    if field is None or (field.kind in WITH_KEY) != bool(key):
        known = ", ".join(f"{one.name}.…" if one.kind in WITH_KEY else one.name for one in FIELDS.values())
        raise _Fault(f"There is no such field. Use one of: {known}.", "field")
    if field.kind is Kind.CONSENT and key not in Channel.values:
        raise _Fault(f"There is no such channel. Use one of: {', '.join(Channel.values)}.", "field")
    if field.kind is Kind.ATTRIBUTE and not (len(key) <= checks.LONGEST_KEY and checks.KEY.fullmatch(key)):
        raise _Fault("No attribute can be called so.", "field")
    return field, key


def _value(field: Field, op: str, value: object) -> Any:
    if field.kind is Kind.GROUP:
        return _whole(value, 1, _LARGEST_ID, "Choose a group.")
    if field.kind is Kind.CONSENT:
        if value not in checks.STATUSES:
            raise _Fault("Say given or withdrawn.", "value")
        return value
    if op == LAST_DAYS:
        return _whole(value, 1, MOST_DAYS, f"Write a whole number of days from 1 to {MOST_DAYS:,}.")
    if op in DATE_OPS:
        return _date(value)
    if op in NUMBER_OPS:
        return _number(value)
    if op == IN:
        return _texts(field, value)
    return _scalar(field, value)


def _whole(value: object, least: int, most: int, message: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _Fault(message, "value")
    return value


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Fault("Write a number.", "value")
    if abs(value) > checks.LARGEST and value not in (math.inf, -math.inf):
        raise _Fault("The number is too large.", "value")
    if not math.isfinite(value):
        raise _Fault("Write a number.", "value")
    return value


def _date(value: object) -> date:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise _Fault("Write a day, for instance 2026-05-17.", "value")
    return found


def _texts(field: Field, value: object) -> list[str]:
    if not isinstance(value, list) or not 0 < len(value) <= MOST_VALUES:
        raise _Fault(f"Write a list of 1 to {MOST_VALUES} texts.", "value")
    return [_text(field.form, one, index) for index, one in enumerate(value)]


def _scalar(field: Field, value: object) -> str:
    """What is compared as text; numbers and truths of attributes as JSON writes them."""
    if field.kind is Kind.ATTRIBUTE:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(_number(value))
    return _text(field.form, value)


def _text(form: Callable[[str], str], value: object, *where: int) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Fault("Write a text.", "value", *where)
    if problem := checks.text(value, LONGEST_VALUE):
        raise _Fault(problem, "value", *where)
    return form(value.strip()) or value.strip()


def _behaviour(data: Mapping[str, Any], path: Path) -> Behaviour:
    word = DID if DID in data else DID_NOT
    _only(data, (word, "campaign", "within_days", *(("times",) if word == DID else ())))
    kind = data[word]
    if not isinstance(kind, str) or not kind.strip() or checks.text(kind, LONGEST_KIND):
        raise _Fault("Say what they did, for instance receive.", word)
    return Behaviour(
        kind=kind,
        done=word == DID,
        campaign=_optional(data, "campaign", _LARGEST_ID, "Choose a campaign."),
        within_days=_optional(data, "within_days", MOST_DAYS, f"Write a number of days from 1 to {MOST_DAYS:,}."),
        times=_optional(data, "times", MOST_TIMES, f"Write a number from 1 to {MOST_TIMES:,}.") or 1,
        path=path,
    )


def _optional(data: Mapping[str, Any], name: str, most: int, message: str) -> int | None:
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise _Fault(message, name)
    return value
