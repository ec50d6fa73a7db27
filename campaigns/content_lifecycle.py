"""The lifecycle of a post, article or script."""

from campaigns.models import ContentStatus
from core.lifecycle import Lifecycle

DRAFT, SCHEDULED, PUBLISHING, PUBLISHED, FAILED, CANCELLED = (
    ContentStatus.DRAFT,
    ContentStatus.SCHEDULED,
    ContentStatus.PUBLISHING,
    ContentStatus.PUBLISHED,
    ContentStatus.FAILED,
    ContentStatus.CANCELLED,
)

# What nobody outside has seen yet.
EDITABLE = (DRAFT, SCHEDULED, FAILED, CANCELLED)

_OUT = "It is published already."
_NOW = "It is being published at this moment."

CONTENT = Lifecycle(
    transitions={
        DRAFT: (SCHEDULED, PUBLISHING, CANCELLED),
        SCHEDULED: (SCHEDULED, DRAFT, PUBLISHING, CANCELLED),
        PUBLISHING: (PUBLISHED, FAILED),
        PUBLISHED: (),
        FAILED: (SCHEDULED, PUBLISHING, DRAFT, CANCELLED),
        CANCELLED: (SCHEDULED, PUBLISHING, DRAFT),
    },
    refusals={
        (PUBLISHED, SCHEDULED): _OUT,
        (PUBLISHED, PUBLISHING): _OUT,
        (PUBLISHED, DRAFT): _OUT,
        (PUBLISHED, CANCELLED): _OUT,
        (PUBLISHING, SCHEDULED): _NOW,
        (PUBLISHING, PUBLISHING): _NOW,
        (PUBLISHING, DRAFT): _NOW,
        (PUBLISHING, CANCELLED): _NOW,
    },
)

# Only delivery's: what was claimed and must wait after all, before it was handed over.
PUT_BACK = Lifecycle(transitions={PUBLISHING: (SCHEDULED,)})
