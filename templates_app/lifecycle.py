"""The lifecycle of a version: written, submitted, decided on, and one day followed by a newer one."""

from core.lifecycle import Lifecycle
from templates_app.models import VersionStatus

DRAFT, IN_REVIEW, APPROVED, REJECTED, RETIRED = (
    VersionStatus.DRAFT,
    VersionStatus.IN_REVIEW,
    VersionStatus.APPROVED,
    VersionStatus.REJECTED,
    VersionStatus.RETIRED,
)

# What no decision was made on yet; a template has at most one such version.
OPEN = (DRAFT, IN_REVIEW)

_DECIDED = "This version was decided on already. Change the text to make a new one."

VERSIONS = Lifecycle(
    transitions={
        DRAFT: (IN_REVIEW,),
        IN_REVIEW: (APPROVED, REJECTED, DRAFT),
        APPROVED: (RETIRED,),
        REJECTED: (),
        RETIRED: (),
    },
    refusals={
        (DRAFT, APPROVED): "A draft has to be submitted before it can be approved.",
        (DRAFT, REJECTED): "A draft has to be submitted before it can be rejected.",
        (DRAFT, RETIRED): "A draft was never approved; there is nothing to retire.",
        (DRAFT, DRAFT): "The draft was not submitted, so there is nothing to take back.",
        (IN_REVIEW, IN_REVIEW): "This version waits for approval already.",
        (IN_REVIEW, RETIRED): "This version was never approved. Reject it instead.",
        (APPROVED, IN_REVIEW): "This version is approved already.",
        (APPROVED, APPROVED): "This version is approved already.",
        (APPROVED, REJECTED): "An approved version cannot be rejected any more. Retire it instead.",
        (APPROVED, DRAFT): _DECIDED,
        (REJECTED, IN_REVIEW): "This version was rejected. Change the text to make a new one.",
        (REJECTED, APPROVED): "This version was rejected. Change the text to make a new one.",
        (REJECTED, REJECTED): "This version was rejected already.",
        (REJECTED, RETIRED): "A rejected version cannot be sent anyway.",
        (REJECTED, DRAFT): _DECIDED,
        (RETIRED, IN_REVIEW): "This version was retired. Change the text to make a new one.",
        (RETIRED, APPROVED): "This version was retired. Change the text to make a new one.",
        (RETIRED, REJECTED): "This version was retired already.",
        (RETIRED, RETIRED): "This version was retired already.",
        (RETIRED, DRAFT): _DECIDED,
    },
)
