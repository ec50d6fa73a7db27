"""Signed JSON after Standard Webhooks: any source of events, by a bridge of the customer's own.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import secrets
from collections.abc import Mapping

from standardwebhooks import Webhook, WebhookVerificationError

from analytics import events
from analytics.api.reading import read_events
from analytics.events import Window
from analytics.models import WebhookProvider
from analytics.webhooks.base import Batch, Provider, Received

PREFIX = "whsec_"


def is_signed(secret: str, body: bytes, headers: Mapping[str, str], *, family: str = "webhook") -> bool:
    """Whether a body carries a signature of the last five minutes.

    Args:
        secret: `whsec_` and base64.
        family: what the three headers' names begin with.
    """
    signed = {f"webhook-{part}": headers.get(f"{family}-{part}", "") for part in ("id", "timestamp", "signature")}
    try:
        Webhook(secret).verify(body, signed, json_parse=False)
    except (WebhookVerificationError, ValueError):  # what is no base64, no text, or no pair
        return False
    return True


def check_signing_secret(secret: str) -> None:
    """Look at a secret that somebody pasted.

    Raises:
        ValueError: it is not `whsec_` and base64.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX) + "==", validate=True)
    except ValueError:
        key = b""
    if not secret.startswith(PREFIX) or not key:
        raise ValueError(f"The signing secret begins with {PREFIX} and ends in base64.")


class Standard(Provider):
    """Events just as the native door takes them, signed in place of a token."""

    name = WebhookProvider.STANDARD
    called = "Signing secret"
    steps = (
        "Give the address and the signing secret to the program that reports.",
        "It posts events as JSON or NDJSON, in the form of POST /api/analytics/events, and signs each call "
        "after Standard Webhooks.",
    )

    def make_secret(self) -> str:
        """As the standard writes them."""
        return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()

    def read(self, call: Received, secret: str, window: Window) -> Batch:
        """Check the signature, then each event."""
        if not is_signed(secret, call.body, call.headers):
            raise self.refused()
        return Batch(*events.read(read_events(call), window))
