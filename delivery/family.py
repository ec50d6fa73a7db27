"""What the messaging and agency families have to say about changes that come through another door."""

from campaigns.families import FamilyRules
from campaigns.models import Campaign
from core.errors import ConflictError
from delivery import agency
from delivery.models import Run

RUNS_EXIST = "RUNS_EXIST"


class BroadcastRules(FamilyRules):
    """The say of both families. All moves of the common lifecycle are theirs, and any name will do."""

    def check_delete(self, campaign: Campaign) -> None:
        """Refuse to delete what has sent messages: its runs are the answer to who got what.

        Raises:
            ConflictError: with the number of runs.
        """
        count = Run.objects.filter(broadcast__campaign=campaign).count()
        if count:
            message = "This campaign has sent messages, so it is kept. Archive it instead."
            raise ConflictError(message, code=RUNS_EXIST, data={"run_count": count})


class AgencyRules(BroadcastRules):
    """The agency family's: a name is unique among the company's agency campaigns, whatever its case."""

    def take_name(self, campaign: Campaign) -> None:
        """Keep the new name for this campaign alone.

        Raises:
            ConflictError: another agency campaign has it.
        """
        agency.rename(campaign=campaign)

    def check_copy(self, campaign: Campaign, name: str) -> None:
        """Refuse a copy under an agency campaign's name, by which the agency would take it for its own.

        Raises:
            ConflictError: an agency campaign has it.
        """
        agency.check_name(name)
