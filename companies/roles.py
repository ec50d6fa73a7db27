"""What each role may do: one table, asked by the API and by the back office."""

from enum import StrEnum

from companies.models import Role
from core.errors import ForbiddenError


class Right(StrEnum):
    """Something that a member may or may not do."""

    VIEW = "view"
    EDIT = "edit"
    APPROVE = "approve"
    MANAGE = "manage"


RIGHTS: dict[str, frozenset[Right]] = {
    Role.OWNER: frozenset({Right.VIEW, Right.EDIT, Right.APPROVE, Right.MANAGE}),
    Role.MARKETER: frozenset({Right.VIEW, Right.EDIT}),
    Role.APPROVER: frozenset({Right.VIEW, Right.APPROVE}),
    Role.ANALYST: frozenset({Right.VIEW}),
}


def may(role: str, right: Right) -> bool:
    """Whether a role has a right."""
    return right in RIGHTS[role]


def check_right(role: str, right: Right) -> None:
    """Refuse a member whose role lacks a right.

    Raises:
        ForbiddenError: with the role in words.
    """
    if not may(role, right):
        raise ForbiddenError(f"Your role ({Role(role).label.lower()}) may not do this.")
