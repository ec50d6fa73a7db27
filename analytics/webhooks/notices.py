"""What a provider reports of one address: who wants no more messages is suppressed at once, whatever it belongs to.

Apps above that keep books of their own messages register from `AppConfig.ready`.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from analytics.events import MAX_KEY, Entry, RejectedError, Rejection, Report, Window, checked
from audiences import feedback
from audiences.addresses import canonical
from audiences.feedback import Feedback
from core.channels import Channel

START = "start"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened to one message.

    Args:
        kind: a `Kind` of events: delivery, bounce, complaint, opt-out, open; or `START`, which wants messages again.
        address: the recipient's, as the provider writes it.
        message_id: what the provider calls the message; empty where it does not say.
        is_permanent: of a bounce, whether it is one for good.
        reason: in the provider's words.
        channel: by which the message went.
        at: when, where the provider says.
        key: what it is counted once by, for the campaign that the message belongs to; empty where it does not count.
    """

    kind: str
    address: str
    message_id: str = ""
    is_permanent: bool = False
    reason: str = ""
    channel: str = Channel.EMAIL
    at: datetime | None = None
    key: str = ""


Follower = Callable[[Sequence[Notice]], None]
Finder = Callable[[Sequence[str]], Mapping[str, UUID]]

_followers: list[Follower] = []
_finders: list[Finder] = []


def register(follower: Follower) -> None:
    """Have somebody told, in the company's scope."""
    _followers.append(follower)


def register_finder(finder: Finder) -> None:
    """Have somebody asked which campaigns messages belong to, by what their providers call them."""
    _finders.append(finder)


def count(notices: Sequence[Notice], window: Window) -> tuple[list[Entry], list[Rejection]]:
    """The events that notices are, of messages whose campaign is found; those of unknown messages are nobody's.

    Returns:
        Those that will do, and those that will not.
    """
    counting = [(index, notice) for index, notice in enumerate(notices) if notice.key and notice.message_id]
    ids = sorted({notice.message_id for _, notice in counting})
    campaigns = {key: campaign for find in _finders if ids for key, campaign in find(ids).items()}
    entries: list[Entry] = []
    rejected: list[Rejection] = []
    for index, notice in counting:
        if notice.message_id not in campaigns:
            continue
        try:
            entries.append(Entry(index, checked(_report(notice, campaigns[notice.message_id]), window)))
        except RejectedError as error:
            rejected.append(Rejection(index, str(error)))
    return entries, rejected


def _report(notice: Notice, campaign: UUID) -> Report:
    key = f"{notice.channel}:{notice.key}"
    if len(key) > MAX_KEY or not key.isprintable():
        key = f"{notice.channel}:{hashlib.sha256(key.encode()).hexdigest()}"
    return Report(key=key, kind=notice.kind, campaign_id=campaign, platform=notice.channel, occurred_at=notice.at)


def take(*, company_id: int, source: str, notices: Sequence[Notice]) -> None:
    """Suppress who bounced for good, complained or opted out, and tell whoever keeps books.

    Args:
        source: who reported it.
    """
    for notice in notices:
        kind = _feedback(notice)
        address = canonical(notice.channel, notice.address)
        if kind and address:
            feedback.take(
                company_id=company_id, channel=notice.channel, address=address, kind=kind, source=source, at=notice.at
            )
    for follower in _followers if notices else ():
        follower(notices)


def _feedback(notice: Notice) -> Feedback | None:
    is_mail = notice.channel == Channel.EMAIL
    if notice.kind == "bounce":
        if not notice.is_permanent:
            return Feedback.SOFT_BOUNCE
        return Feedback.BOUNCE if is_mail else Feedback.UNREACHABLE
    opt_out = Feedback.OPT_OUT if is_mail else Feedback.STOP
    return {"complaint": Feedback.COMPLAINT, "opt-out": opt_out, START: Feedback.START}.get(notice.kind)
