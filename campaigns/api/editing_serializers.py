"""What the native door takes and shows of edits of many items at once."""

from typing import Any

from rest_framework import serializers

from campaigns.editing import Outcome
from campaigns.undo import Undone
from core.api.fields import FlagField, TextField


class DuplicateSerializer(serializers.Serializer[None]):
    """What the copy is called."""

    name = TextField(max_length=255, trim_whitespace=True)


class ReplaceSerializer(serializers.Serializer[None]):
    """What to look for, and what to put there."""

    find = TextField(max_length=1_000)
    replace = TextField(max_length=5_000, allow_blank=True)
    dryRun = FlagField(required=False, default=False)


class ReplacedSerializer(serializers.Serializer[None]):
    """What a find and replace came to."""

    count = serializers.IntegerField(help_text="Occurrences.")
    dryRun = serializers.BooleanField()
    editId = serializers.UUIDField(allow_null=True, help_text="For undoing; null where nothing changed.")
    skipped = serializers.ListField(child=serializers.DictField(), help_text="Published where posts cannot be edited.")
    matches = serializers.ListField(child=serializers.DictField(), required=False, help_text="Of a dry run.")


class UndoneSerializer(serializers.Serializer[None]):
    """What an undo came to."""

    editId = serializers.UUIDField()
    restored = serializers.IntegerField()
    refused = serializers.ListField(child=serializers.UUIDField(), help_text="Items that were edited since.")


def outcome(found: Outcome, *, dry_run: bool) -> dict[str, Any]:
    """A find and replace as the native door shows it."""
    body: dict[str, Any] = {
        "count": found.count,
        "dryRun": dry_run,
        "editId": str(found.run.uuid) if found.run else None,
        "skipped": [{"id": str(row["item"].uuid), "count": row["count"]} for row in found.skipped],
    }
    return body | {"matches": [_match(row) for row in found.matches]} if dry_run else body


def _match(row: dict[str, Any]) -> dict[str, Any]:
    """What would change in one item; the campaign itself has no content id."""
    item = row["item"]
    shown = {"contentId": str(item.uuid), "type": item.type, "title": item.title} if item else {"contentId": None}
    names = {"body": "content"}
    return {**shown, "changes": {names.get(column, column): diffs for column, diffs in row["fields"].items()}}


def undone(found: Undone) -> dict[str, Any]:
    """An undo as the native door shows it."""
    return {"editId": str(found.run.uuid), "restored": found.restored, "refused": found.refused}
