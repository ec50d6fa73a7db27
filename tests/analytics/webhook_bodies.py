"""What providers send, as they send it."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from standardwebhooks import Webhook

from analytics.models import Event, WebhookSource
from analytics.webhooks import sources

NOON = 1809255600  # 2027-05-02T11:00:00Z
MAILGUN_KEY = "key-3ax6xnjp29jd6fds4gc373sgvjxteol0"
RESEND_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SENDGRID_PAIR = ec.generate_private_key(ec.SECP256R1())
SENDGRID_KEY = base64.b64encode(
    SENDGRID_PAIR.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()


def make_source(company: Any, provider: str, secret: str = "") -> WebhookSource:
    """A webhook of a company's."""
    return sources.create(company_id=company.pk, name=f"Our {provider}", provider=provider, secret=secret).source


def post(source: WebhookSource, body: Any, content_type: str = "application/json", **headers: str) -> Any:
    """Call a webhook's address as its provider does."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().generic("POST", f"/webhooks/{source.key}", raw, content_type, headers=headers)


def counted(**fields: Any) -> list[tuple[str, str, int]]:
    """What is stored: kinds, rules and campaigns."""
    return sorted(Event.objects.filter(**fields).values_list("kind", "rule", "campaign_id"))


def standard(source: WebhookSource, body: bytes, *, at: int = NOON, **changes: str) -> dict[str, str]:
    """The headers of Standard Webhooks."""
    moment = datetime.fromtimestamp(at, tz=UTC)
    signature = Webhook(source.secret).sign("msg_2", moment, body.decode())
    return {"webhook-id": "msg_2", "webhook-timestamp": str(at), "webhook-signature": signature, **changes}


def mailgun(event: str = "delivered", token: str = "c5f8e3", variables: Any = None, **fields: Any) -> dict[str, Any]:
    """A call of Mailgun's."""
    signature = hmac.new(MAILGUN_KEY.encode(), f"{NOON}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": str(NOON), "token": token, "signature": signature},
        "event-data": {
            "event": event,
            "id": "Ase7i2zsRYeDXztHGENqRA",
            "timestamp": NOON + 0.25,
            "log-level": "info",
            "recipient": "kari@example.com",
            "recipient-domain": "example.com",
            "message": {"headers": {"to": "Kari <kari@example.com>", "message-id": "20270502.1.A@mg.example.com"}},
            "campaigns": [],
            "tags": ["spring"],
            "user-variables": variables or {},
            **fields,
        },
    }


def sendgrid(*events: dict[str, Any]) -> list[dict[str, Any]]:
    """Events of SendGrid's."""
    return [
        {
            "email": "kari@example.com",
            "timestamp": NOON + index,
            "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
            "category": ["cat facts"],
            "sg_event_id": f"sg_event_{index}==",
            "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
            **event,
        }
        for index, event in enumerate(events)
    ]


def sendgrid_headers(body: bytes) -> dict[str, str]:
    """Their signature."""
    signature = SENDGRID_PAIR.sign(str(NOON).encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": str(NOON),
    }


def postmark(record: str = "Delivery", **fields: Any) -> dict[str, Any]:
    """A call of Postmark's."""
    return {
        "RecordType": record,
        "ServerID": 23,
        "MessageStream": "outbound",
        "MessageID": "00000000-0000-0000-0000-000000000000",
        "Recipient": "kari@example.com",
        "Tag": "spring",
        "DeliveredAt": "2027-05-02T10:59:00.1234567Z",
        "Details": "Test delivery webhook details",
        "Metadata": {},
        **fields,
    }


def basic(source: WebhookSource) -> dict[str, str]:
    """User name and password of a webhook's address."""
    return {"Authorization": "Basic " + base64.b64encode(f"muster:{source.secret}".encode()).decode()}


def resend(kind: str = "email.delivered", metadata: Any = None, **data: Any) -> bytes:
    """A call of Resend's."""
    headers = [{"name": "X-Metadata", "value": json.dumps(metadata or {})}]
    body = {
        "type": kind,
        "created_at": "2027-05-02T10:58:00.126Z",
        "data": {
            "email_id": "56761188-7520-42d8-8898-ff6fc54ce618",
            "from": "Acme <onboarding@example.com>",
            "to": ["kari@example.com"],
            "subject": "Sow now",
            "headers": headers,
            **data,
        },
    }
    return json.dumps(body).encode()


def svix(body: bytes, message: str = "msg_p5jXN8AQM9LWM0D4loKWxJek") -> dict[str, str]:
    """Resend's signature."""
    signature = Webhook(RESEND_KEY).sign(message, datetime.fromtimestamp(NOON, tz=UTC), body.decode())
    return {"svix-id": message, "svix-timestamp": str(NOON), "svix-signature": signature}
