"""What a stored filter names. Pure."""

from audiences.filters import Condition, leaves, parse
from audiences.filters.fields import Kind
from core.errors import InvalidError


def groups_of(data: object) -> set[int]:
    """The groups that a filter asks for; none where it cannot be read."""
    try:
        node = parse(data)
    except InvalidError:
        return set()
    return {leaf.value for leaf in leaves(node) if isinstance(leaf, Condition) and leaf.field.kind is Kind.GROUP}
