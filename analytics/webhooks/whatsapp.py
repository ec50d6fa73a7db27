"""What WhatsApp's Cloud API reports: what became of messages, and what people answer.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import msgspec

from analytics.events import Window
from analytics.models import Kind, WebhookProvider
from analytics.webhooks import words
from analytics.webhooks.base import Batch, MessageProvider, Received
from analytics.webhooks.notices import START, Notice
from core import signing
from core.channels import Channel
from core.errors import ForbiddenError

_TOKEN = "analytics.webhooks:verify"  # noqa: S105 - what the token is good for
# The person ended marketing messages within WhatsApp: as good as the word.
_STOPPED = "131050"


class _Details(msgspec.Struct):
    details: str = ""


class _Error(msgspec.Struct):
    code: int | str = ""
    title: str = ""
    message: str = ""
    error_data: _Details | None = None


class _Status(msgspec.Struct):
    id: str
    status: str
    timestamp: int | str = ""
    recipient_id: str = ""
    errors: list[_Error] = []


class _Text(msgspec.Struct):
    body: str = ""


class _Pressed(msgspec.Struct):
    text: str = ""


class _Reply(msgspec.Struct):
    title: str = ""


class _Interactive(msgspec.Struct):
    button_reply: _Reply | None = None


class _Context(msgspec.Struct):
    id: str = ""


class _Inbound(msgspec.Struct):
    id: str
    sender: str = msgspec.field(name="from", default="")
    timestamp: int | str = ""
    text: _Text | None = None
    button: _Pressed | None = None
    interactive: _Interactive | None = None
    context: _Context | None = None

    @property
    def words(self) -> str:
        """What was written, or stands on the button that was pressed."""
        if self.interactive and self.interactive.button_reply:
            return self.interactive.button_reply.title
        if self.button:
            return self.button.text
        return self.text.body if self.text else ""


class _Preference(msgspec.Struct):
    wa_id: str = ""
    value: str = ""
    timestamp: int | str = ""


class _Value(msgspec.Struct):
    statuses: list[_Status] = []
    messages: list[_Inbound] = []
    user_preferences: list[_Preference] = []


class _Change(msgspec.Struct):
    value: _Value


class _Entry(msgspec.Struct):
    changes: list[_Change] = []


class _Call(msgspec.Struct):
    entry: list[_Entry]


_decode = msgspec.json.Decoder(_Call).decode


class WhatsApp(MessageProvider):
    """Meta signs each body with the app's secret (https://developers.facebook.com/docs/graph-api/webhooks)."""

    name = WebhookProvider.WHATSAPP
    is_theirs = True
    called = "App secret"
    steps = (
        "In the Meta app dashboard open App settings, Basic, copy the app secret, and paste it here.",
        "Open WhatsApp, Configuration, and enter this address as the callback URL, with the verify token.",
        "Verify and save, and subscribe to the field messages, and to user_preferences.",
    )

    def verify_token(self, key: str) -> str:
        """What Meta sends along when it looks whether the address is ours; it follows from the address."""
        return signing.sign(_TOKEN, key)

    def look(self, key: str, query: Mapping[str, str]) -> str:
        """Answer the challenge by which a subscription begins.

        Raises:
            ForbiddenError: the token is not ours.
        """
        if "hub.mode" not in query:
            return ""
        if query["hub.mode"] != "subscribe" or signing.read(_TOKEN, query.get("hub.verify_token", "")) != key:
            raise ForbiddenError("The verify token is not this webhook's.")
        return query.get("hub.challenge", "")

    def check_call(self, call: Received, secret: str) -> None:
        """`X-Hub-Signature-256` is the HMAC of the body as it came."""
        wanted = "sha256=" + hmac.new(secret.encode(), call.body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted.encode(), call.headers.get("X-Hub-Signature-256", "").encode()):
            raise self.refused()

    def read(self, call: Received, secret: str, window: Window) -> Batch:
        """Check the signature, then each status and each answer."""
        self.check_call(call, secret)
        try:
            found = _decode(call.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise self.strange() from None
        return self.batch(_notices(found))


def _notices(call: _Call) -> Iterator[Notice]:
    for value in (change.value for entry in call.entry for change in entry.changes):
        for status in value.statuses:
            yield from _of_status(status)
        for message in value.messages:
            yield from _of_answer(message)
        for wish in value.user_preferences:
            if wish.value in ("stop", "resume"):
                kind = Kind.OPT_OUT.value if wish.value == "stop" else START
                yield _notice(kind, wish.wa_id, at=wish.timestamp)


def _of_status(status: _Status) -> Iterator[Notice]:
    """Who read a message got it, too, whichever report comes first; `sent` says no more than the hand-over did."""
    told = (status.recipient_id, status.id)
    if status.status in ("delivered", "read"):
        yield _notice(Kind.DELIVERY, *told, at=status.timestamp)
    if status.status == "read":
        yield _notice(Kind.OPEN, *told, at=status.timestamp, key=f"{status.id}:read")
    if status.status == "failed":
        reason = "; ".join(map(_in_words, status.errors))
        yield _notice(Kind.BOUNCE, *told, at=status.timestamp, key=f"{status.id}:failed", reason=reason)
        if any(str(error.code) == _STOPPED for error in status.errors):
            yield _notice(Kind.OPT_OUT, status.recipient_id, at=status.timestamp)


def _of_answer(message: _Inbound) -> Iterator[Notice]:
    """A word that ends messages; where it answers one of ours it counts for that one's campaign."""
    wish = words.wish(message.words)
    answered = message.context.id if message.context else ""
    if wish == "stop":
        yield _notice(Kind.OPT_OUT, message.sender, answered, at=message.timestamp, key=f"{message.id}:stop")
    elif wish == "start":
        yield _notice(START, message.sender, at=message.timestamp)


def _notice(kind: str, number: str, message_id: str = "", *, at: int | str, key: str = "", reason: str = "") -> Notice:
    return Notice(
        kind=kind,
        address=f"+{number.removeprefix('+')}",
        message_id=message_id,
        reason=reason,
        channel=Channel.WHATSAPP,
        at=_instant(at),
        key=key,
    )


def _in_words(error: _Error) -> str:
    said = (error.error_data.details if error.error_data else "") or error.message or error.title
    return f"{' '.join(said.split())} (code {error.code})"


def _instant(second: int | str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(second), UTC)
    except (ValueError, OverflowError, OSError):
        return None
