"""Who has to know that content moves from one campaign to another, or to the library.

Apps above register from `AppConfig.ready`; campaigns know nothing of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Move:
    """Content on its way.

    Args:
        items: primary keys.
        source: where it was; None is the library.
        target: where it goes; None is the library.
    """

    items: Sequence[int]
    source: Campaign | None
    target: Campaign | None


class Follower(Protocol):
    """Called in the transaction of the move, before it."""

    def __call__(self, move: Move) -> None:
        """Follow."""


_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """Have somebody told of every move."""
    _followers.append(follower)


def announce(move: Move) -> None:
    """Tell everybody of a move."""
    if not move.items:
        return
    for follower in _followers:
        follower(move)
