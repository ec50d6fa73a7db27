"""Where an execution stands, in the messaging family's words, with its balance."""

from dataclasses import dataclass

from campaigns.models import CampaignStatus, Origin
from companies import holds
from core.errors import NotFoundError
from delivery import ledger
from delivery.ledger import Counts
from delivery.models import Run, RunState

NOT_FOUND = "Execution not found"
QUEUED = "queued"


@dataclass(frozen=True, slots=True)
class Progress:
    """An execution as its caller sees it.

    Args:
        run: the execution.
        state: `queued` while nothing was handed over, else a `RunState`; paused also while the campaign is suspended
            or the company on hold.
        counts: its balance.
        why: why it stands still or failed, in words; empty where it does not.
    """

    run: Run
    state: str
    counts: Counts
    why: str


def of_execution(pk: int) -> Progress:
    """Where an execution of the messaging family stands.

    Raises:
        NotFoundError: there is none with this id in the company in scope.
    """
    rows = Run.objects.filter(pk=pk, broadcast__campaign__origin=Origin.MESSAGING)
    run: Run | None = rows.select_related("broadcast__campaign", "company").first()
    if run is None:
        raise NotFoundError(NOT_FOUND)
    counts = ledger.counts(run)
    return Progress(run, _state(run, counts), counts, _why(run))


def _why(run: Run) -> str:
    if run.state == RunState.RUNNING and run.company.on_hold_since is not None:
        return holds.WHY
    return run.stalled_why or run.problem


def _state(run: Run, counts: Counts) -> str:
    if run.state != RunState.RUNNING:
        return str(run.state)
    if run.broadcast.campaign.status == CampaignStatus.PAUSED or run.company.on_hold_since is not None:
        return RunState.PAUSED.value
    handed_over = counts.sent + counts.failed + counts.uncertain
    return RunState.RUNNING.value if handed_over else QUEUED
