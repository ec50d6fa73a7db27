"""A source's revisions, each as what it changed against the one before."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from companies.office.history import Change
from companies.office.words import moment
from partners.models import PartnerSource, SourceRevision

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision for people.

    Args:
        received: when it came.
        changes: what it changed; empty for the first.
        is_first: whether none came before.
        payload: as it came.
    """

    received: SafeString
    changes: list[Change]
    is_first: bool
    payload: str


def of(source: PartnerSource) -> list[Revision]:
    """The latest revisions, newest first."""
    found: list[SourceRevision] = list(source.revisions.all()[: SHOWN + 1])
    older = [*found[1:], None]
    return [_revision(new, old) for new, old in zip(found, older, strict=True)][:SHOWN]


def _revision(new: SourceRevision, old: SourceRevision | None) -> Revision:
    changes = list(_changes(flat(old.payload), flat(new.payload))) if old else []
    payload = json.dumps(new.payload, indent=2, ensure_ascii=False, sort_keys=True)
    return Revision(moment(new.received_at), changes, old is None, payload)


def _changes(before: dict[str, str], after: dict[str, str]) -> Iterator[Change]:
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            yield Change(name, before.get(name, ""), after.get(name, ""))


def flat(payload: Any, prefix: str = "") -> dict[str, str]:
    """A payload as paths and texts; lists of plain values stay one value, since their order is a matter of taste.

    Args:
        prefix: the path so far.
    """
    if not isinstance(payload, dict):
        return {prefix: _text(payload)}
    found: dict[str, str] = {}
    for key, value in payload.items():
        path = f"{prefix}.{key}" if prefix else str(key)
        found |= flat(value, path) if isinstance(value, dict) else {path: _text(value)}
    return {name.removeprefix("source."): value for name, value in found.items()}


def _text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
