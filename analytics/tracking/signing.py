"""The tokens in tracked addresses: which link, and for messages whose and when sent, signed. Pure.

    <short id>.<signature>
    <short id>.<recipient>.<second of sending>.<signature>

The signature covers every character before it and what the address counts, so that nothing can be changed, cut or
carried from a click to an open.
"""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from core.ids import parse_short_id, short_id

RECIPIENT = re.compile(r"[A-Za-z0-9_-]{1,64}")
LONGEST_TOKEN = 160
_SALT = "analytics.tracking"
_BYTES = 12  # 96 bits; a multiple of three, so that base64 has one spelling only
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
    return f"{said}.{_signature(purpose, said, settings.SECRET_KEY)}"


def read(purpose: str, token: str) -> Ticket | None:
    """What a token says, or None for any that `sign` did not make for this purpose.

    Tokens of earlier keys hold as long as SECRET_KEY_FALLBACKS lists them.
    """
    said, _, signature = token.rpartition(".")
    if not said or len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(_signature(purpose, said, key), signature) for key in keys):
        return None
    return _ticket(said)


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


def _signature(purpose: str, said: str, key: str | bytes) -> str:
    digest = salted_hmac(_SALT, f"{purpose}:{said}", secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:_BYTES]).decode()
