"""The embedded default: nothing leaves, and everything that would have is kept to be looked at."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
from django.conf import settings

from core.channels import Channel as Reach
from delivery.channels.base import Channel, Outcome, Outgoing, Post, Published
from delivery.channels.mail.skeleton import Skeleton
from delivery.channels.webhook import PLATFORMS
from delivery.models import OutboxMessage

AT_ONCE: Final = 500
KEPT_ROWS: Final = 10_000  # of a company, the latest
KEPT_FILES: Final = 500
_SENDER: Final = {"from_address": "outbox@muster.invalid", "from_name": "Muster's outbox", "reply_to": ""}


class Outbox(Channel):
    """A table in place of the world."""

    kind = "outbox"
    label = "Outbox"
    icon = "outbox"
    about = "Nothing leaves: messages and posts are kept here, to be looked at."
    carries = (*Reach.values, *PLATFORMS)
    takes_key = True
    fields = ()

    def check(self) -> str:
        """There is nothing to sign in to."""
        return "Messages are kept here. None leaves."

    def send(self, batch: Sequence[Outgoing]) -> Iterator[Outcome]:
        """Keep them."""
        for start in range(0, len(batch), AT_ONCE):
            part = batch[start : start + AT_ONCE]
            self._keep([self._row(item) for item in part])
            self._write(part)
            yield from (Outcome(item.id, "sent", f"outbox:{item.key}"[:255]) for item in part)

    def publish(self, post: Post) -> Published:
        """Keep it."""
        content = {**asdict(post), "due_at": post.due_at.isoformat()}
        title = post.title or " ".join(post.text.split())
        self._keep([self._new(key=post.key, title=title[:1000], content=content)])
        return Published(f"outbox:{post.key}"[:255])

    def _row(self, item: Outgoing) -> OutboxMessage:
        message = item.message
        content = {
            **message.as_dict(),
            "unsubscribe_url": item.unsubscribe_url,
            "metadata": dict(item.metadata),
        }
        title = message.subject or " ".join((message.body or message.text).split())
        return self._new(key=item.key, address=item.address[:512], title=title[:1000], content=content)

    def _new(self, **fields: Any) -> OutboxMessage:
        account = self.account
        return OutboxMessage(
            company_id=account.company_id,
            account_id=account.id,
            channel=account.channel,
            at=datetime.now(UTC),
            **fields,
        )

    def _keep(self, rows: list[OutboxMessage]) -> None:
        """Keep them once each, and of all only the latest."""
        OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)
        newest = OutboxMessage.objects.order_by("-pk").values_list("pk", flat=True)
        last = newest[KEPT_ROWS : KEPT_ROWS + 1]
        OutboxMessage.objects.filter(pk__lte=last).delete()

    # -- Files, for developers

    def _write(self, part: Sequence[Outgoing]) -> None:
        """In development, also as files that a mail program opens."""
        if not settings.DEBUG:
            return
        folder = Path(settings.BASE_DIR) / "var" / "outbox"
        folder.mkdir(parents=True, exist_ok=True)
        skeleton, now = Skeleton(_SENDER), datetime.now(UTC)
        for item in part[-KEPT_FILES:]:
            (folder / file_name(item, now)).write_bytes(file_of(item, skeleton, now))
        for path in sorted(folder.iterdir(), reverse=True)[KEPT_FILES:]:
            path.unlink(missing_ok=True)


def file_name(item: Outgoing, now: datetime) -> str:
    """A name that sorts by time; nothing of what callers write is in it."""
    ending = "eml" if item.message.channel == Reach.EMAIL else "json"
    return f"{now:%Y%m%d-%H%M%S}-{hashlib.sha256(item.key.encode()).hexdigest()[:12]}.{ending}"


def file_of(item: Outgoing, skeleton: Skeleton, now: datetime) -> bytes:
    """An e-mail as it would have left, or another message's content."""
    if item.message.channel == Reach.EMAIL:
        try:
            return skeleton.fill(item, now)
        except ValueError:  # the address can be none
            return b""
    content = {"to": item.address, "message": item.message.as_dict(), "metadata": dict(item.metadata)}
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)
