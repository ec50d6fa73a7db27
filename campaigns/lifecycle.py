"""The campaign's lifecycle: one status for every family, and the finer stages that a door shows.

Source: the tables of the native dialect.
"""

from campaigns.models import CampaignStatus, Origin
from core.lifecycle import Lifecycle

DRAFT, ACTIVE, PAUSED, COMPLETED = (
    CampaignStatus.DRAFT,
    CampaignStatus.ACTIVE,
    CampaignStatus.PAUSED,
    CampaignStatus.COMPLETED,
)

LIFECYCLE = Lifecycle(
    transitions={
        DRAFT: (ACTIVE,),
        ACTIVE: (PAUSED, COMPLETED),
        PAUSED: (ACTIVE, COMPLETED),
        COMPLETED: (ACTIVE,),
    },
    refusals={
        (DRAFT, DRAFT): "The campaign is a draft already.",
        (ACTIVE, ACTIVE): "The campaign is active already.",
        (PAUSED, PAUSED): "The campaign is paused already.",
        (COMPLETED, COMPLETED): "The campaign is completed already.",
        (DRAFT, PAUSED): "A draft does not run yet, so it cannot be paused. Activate it first.",
        (DRAFT, COMPLETED): "A draft never ran, so it cannot be completed. Activate it first, or delete it.",
        (ACTIVE, DRAFT): "An active campaign cannot become a draft again. Pause it instead.",
        (PAUSED, DRAFT): "A paused campaign cannot become a draft again.",
        (
            COMPLETED,
            PAUSED,
        ): "A completed campaign does not run, so it cannot be paused. Activate it again first.",
        (COMPLETED, DRAFT): "A completed campaign cannot become a draft again. Duplicate it instead.",
    },
)

# The stamp that entering a state sets.
STAMPS: dict[str, str] = {PAUSED: "paused_at", COMPLETED: "completed_at"}

# A door's own finer state is a stage on its detail row; what it shows is derived from stage and status.
STAGES: dict[str, dict[str, tuple[str, ...]]] = {
    Origin.DSP: {
        DRAFT: ("draft", "pending", "rejected"),
        ACTIVE: ("running",),
        PAUSED: ("paused",),
        COMPLETED: ("expired", "deleted"),
    },
    Origin.MESSAGING: {
        DRAFT: ("draft",),
        ACTIVE: ("active", "scheduled", "running"),
        PAUSED: ("suspended",),
        COMPLETED: ("sent",),
    },
    Origin.AGENCY: {
        DRAFT: (),
        ACTIVE: ("scheduled", "active"),
        PAUSED: ("paused",),
        COMPLETED: ("completed",),
    },
}


def status_of(origin: str, stage: str) -> str:
    """The campaign's status behind a door's finer stage.

    Raises:
        LookupError: the family has no such stage.
    """
    for status, stages in STAGES[origin].items():
        if stage in stages:
            return status
    raise LookupError(f"{origin} campaigns have no stage {stage!r}.")
