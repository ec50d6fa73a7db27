"""The audit trail in words: who did what when, from which value to which."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.template.defaultfilters import filesizeformat
from django.utils.dateparse import parse_datetime

from companies.office.words import in_full, page_by_key
from core.channels import Channel
from core.models import AuditEntry

DOORS = {
    "admin": "Back office",
    "native": "API",
    "partner": "Partner API",
    "messaging": "Messaging API",
    "agency": "Agency API",
    "dsp": "Media buying API",
    "job": "Background job",
    "schedule": "Schedule",
    "webhook": "Webhook",
    "command": "Command line",
    "": "Muster itself",
}
NAMES = {
    "keyMessages": "key messages",
    "targetAudience": "target audience",
    "tone": "tone",
    "channels": "channels",
}
LONGEST = 2_000
# As the audit trail keeps an instant, whatever field it is of.
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed, in words.

    Args:
        name: the field.
        before: its old value; empty for none.
        after: its new value; empty for none.
    """

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the audit trail, in words.

    Args:
        at: when.
        who: the person, machine or job.
        door: through which door.
        action: what was done.
        what: the object's name at that time.
        url: the object's page, where it has one.
        changes: which values changed.
    """

    at: datetime
    who: str
    door: str
    action: str
    what: str
    url: str
    changes: list[Change]


def of(obj: Model, limit: int) -> list[Fact]:
    """The latest facts of an object, newest first."""
    rows = AuditEntry.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk)
    if company_id := getattr(obj, "company_id", None):
        rows = rows.filter(company_id=company_id)
    return in_words(rows.order_by("-at", "-pk")[:limit])


def latest(limit: int) -> list[Fact]:
    """The latest facts of the company in scope."""
    return in_words(AuditEntry.objects.order_by("-at", "-pk")[:limit])


def in_words(rows: Iterable[AuditEntry]) -> list[Fact]:
    """Audit entries as people read them."""
    return [fact(row) for row in rows]


def fact(row: AuditEntry) -> Fact:
    """One audit entry as people read it."""
    gone = row.action == "deleted"
    return Fact(
        at=row.at,
        who=row.actor_label,
        door=DOORS.get(row.door, row.door),
        action=row.action,
        what=row.object_label,
        url="" if gone else page_by_key(row.object_type, row.object_id),
        changes=list(_changes(row)),
    )


def _changes(row: AuditEntry) -> Iterator[Change]:
    model = _model(row.object_type)
    for name, values in row.changes.items():
        before, after = values if isinstance(values, list) and len(values) == 2 else (None, values)
        if isinstance(before, dict) or isinstance(after, dict):
            yield from _nested(before or {}, after or {})
        else:
            field = _field(model, name)
            yield Change(_name(field, name), _value(field, before), _value(field, after))


def _nested(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            yield Change(NAMES.get(key, key), _said(before, key), _said(after, key))


def _said(values: dict[str, Any], key: str) -> str:
    if key not in values:
        return "inherited"
    return _value(None, values[key]) or "nothing, on purpose"


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _field(model: type[Model] | None, name: str) -> Field[Any, Any] | None:
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _name(field: Field[Any, Any] | None, name: str) -> str:
    return str(field.verbose_name) if field else name.replace("_", " ")


def _value(field: Field[Any, Any] | None, value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " · ".join(str(item) for item in value)[:LONGEST]
    if field is not None and field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, str) and _INSTANT.fullmatch(value) and (parsed := parse_datetime(value)):
        return in_full(parsed)
    if field is not None and field.name == "bytes":
        return filesizeformat(value)
    if field is not None and field.name == "channel":
        return str(dict(Channel.choices).get(value, value))
    return str(value)[:LONGEST]
