"""What a family of campaigns has to say about moves and deletions that come through another door.

The apps of the families register their rules here from `AppConfig.ready`; a family without rules agrees to all.
"""

from typing import Protocol

from campaigns.models import Campaign


class FamilyRules(Protocol):
    """The say of one family."""

    def check_move(self, campaign: Campaign, target: str) -> None:
        """Raise a ConflictError where the family forbids the move."""

    def check_delete(self, campaign: Campaign) -> None:
        """Raise a ConflictError where the family forbids to delete it."""


_rules: dict[str, FamilyRules] = {}


def register(origin: str, rules: FamilyRules) -> None:
    """Give a family its say.

    Args:
        origin: an `Origin`.
    """
    _rules[origin] = rules


def check_move(campaign: Campaign, target: str) -> None:
    """Ask the campaign's family before it moves."""
    if rules := _rules.get(campaign.origin):
        rules.check_move(campaign, target)


def check_delete(campaign: Campaign) -> None:
    """Ask the campaign's family before it is deleted."""
    if rules := _rules.get(campaign.origin):
        rules.check_delete(campaign)
