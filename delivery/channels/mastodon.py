"""Posts on Mastodon, and on whatever speaks its API.

https://docs.joinmastodon.org/methods/statuses/#create
"""

import time
from typing import Any, Final

from core.http import FetchedResponse
from delivery.channels import media
from delivery.channels.api import ApiChannel, at, said
from delivery.channels.base import Post, Published, RefusedError
from delivery.channels.fields import Field
from delivery.channels.multipart import multipart
from delivery.channels.wire import Wire

MOST_BYTES: Final = 16_000_000  # of a picture, as servers are set up unless they say otherwise
LOOKS: Final = 10  # at a file that the server still works on
PAUSE: Final = 1.0


class Mastodon(ApiChannel):
    """Posts by an account on a server of the fediverse."""

    kind = "mastodon"
    label = "Mastodon"
    icon = "public"
    about = "Posts by your account on any Mastodon server."
    carries = ("mastodon",)
    takes_key = True  # Idempotency-Key, kept for an hour
    fields = (
        Field("base_url", "Server", "url", help="Where your account is, for instance https://mastodon.social."),
        Field("access_token", "Access token", secret=True, help="Preferences, Development, New application."),
        Field(
            "visibility",
            "Visibility",
            "choice",
            default="public",
            choices=(("public", "Public"), ("unlisted", "Quiet public"), ("private", "Followers only")),
        ),
    )

    def connect(self) -> Wire:
        """Signed in by the token."""
        token = self.account.secrets["access_token"]
        return Wire(self.account.settings["base_url"], headers={"Authorization": f"Bearer {token}"}, timeout=60)

    def check(self) -> str:
        """Ask who we are."""
        found = self._taken(self.wire.call("GET", "api/v1/accounts/verify_credentials"))
        return f"Signed in as @{at(found, 'acct')}@{self.wire.host}."

    def post(self, post: Post) -> Published:
        """Upload the files, then post."""
        body: dict[str, Any] = {
            "status": f"{post.text}\n\n{post.link}" if post.link and post.link not in post.text else post.text,
            "visibility": self.account.settings["visibility"],
        }
        if post.language:
            body["language"] = post.language
        if post.media:
            body["media_ids"] = [self._upload(url) for url in post.media]
        answer = self.wire.call("POST", "api/v1/statuses", json=body, headers={"Idempotency-Key": post.key})
        found = self._taken(answer)
        return Published(str(at(found, "id")), str(at(found, "url")))

    def _upload(self, url: str) -> str:
        file = media.fetch(self.wire, url, most_bytes=MOST_BYTES, types=("image/", "video/"))
        content, headers = multipart("file", file)
        number = str(at(self._taken(self.wire.call("POST", "api/v2/media", content=content, headers=headers)), "id"))
        for _ in range(LOOKS):
            answer = self.wire.call("GET", f"api/v1/media/{number}")
            if answer.status != 206:  # still being worked on
                self._taken(answer)
                return number
            time.sleep(PAUSE)
        raise RefusedError(f"The server is still working on {url}.", permanent=False)

    def _taken(self, answer: FetchedResponse) -> dict[str, Any]:
        found = said(answer)
        if 200 <= answer.status < 300:
            return found
        raise self._refusal(answer, str(at(found, "error")))
