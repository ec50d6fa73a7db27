"""What providers report of addresses: bounces, complaints, opt-outs. Some of it suppresses."""

from enum import StrEnum

from audiences import suppressions
from audiences.models import Reason


class Feedback(StrEnum):
    """What came back."""

    SOFT_BOUNCE = "soft-bounce"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    OPT_OUT = "opt-out"


# A bounce that passes (a full mailbox, a server that is away) says nothing of the next message.
_REASONS = {
    Feedback.BOUNCE: Reason.BOUNCED,
    Feedback.COMPLAINT: Reason.COMPLAINED,
    Feedback.OPT_OUT: Reason.UNSUBSCRIBED,
}


def take(*, company_id: int, channel: str, address: str, kind: str, source: str) -> bool:
    """Take what came back for one address. Again is no change.

    Args:
        channel: by which it was sent, a `Channel`.
        kind: a `Feedback`; `bounce` is one for good.
        source: who reported it.

    Returns:
        Whether the address is suppressed for that now and was not before.
    """
    reason = _REASONS.get(Feedback(kind))
    if reason is None:
        return False
    new = suppressions.suppress(
        company_id=company_id, channel=channel, addresses=[address], reason=reason, source=source
    )
    return new > 0
