"""A filter as a sentence. Pure."""

from collections.abc import Mapping

from audiences.filters.fields import LAST_DAYS, Kind
from audiences.filters.nodes import Behaviour, Combined, Condition, Node


def sentence(node: Node, *, groups: Mapping[int, str], kinds: Mapping[str, str]) -> str:
    """What a filter asks, for people.

    Args:
        groups: their names by id.
        kinds: of behaviour, with the words behind “did”.
    """
    if isinstance(node, Combined):
        word = " and " if node.word == "all" else " or "
        parts = [sentence(part, groups=groups, kinds=kinds) for part in node.parts]
        bracketed = [
            f"({text})" if isinstance(part, Combined) else text for part, text in zip(node.parts, parts, strict=True)
        ]
        return word.join(bracketed)
    return _did(node, kinds) if isinstance(node, Behaviour) else _asked(node, groups)


def _did(node: Behaviour, kinds: Mapping[str, str]) -> str:
    parts = ["did" if node.done else "did not", kinds.get(node.kind, node.kind)]
    if node.times > 1:
        parts.append(f"{node.times} times")
    if node.campaign is not None:
        parts.append("in one campaign")
    if node.within_days:
        parts.append(f"in the last {node.within_days} days")
    return " ".join(parts)


def _asked(node: Condition, groups: Mapping[int, str]) -> str:
    name = node.key if node.field.kind is Kind.ATTRIBUTE else node.field.label.lower()
    if node.field.kind is Kind.CONSENT:
        name = f"consent to {node.key}"
    if node.op == LAST_DAYS:
        return f"{name} in the last {node.value} days"
    if node.value is None:
        return f"{name} {node.op}"
    value = groups.get(node.value, "a group that is gone") if node.field.kind is Kind.GROUP else node.value
    said = ", ".join(value) if isinstance(value, list) else str(value)
    return f"{name} {node.op} {said}" if node.field.kind is not Kind.TEXT else f"{name} {node.op} “{said}”"
