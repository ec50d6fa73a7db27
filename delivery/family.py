"""What the messaging and agency families have to say about moves and deletions that come through another door."""

from campaigns.models import Campaign
from core.errors import ConflictError
from delivery.models import Run

RUNS_EXIST = "RUNS_EXIST"


class BroadcastRules:
    """The say of both families."""

    def check_move(self, campaign: Campaign, target: str) -> None:
        """All moves of the common lifecycle are theirs: one that has nothing to do sends nothing by being active."""

    def check_delete(self, campaign: Campaign) -> None:
        """Refuse to delete what has sent messages: its runs are the answer to who got what.

        Raises:
            ConflictError: with the number of runs.
        """
        count = Run.objects.filter(broadcast__campaign=campaign).count()
        if count:
            message = "This campaign has sent messages, so it is kept. Archive it instead."
            raise ConflictError(message, code=RUNS_EXIST, data={"run_count": count})
