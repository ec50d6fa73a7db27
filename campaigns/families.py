"""What a family of campaigns has to say about moves, deletions, names and copies that come through another door.

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

    def take_name(self, campaign: Campaign) -> None:
        """Take the name that the campaign has just been given; raise a ConflictError where another has it."""

    def check_copy(self, campaign: Campaign, name: str) -> None:
        """Raise a ConflictError where the family forbids a copy of that name."""


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


def take_name(campaign: Campaign) -> None:
    """Tell the campaign's family its new name, in the transaction that gives it."""
    if rules := _rules.get(campaign.origin):
        rules.take_name(campaign)


def check_copy(campaign: Campaign, name: str) -> None:
    """Ask the campaign's family before it is copied.

    Args:
        name: what the copy would be called.
    """
    if rules := _rules.get(campaign.origin):
        rules.check_copy(campaign, name)
