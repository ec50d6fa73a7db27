"""Who has to know of a family's events in the transaction that takes them in, for instance to keep a budget.

Apps above register from `AppConfig.ready`; analytics know nothing of them.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol


class Taken(NamedTuple):
    """New events of one campaign, kind and quarter of an hour, summed. No clock changes within such a quarter.

    Args:
        campaign_id: the campaign's primary key.
        quarter: when the quarter began.
        kind: one of `Kind`.
        rule: why they count as machines'; empty for people's.
        currency: of the value; empty where there is none.
        times: how many.
        value: what they were worth.
    """

    campaign_id: int
    quarter: datetime
    kind: str
    rule: str
    currency: str
    times: int
    value: Decimal


class Follower(Protocol):
    """Called after the events and their sums were written, in the same transaction."""

    def __call__(self, company_id: int, taken: Sequence[Taken]) -> None:
        """Follow."""


_followers: dict[str, Follower] = {}


def register(family: str, follower: Follower) -> None:
    """Have somebody told of every new event of a family.

    Args:
        family: an `Origin`.
    """
    _followers[family] = follower


def of_family(family: str) -> Follower | None:
    """Who follows a family's events."""
    return _followers.get(family)


def families() -> frozenset[str]:
    """The families whose events somebody follows."""
    return frozenset(_followers)
