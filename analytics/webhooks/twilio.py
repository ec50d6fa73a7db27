"""What Twilio reports: what became of text messages, and what people answer.

https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from django.http import QueryDict

from analytics.events import Window
from analytics.models import Kind, WebhookProvider
from analytics.webhooks import words
from analytics.webhooks.base import Batch, MessageProvider, Received
from analytics.webhooks.notices import START, Notice
from core.channels import Channel

# Numbers to which nothing can ever be sent. Not 30003 (switched off, out of reach), 30004 (blocked), 30007 (filtered)
# or 30008 (unknown): they say nothing of the next message. https://www.twilio.com/docs/api/errors
UNREACHABLE: Final = frozenset(
    {
        "21211",  # not a number
        "21614",  # not a mobile number
        "30005",  # unknown, or no longer there
        "30006",  # a landline, or a carrier that cannot be reached
    }
)
STOPPED: Final = "21610"  # the person answered STOP, and Twilio keeps a list of its own
_PORTS: Final = {"https": 443, "http": 80}


class Twilio(MessageProvider):
    """Twilio signs its address and the form with the account's token (https://www.twilio.com/docs/usage/security)."""

    name = WebhookProvider.TWILIO
    is_theirs = True
    called = "Auth token"
    # It reads answers to what comes in as instructions, and this one has none.
    reply = ("text/xml", "<Response/>")
    steps = (
        "In the Twilio console copy the account's auth token, and paste it here.",
        "Enter this address as the webhook address of the channel account by which text messages go: each message then "
        "asks for reports.",
        "So that STOP is heard: enter it as well where a message comes in, at the number or the messaging service, as "
        "a webhook with HTTP POST.",
    )

    def read(self, call: Received, secret: str, window: Window) -> Batch:
        """Check the signature, then what the form says."""
        form: QueryDict = call.POST if call.content_type == "application/x-www-form-urlencoded" else QueryDict()
        query = call.META.get("QUERY_STRING", "")
        address = f"{call.address}?{query}" if query else call.address
        given = call.headers.get("X-Twilio-Signature", "").encode()
        # Twilio leaves a usual port out, or not; its own libraries try both.
        fits = [hmac.compare_digest(signature(one, form, secret).encode(), given) for one in _spellings(address)]
        if not any(fits):
            raise self.refused()
        if not form.get("MessageSid"):
            raise self.strange()
        return self.batch(_notices({name: str(value) for name, value in form.items()}))


def signature(address: str, form: QueryDict, token: str) -> str:
    """What a call must bring: the HMAC-SHA1 of the address and of all names and values in their order."""
    said = address + "".join(f"{name}{value}" for name in sorted(form) for value in sorted(set(form.getlist(name))))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def _spellings(address: str) -> Iterator[str]:
    """An address as it is, and with its usual port written out, or left out."""
    yield address
    parts = urlsplit(address)
    usual = _PORTS.get(parts.scheme)
    if parts.port is None:
        yield urlunsplit(parts._replace(netloc=f"{parts.netloc}:{usual}"))
    elif parts.port == usual:
        yield urlunsplit(parts._replace(netloc=parts.netloc.rpartition(":")[0]))


def _notices(form: Mapping[str, str]) -> Iterator[Notice]:
    """A report on a message of ours, or a message that came in."""
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if status == "delivered":
        yield Notice(Kind.DELIVERY, form.get("To", ""), sid, channel=Channel.SMS)
    elif status in ("undelivered", "failed"):
        yield from _failed(form, sid)
    elif not status:
        yield from _answered(form)


def _failed(form: Mapping[str, str], sid: str) -> Iterator[Notice]:
    code, number = form.get("ErrorCode", ""), form.get("To", "")
    said = " ".join(form.get("ErrorMessage", "").split()) or f"Twilio could not deliver it: {form.get('MessageStatus')}"
    reason = f"{said} (code {code})" if code else said
    # One that failed was undelivered before, or the other way round: it is one bounce.
    yield Notice(Kind.BOUNCE, number, sid, code in UNREACHABLE, reason, channel=Channel.SMS, key=f"{sid}:failed")
    if code == STOPPED:
        yield Notice(Kind.OPT_OUT, number, reason=reason, channel=Channel.SMS)


def _answered(form: Mapping[str, str]) -> Iterator[Notice]:
    """`OptOutType` says what a messaging service understood; else the word itself does."""
    wish = form.get("OptOutType", "").lower() or words.wish(form.get("Body", ""))
    if wish in ("stop", "start"):
        kind = Kind.OPT_OUT.value if wish == "stop" else START
        yield Notice(kind, form.get("From", ""), channel=Channel.SMS)
