"""Accounts, messages and posts, and providers to hand them to."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from core.channels import Channel
from delivery.channels.base import Account, Outgoing, Post
from delivery.channels.fields import checked
from delivery.channels.kinds import KINDS
from templates_app.rendering.message import Message
from tests.delivery.channels.provider import Provider, provider

DUE = datetime(2027, 5, 2, 11, 0, tzinfo=UTC)


def message(channel: str = Channel.EMAIL, **fields: Any) -> Message:
    """A rendered message."""
    empty: dict[str, Any] = {
        "template": "spring",
        "language": "en",
        "subject": "",
        "preheader": "",
        "header": None,
        "body": "",
        "html": "",
        "text": "",
        "footer": "",
        "buttons": (),
        "cards": (),
        "header_values": (),
        "body_values": (),
    }
    return Message(channel=channel, **{**empty, **fields})


def mail(number: int = 1, address: str = "", **fields: Any) -> Outgoing:
    """An e-mail on its way to somebody."""
    words = {"subject": "Spring offer", "text": "Hello there", "html": "<p>Hello <b>there</b></p>", **fields}
    return Outgoing(number, address or f"guest{number}@example.com", message(**words), f"run7:{number}")


def outgoing(channel: str, address: str, **fields: Any) -> Outgoing:
    """Another message on its way."""
    return Outgoing(1, address, message(channel, **fields), "run7:1", metadata={"campaign_id": "42"})


def post(text: str = "Hello world", **fields: Any) -> Post:
    """A post."""
    return Post(key="content:5", text=text, due_at=DUE, **fields)


def account(kind: str, channel: str = "", secrets: dict[str, str] | None = None, **settings: Any) -> Account:
    """An account, its settings checked as the back office does."""
    fields = [field for field in KINDS[kind].fields if not field.secret]
    carried = channel or KINDS[kind].carries[0]
    return Account(1, 1, carried, checked(fields, settings), secrets or {})


@pytest.fixture
def api(settings) -> Iterator[Provider]:
    """A provider that the operator has opened."""
    with provider() as found:
        settings.OUTBOUND_ALLOW = found.server.allow
        yield found


@pytest.fixture
def opened() -> Iterator[list[Any]]:
    """Channels to be closed at the end."""
    channels: list[Any] = []
    yield channels
    for channel in channels:
        channel.close()


@pytest.fixture
def make(opened):
    """Opens a channel of a kind."""

    def opening(kind: str, channel: str = "", secrets: dict[str, str] | None = None, **settings: Any) -> Any:
        opened.append(KINDS[kind](account(kind, channel, secrets, **settings)))
        return opened[-1]

    return opening
