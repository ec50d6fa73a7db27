"""A filter as a tree of typed nodes. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as part
from typing import Any

from audiences.filters.fields import Field

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is asked of a contact.

    Args:
        field: what is looked at.
        key: the attribute's name, or the consent's channel; empty for other fields.
        op: an operator of the field's kind.
        value: as the operator wants it; None where it wants none.
        path: where it stands in the filter.
    """

    field: Field
    key: str
    op: str
    value: Any
    path: Path = part(default=(), compare=False)

    @property
    def name(self) -> str:
        """The field as a filter writes it."""
        return f"{self.field.name}.{self.key}" if self.key else self.field.name


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Something that a contact did, or did not do.

    Args:
        kind: what, by a name that a provider knows.
        done: whether they did it, rather than not.
        campaign: in which campaign (its id); None for any.
        within_days: how long ago at most; None for ever.
        times: how often at least.
        path: where it stands in the filter.
    """

    kind: str
    done: bool = True
    campaign: int | None = None
    within_days: int | None = None
    times: int = 1
    path: Path = part(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Combined:
    """Several nodes of which all, or any, must fit.

    Args:
        word: `all` or `any`.
        parts: at least one.
    """

    word: str
    parts: tuple["Node", ...]


Node = Condition | Behaviour | Combined


def leaves(node: Node) -> Iterator[Condition | Behaviour]:
    """Every condition of a filter, in its order."""
    if isinstance(node, Combined):
        for part in node.parts:
            yield from leaves(part)
    else:
        yield node
