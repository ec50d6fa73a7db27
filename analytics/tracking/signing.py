"""The tokens in tracked addresses: which link, and for messages whose and when sent, signed. Pure.

    <short id>.<signature>
    <short id>.<recipient>.<second of sending>.<signature>

The signature covers every character before it and what the address counts, so that nothing can be changed, cut or
carried from a click to an open.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from core import signing
from core.ids import parse_short_id, short_id

RECIPIENT = re.compile(r"[A-Za-z0-9_-]{1,64}")
LONGEST_TOKEN = 160
_PURPOSE = "analytics.tracking:{}"
_SENT = re.compile(r"[0-9a-f]{1,9}")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a token says.

    Args:
        link_id: the link's primary key.
        recipient: whose copy of a message it stands in, by the sender's own opaque name; empty where unknown.
        sent_at: when that was sent, to the second.
    """

    link_id: int
    recipient: str = ""
    sent_at: datetime | None = None


def sign(purpose: str, ticket: Ticket) -> str:
    """The token of a ticket.

    Args:
        purpose: what the address counts.

    Raises:
        ValueError: a recipient of other characters than letters, digits, `_` and `-`, or of more than 64.
    """
    if ticket.recipient and not RECIPIENT.fullmatch(ticket.recipient):
        raise ValueError("A recipient has 1 to 64 letters, digits, hyphens and underscores.")
    said = short_id(ticket.link_id)
    if ticket.recipient or ticket.sent_at:
        said += f".{ticket.recipient}.{_second(ticket.sent_at)}"
    return signing.sign(_PURPOSE.format(purpose), said)


def read(purpose: str, token: str) -> Ticket | None:
    """What a token says, or None for any that `sign` did not make for this purpose.

    Tokens of earlier keys hold as long as SECRET_KEY_FALLBACKS lists them.
    """
    said = signing.read(_PURPOSE.format(purpose), token) if len(token) <= LONGEST_TOKEN else None
    return _ticket(said) if said else None


def _ticket(said: str) -> Ticket | None:
    """The parts; signed ones are good unless SHORT_ID_SECRET has changed since."""
    first, *rest = said.split(".")
    link_id = parse_short_id(first)
    if link_id is None or len(rest) not in (0, 2):
        return None
    recipient, sent = rest or ("", "")
    return Ticket(link_id, recipient, datetime.fromtimestamp(int(sent, 16), UTC) if _SENT.fullmatch(sent) else None)


def _second(instant: datetime | None) -> str:
    return f"{int(instant.timestamp()):x}" if instant else ""
