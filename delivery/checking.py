"""Trying an account: signing in, and one message to oneself; both say in words how it went."""

import secrets
from datetime import UTC, datetime

import structlog
from django.utils import timezone

from audiences.addresses import canonical
from core.channels import Channel as Reach
from core.errors import ConflictError, InvalidError, OutboundError
from delivery.channels import pool
from delivery.channels.base import Outcome, Outgoing, Post
from delivery.models import ChannelAccount
from templates_app.rendering.message import Message

log = structlog.get_logger(__name__)

TEXT = "This is a test from Muster. If you can read it, the account works."


def check(*, account: ChannelAccount) -> str:
    """Sign in, and note on the account how that went.

    Returns:
        What was found, in words.

    Raises:
        OutboundError: it does not work, and why.
    """
    try:
        channel = pool.open_channel(account)
        try:
            found = channel.check()
        finally:
            channel.close()
    except OutboundError as error:
        _note(account, problem=error.message, detail=error.detail)
        raise
    _note(account, found=found)
    return found


def send_test(*, account: ChannelAccount, address: str) -> str:
    """Send one test message, or publish one test post, really, and note how that went.

    Args:
        address: of whoever tests; empty for posts.

    Returns:
        How it went, in words.

    Raises:
        InvalidError: it is no address of the channel.
        ConflictError: the account is switched off.
        OutboundError: it did not go out, and why.
    """
    if account.disabled_at is not None:
        raise ConflictError("The account is switched off.")
    is_message = account.channel in Reach.values
    whom = canonical(account.channel, address) if is_message else ""
    if whom is None:
        raise InvalidError(f"This is not an address for {Reach(account.channel).label}.")
    try:
        with pool.borrowed(account) as channel:
            if is_message:
                said = _told(next(iter(channel.send([_outgoing(account, whom)]))))
            else:
                said = channel.publish(_post()).url
    except OutboundError as error:
        _note(account, problem=error.message, detail=error.detail)
        raise
    found = f"The test message was taken. {said}" if is_message else f"The test post was published. {said}"
    _note(account, found=found.strip())
    return found.strip()


def note_fault(*, account_id: int, problem: str) -> None:
    """Say on an account why it could not be used, where a run found out; the next good check takes it back."""
    ChannelAccount.objects.filter(pk=account_id).exclude(problem=problem).update(
        problem=problem, checked_at=timezone.now()
    )


def _told(outcome: Outcome) -> str:
    if outcome.state == "sent":
        return f"The provider calls it {outcome.provider_id}." if outcome.provider_id else ""
    if outcome.state == "unknown":
        raise OutboundError(f"It may have arrived: {outcome.reason}", permanent=False, code="UNCERTAIN")
    raise OutboundError(outcome.reason, permanent=outcome.permanent)


def _outgoing(account: ChannelAccount, address: str) -> Outgoing:
    message = Message(
        channel=account.channel,
        template="hello_world",  # what Meta gives every WhatsApp account to try
        language="en_US" if account.channel == Reach.WHATSAPP else "en",
        subject="A test from Muster",
        preheader="",
        header=None,
        body=TEXT,
        html=f"<p>{TEXT}</p>" if account.channel == Reach.EMAIL else "",
        text=TEXT,
        footer="",
        buttons=(),
        cards=(),
        header_values=(),
        body_values=(),
    )
    return Outgoing(0, address, message, f"test-{secrets.token_hex(8)}")


def _post() -> Post:
    return Post(key=f"test-{secrets.token_hex(8)}", text=TEXT, due_at=datetime.now(UTC), language="en")


def _note(account: ChannelAccount, *, found: str = "", problem: str = "", detail: str = "") -> None:
    now = timezone.now()
    ChannelAccount.objects.filter(pk=account.pk).update(checked_at=now, found=found, problem=problem)
    account.checked_at, account.found, account.problem = now, found, problem
    log.info("account_tried", account=account.pk, kind=account.kind, worked=not problem, detail=detail[:500])
