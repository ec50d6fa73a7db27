"""A signed JSON webhook: whatever has no adapter of its own can be a program of the customer's.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from standardwebhooks import Webhook as Signer

from campaigns.platforms import LIMITS
from core.channels import Channel as Reach
from core.http import FetchedResponse
from delivery.channels.api import ApiChannel, at, said
from delivery.channels.base import Outgoing, Post, Published
from delivery.channels.fields import Field
from delivery.channels.wire import Wire

PLATFORMS = tuple(name for name in LIMITS if name not in (*Reach.values, "push"))


def _signing_secret(value: str) -> None:
    try:
        key = b64decode(value.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not value.startswith("whsec_") or not 24 <= len(key) <= 64:
        raise ValueError("It begins with whsec_, followed by 24 to 64 random bytes in base64.")


class Webhook(ApiChannel):
    """Each message and post as one signed call."""

    kind = "webhook"
    label = "Webhook (signed JSON)"
    icon = "webhook"
    about = "Calls a program of yours for each message or post, signed after Standard Webhooks."
    carries = (*Reach.values, *PLATFORMS)
    takes_key = True  # the standard's webhook-id: a receiver that has seen it takes the call and does nothing
    fields = (
        Field("url", "Address", "url", most=2000),
        Field("signing_secret", "Signing secret", secret=True, check=_signing_secret, help="whsec_ and base64."),
    )

    def connect(self) -> Wire:
        """To the program."""
        return Wire(self.account.settings["url"])

    def check(self) -> str:
        """Call it with a test that means nothing."""
        self._call("test", f"check-{datetime.now(UTC):%Y%m%d%H%M%S%f}", {})
        return f"{self.wire.host} took a signed test call."

    def hand_over(self, item: Outgoing) -> str:
        """One message."""
        data = {
            "address": item.address,
            "message": item.message.as_dict(),
            "unsubscribe_url": item.unsubscribe_url,
            "metadata": dict(item.metadata),
        }
        return str(at(self._call("message", item.key, data), "id"))

    def post(self, post: Post) -> Published:
        """One post."""
        data = {
            "platform": self.account.channel,
            "title": post.title,
            "text": post.text,
            "media": post.media,
            "link": post.link,
            "language": post.language,
            "metadata": dict(post.metadata),
        }
        found = self._call("post", post.key, data)
        return Published(str(at(found, "id")), str(at(found, "url")))

    def _call(self, kind: str, key: str, data: Mapping[str, Any]) -> dict[str, Any]:
        now = datetime.now(UTC)
        body = orjson.dumps({"type": kind, "timestamp": now.isoformat(timespec="seconds"), "data": data})
        headers = {
            "Content-Type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Signer(self.account.secrets["signing_secret"]).sign(key, now, body.decode()),
        }
        return self._taken(self.wire.call("POST", "", content=body, headers=headers))

    def _taken(self, answer: FetchedResponse) -> dict[str, Any]:
        """What the program says; 410 means that it wants no more of this (Standard Webhooks, on failures)."""
        found = said(answer)
        if 200 <= answer.status < 300:
            return found
        reason = str(at(found, "message") or at(found, "error"))
        raise self._refusal(answer, reason, of_account=True if answer.status in (404, 410) else None)
