"""One fact per change. History in the back office, and later webhooks, read it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model

from core.context import current
from core.inserts import insert
from core.models import AuditEntry

Changes = Mapping[str, Any]


def record(obj: Model, action: str, changes: Changes | None = None) -> None:
    """Write down that somebody did something to a company-owned object.

    Args:
        obj: the object; its `company_id`, or itself where it is the company.
        action: what was done, as a past participle: `created`, `status changed`.
        changes: by field, a pair [from, to]; JSON-serialisable.
    """
    insert(_entry(obj, action, changes or {}))


def record_many(objects: Iterable[Model], action: str, changes: Changes | None = None) -> None:
    """Write down the same change of many objects in one statement."""
    AuditEntry.objects.bulk_create([_entry(obj, action, changes or {}) for obj in objects], batch_size=1000)


def record_each(facts: Iterable[tuple[Model, Changes]], action: str) -> None:
    """Write down changes of many objects, of each its own, in one statement."""
    AuditEntry.objects.bulk_create([_entry(obj, action, changes) for obj, changes in facts], batch_size=1000)


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The fields that differ, each as [from, to].

    Args:
        before: the values as they were.
        after: the values as they are.
    """
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


def _entry(obj: Model, action: str, changes: Changes) -> AuditEntry:
    context = current()
    return AuditEntry(
        company_id=getattr(obj, "company_id", None) or obj.pk,
        actor_kind=context.actor.kind,
        actor_id=context.actor.id,
        actor_label=context.actor.label[:255],
        door=context.door,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        object_label=str(obj)[:255],
        changes={name: _plain(value) for name, value in changes.items()},
        request_id=context.request_id,
    )


def _plain(value: Any) -> Any:
    """Values as JSON holds them."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):  # a column's noughts behind the point say nothing
        return f"{value.normalize():f}"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
