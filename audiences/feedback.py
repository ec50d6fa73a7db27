"""What providers report of addresses: bounces, complaints, opt-outs, words like STOP. Some of it suppresses."""

from datetime import datetime
from enum import StrEnum

from audiences import suppressions
from audiences.addresses import address_hash, canonical
from audiences.models import Reason


class Feedback(StrEnum):
    """What came back."""

    SOFT_BOUNCE = "soft-bounce"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    OPT_OUT = "opt-out"
    STOP = "stop"
    START = "start"
    UNREACHABLE = "unreachable"


# A bounce that passes (a full mailbox, a server that is away) says nothing of the next message.
_REASONS = {
    Feedback.BOUNCE: Reason.BOUNCED,
    Feedback.COMPLAINT: Reason.COMPLAINED,
    Feedback.OPT_OUT: Reason.UNSUBSCRIBED,
    Feedback.STOP: Reason.STOPPED,
    Feedback.UNREACHABLE: Reason.UNREACHABLE,
}
STARTED = "Answered START."


def take(*, company_id: int, channel: str, address: str, kind: str, source: str, at: datetime | None = None) -> bool:
    """Take what came back for one address. Again is no change.

    Args:
        channel: by which it was sent, a `Channel`.
        kind: a `Feedback`; `bounce` is one for good, and `start` takes back what `stop` wrote, and nothing else.
        source: who reported it.
        at: when it happened, where that is known: a `start` from before a `stop` takes nothing back.

    Returns:
        Whether that changed something.
    """
    if kind == Feedback.START:
        hashed = [address_hash(one) for one in [canonical(channel, address)] if one]
        return any(
            suppressions.take_back(
                company_id=company_id, channel=channel, hashed=one, why=STARTED, reason=Reason.STOPPED, said_at=at
            )
            for one in hashed
        )
    reason = _REASONS.get(Feedback(kind))
    if reason is None:
        return False
    new = suppressions.suppress(
        company_id=company_id, channel=channel, addresses=[address], reason=reason, source=source, at=at
    )
    if kind == Feedback.STOP and not new:
        suppressions.renew(company_id=company_id, channel=channel, address=address, reason=reason, at=at)
    return new > 0
