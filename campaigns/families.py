"""What a family of campaigns has to say about changes, moves, copies and deletions that come through another door.

The apps of the families register their rules here from `AppConfig.ready`; a family without rules agrees to all.
"""

from campaigns.models import Campaign


class FamilyRules:
    """The say of one family; what it does not say, it agrees to."""

    def lock(self, campaign: Campaign) -> None:
        """Lock the family's own rows that come before the campaign's, so that nobody waits in a circle."""

    def check_change(self, campaign: Campaign) -> None:
        """Raise an InvalidError or a ConflictError where the family forbids new values, which are not saved yet."""

    def take_name(self, campaign: Campaign) -> None:
        """Take the name that the campaign has just been given; raise a ConflictError where another has it."""

    def check_move(self, campaign: Campaign, target: str) -> None:
        """Raise a ConflictError where the family forbids the move."""

    def check_copy(self, campaign: Campaign, name: str) -> None:
        """Raise a ConflictError where the family forbids a copy of that name."""

    def check_delete(self, campaign: Campaign) -> None:
        """Raise a ConflictError where the family forbids to delete it."""

    def delete(self, campaign: Campaign) -> bool:
        """Delete it the family's own way, so that its books keep it; False where it may be removed for good."""
        return False


_AGREES = FamilyRules()
_rules: dict[str, FamilyRules] = {}


def register(origin: str, rules: FamilyRules) -> None:
    """Give a family its say.

    Args:
        origin: an `Origin`.
    """
    _rules[origin] = rules


def of(campaign: Campaign) -> FamilyRules:
    """The rules of a campaign's family."""
    return _rules.get(campaign.origin, _AGREES)
