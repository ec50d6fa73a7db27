"""Posts on Bluesky by the AT Protocol.

https://docs.bsky.app/docs/advanced-guides/posts
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from core.errors import OutboundError
from core.http import FetchedResponse
from delivery.channels import media
from delivery.channels.api import ApiChannel, at, said
from delivery.channels.base import Account, Post, Published, RefusedError
from delivery.channels.fields import Field
from delivery.channels.wire import Wire

COLLECTION: Final = "app.bsky.feed.post"
MOST_BYTES: Final = 1_000_000  # lexicon app.bsky.embed.images
MOST_MEDIA: Final = 4
_DIGITS: Final = "234567abcdefghijklmnopqrstuvwxyz"  # https://atproto.com/specs/tid
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}'»”]")
_TAG = re.compile(r"(?<![\w&/])#(\w*[^\W\d]\w*)")


class Bluesky(ApiChannel):
    """Posts by an account on Bluesky."""

    kind = "bluesky"
    label = "Bluesky"
    icon = "flutter_dash"
    about = "Posts by your account, with pictures, links and hashtags."
    carries = ("bluesky",)
    takes_key = True  # the record's key is made of ours: a second record under it is refused
    fields = (
        Field("identifier", "Handle", help="For instance you.bsky.social."),
        Field("app_password", "App password", secret=True, help="Settings, Privacy and security, App passwords."),
        Field("base_url", "Server", "url", default="https://bsky.social"),
    )

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._did = ""
        self._token = ""

    def connect(self) -> Wire:
        """To the account's server; signing in is a call of its own."""
        return Wire(f"{self.account.settings['base_url'].rstrip('/')}/xrpc", timeout=60)

    def check(self) -> str:
        """Sign in."""
        self._sign_in()
        return f"Signed in as @{self.account.settings['identifier'].removeprefix('@')} ({self._did})."

    def post(self, post: Post) -> Published:
        """Sign in, upload the pictures, create the record under a key that is ours."""
        self._sign_in()
        rkey = record_key(post)
        record = {
            "$type": COLLECTION,
            "text": text_of(post),
            "createdAt": post.due_at.isoformat().replace("+00:00", "Z"),
            "facets": list(facets(text_of(post))),
            **({"langs": [post.language]} if post.language else {}),
            **self._embedded(post),
        }
        body = {"repo": self._did, "collection": COLLECTION, "rkey": rkey, "record": record}
        try:
            self._taken(self.wire.call("POST", "com.atproto.repo.createRecord", json=body, headers=self._signed()))
        except OutboundError:
            # A record that is there already is refused, with whatever status: an earlier attempt has arrived.
            if not self._is_there(rkey):
                raise
        handle = self.account.settings["identifier"].removeprefix("@")
        return Published(f"at://{self._did}/{COLLECTION}/{rkey}", f"https://bsky.app/profile/{handle}/post/{rkey}")

    def _sign_in(self) -> None:
        pair = {
            "identifier": self.account.settings["identifier"].removeprefix("@"),
            "password": self.account.secrets["app_password"],
        }
        found = self._taken(self.wire.call("POST", "com.atproto.server.createSession", json=pair))
        self._did, self._token = str(at(found, "did")), str(at(found, "accessJwt"))

    def _signed(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _embedded(self, post: Post) -> dict[str, Any]:
        if not post.media:
            return {}
        if len(post.media) > MOST_MEDIA:
            raise RefusedError(f"Bluesky takes at most {MOST_MEDIA} pictures.", permanent=True)
        images = [{"alt": "", "image": self._upload(url)} for url in post.media]
        return {"embed": {"$type": "app.bsky.embed.images", "images": images}}

    def _upload(self, url: str) -> Any:
        file = media.fetch(self.wire, url, most_bytes=MOST_BYTES, types=("image/",))
        headers = {**self._signed(), "Content-Type": file.type}
        answer = self.wire.call("POST", "com.atproto.repo.uploadBlob", content=file.content, headers=headers)
        return at(self._taken(answer), "blob")

    def _is_there(self, rkey: str) -> bool:
        query = f"repo={self._did}&collection={COLLECTION}&rkey={rkey}"
        try:
            return self.wire.call("GET", f"com.atproto.repo.getRecord?{query}").status == 200
        except OutboundError:
            return False  # trying again will tell: the key is the same then

    def _taken(self, answer: FetchedResponse) -> dict[str, Any]:
        found = said(answer)
        if 200 <= answer.status < 300:
            return found
        expired = at(found, "error") in ("ExpiredToken", "InvalidToken")
        reason = str(at(found, "message") or at(found, "error"))
        raise self._refusal(answer, reason, permanent=False if expired else None, of_account=True if expired else None)


def text_of(post: Post) -> str:
    """The text, with the link where it is not in it already."""
    return f"{post.text}\n\n{post.link}" if post.link and post.link not in post.text else post.text


def record_key(post: Post) -> str:
    """The record's key, always the same for a post: its time in microseconds and ten bits, as a TID."""
    digest = int.from_bytes(hashlib.sha256(post.key.encode()).digest()[:8], "big")
    due: datetime = post.due_at
    microseconds = int(due.timestamp() * 1000) * 1000 + digest % 1000
    number = microseconds << 10 | digest >> 32 & 0x3FF
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def facets(text: str) -> Iterator[dict[str, Any]]:
    """The links and hashtags in a text, by their places in its UTF-8."""
    for pattern, kind, name, group in ((_LINK, "link", "uri", 0), (_TAG, "tag", "tag", 1)):
        for found in pattern.finditer(text):
            start, end = (len(text[: found.span()[side]].encode()) for side in (0, 1))
            feature = {"$type": f"app.bsky.richtext.facet#{kind}", name: found.group(group)}
            yield {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}
