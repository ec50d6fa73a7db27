"""What a provider reports of one address: who wants no more messages is suppressed at once, whatever it belongs to.

Apps above that keep books of their own messages register from `AppConfig.ready`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audiences import feedback
from audiences.addresses import canonical
from audiences.feedback import Feedback
from core.channels import Channel


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened to one message.

    Args:
        kind: a `Kind` of events: delivery, bounce, complaint, opt-out.
        address: the recipient's, as the provider writes it.
        message_id: what the provider calls the message; empty where it does not say.
        is_permanent: of a bounce, whether it is one for good.
        reason: in the provider's words.
    """

    kind: str
    address: str
    message_id: str = ""
    is_permanent: bool = False
    reason: str = ""


Follower = Callable[[Sequence[Notice]], None]

_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """Have somebody told, in the company's scope."""
    _followers.append(follower)


def take(*, company_id: int, source: str, notices: Sequence[Notice]) -> None:
    """Suppress who bounced for good, complained or opted out, and tell whoever keeps books.

    Args:
        source: who reported it.
    """
    for notice in notices:
        kind = _feedback(notice)
        address = canonical(Channel.EMAIL, notice.address)
        if kind and address:
            feedback.take(company_id=company_id, channel=Channel.EMAIL, address=address, kind=kind, source=source)
    for follower in _followers if notices else ():
        follower(notices)


def _feedback(notice: Notice) -> Feedback | None:
    if notice.kind == "bounce":
        return Feedback.BOUNCE if notice.is_permanent else Feedback.SOFT_BOUNCE
    return {"complaint": Feedback.COMPLAINT, "opt-out": Feedback.OPT_OUT}.get(notice.kind)
