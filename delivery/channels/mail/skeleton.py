"""An e-mail as bytes: what all of an account's mails share is built once, the rest filled in for each."""

import re
import secrets
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from delivery import message_names
from delivery.channels.base import Outgoing
from delivery.channels.fields import Field
from delivery.channels.mail import words

SENDER_FIELDS = (
    Field("from_address", "From", "email", help="The address that mails come from."),
    Field("from_name", "From, by name", required=False, most=200, help="As it stands in the inbox."),
    Field("reply_to", "Replies to", "email", required=False, help="Empty: the address above."),
)

_UNFIT = re.compile(r"[\x00-\x20<>\x7f]")


class Skeleton:
    """The shape of an account's e-mails.

    Args:
        settings: of the account, with `SENDER_FIELDS`.
        doubles_dots: whether a dot at the beginning of a body's line stands twice, for SMTP.
    """

    def __init__(self, settings: Any, *, doubles_dots: bool = False) -> None:
        self._doubles_dots = doubles_dots
        self.sender = ascii_address(settings["from_address"])
        self.domain = self.sender.rpartition("@")[2]
        self._names = message_names.Names(self.domain)
        # "=_" stands in no quoted-printable and no base64, so that no body can hold the boundary.
        boundary = f"=_{secrets.token_hex(12)}".encode()
        head = [f"From: {words.mailbox(settings['from_name'], self.sender)}"]
        if settings["reply_to"]:
            head.append(f"Reply-To: <{ascii_address(settings['reply_to'])}>")
        head.append("MIME-Version: 1.0")
        self._head = "\r\n".join(head).encode() + b"\r\n"
        self._both = b'Content-Type: multipart/alternative; boundary="' + boundary + b'"\r\n\r\n'
        self._part, self._end = b"--" + boundary + b"\r\n", b"--" + boundary + b"--\r\n"

    def fill(self, item: Outgoing, now: datetime) -> bytes:
        """The whole mail, with CRLF."""
        message = item.message
        text, html = message.text or message.body, message.html
        pieces = [self._head, self._own(item, now)]
        plain = self._section(b"plain", text)
        if not html:
            pieces.append(plain)
        else:
            pieces += (self._both, self._part, plain, self._part, self._section(b"html", html), self._end)
        return b"".join(pieces)

    def message_id(self, key: str) -> str:
        """The mail's own name: the same for the same key, so that what came twice is seen as one."""
        return self._names.message_id(key)

    def _section(self, kind: bytes, text: str) -> bytes:
        encoding, lines = words.body(text, doubles_dots=self._doubles_dots)
        head = b"Content-Type: text/%b; charset=utf-8\r\nContent-Transfer-Encoding: %b\r\n\r\n"
        return head % (kind, encoding) + lines

    def _own(self, item: Outgoing, now: datetime) -> bytes:
        lines = (
            f"To: <{ascii_address(item.address)}>\r\nSubject: {words.header(item.message.subject)}\r\n"
            f"Date: {_date(int(now.timestamp()))}\r\nMessage-ID: {self.message_id(item.key)}\r\n"
        )
        for name, value in headers(item).items():
            lines += f"{name}: {value}\r\n"
        return lines.encode()


def headers(item: Outgoing) -> dict[str, str]:
    """The headers by which mailboxes let people leave, and tell senders how they fare."""
    found = {}
    if item.unsubscribe_url:  # RFC 8058
        found["List-Unsubscribe"] = f"<{item.unsubscribe_url}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    told = item.metadata.get
    if feedback := _feedback(told("campaign_id", ""), told("content_id", ""), told("run_id", "")):
        found["Feedback-ID"] = feedback
    return found


@lru_cache(maxsize=64)
def _feedback(*parts: str) -> str:
    """By which senders learn how they fare: https://support.google.com/a/answer/6254652."""
    return words.header(":".join((*parts, "muster"))) if any(parts) else ""


def ascii_address(address: str) -> str:
    """An address with its domain in ASCII (IDNA).

    Raises:
        ValueError: it can be no address, or its domain no domain.
    """
    local, _, domain = address.rpartition("@")
    if not local or not domain or _UNFIT.search(address):
        raise ValueError("It is not an e-mail address.")
    if domain.isascii():
        return address
    return f"{local}@{domain.encode('idna').decode()}"


@lru_cache(maxsize=4)
def _date(second: int) -> str:
    return format_datetime(datetime.fromtimestamp(second, UTC))
