"""A lifecycle is a table: which state may follow which. A move is a guarded UPDATE whose row count is looked at."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from core.errors import ConflictError


class Lifecycle:
    """The transitions of one kind of row.

    Args:
        transitions: from each state, the states that may follow.
        refusals: why an edge that is not in the table is refused, by (from, to); the rest get a plain sentence.
    """

    def __init__(
        self,
        transitions: Mapping[str, tuple[str, ...]],
        refusals: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self._transitions = transitions
        self._refusals = dict(refusals or {})

    def targets(self, state: str) -> list[str]:
        """The states that may follow this one, in the table's order."""
        return list(self._transitions.get(state, ()))

    def sources(self, target: str) -> list[str]:
        """The states from which this one may be entered."""
        return [state for state, targets in self._transitions.items() if target in targets]

    def check(self, current: str, target: str) -> None:
        """Refuse a move that the table does not have.

        Raises:
            ConflictError: INVALID_STATUS_TRANSITION, with `current_status` and `allowed` as data.
        """
        if target not in self._transitions.get(current, ()):
            raise self.refusal(current, target)

    def refusal(self, current: str, target: str) -> ConflictError:
        """The error for a refused edge, saying why."""
        reason = self._refusals.get((current, target), f"A move from {current} to {target} is not possible.")
        data = {"current_status": current, "allowed": self.targets(current)}
        return ConflictError(reason, code="INVALID_STATUS_TRANSITION", data=data)

    def move(self, rows: models.QuerySet[Any], *, current: str, target: str, **columns: Any) -> bool:
        """Move rows that are still in `current` and set columns beside it.

        Args:
            rows: the rows to move, already narrowed.
            columns: further columns to set in the same statement.

        Returns:
            Whether a row moved; False when somebody else was faster.
        """
        self.check(current, target)
        return bool(rows.filter(status=current).update(status=target, **columns))
