"""Posts on LinkedIn, by a page or a person.

https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api
"""

import re
from typing import Any, Final
from urllib.parse import quote

from core.http import FetchedResponse
from delivery.channels import media
from delivery.channels.api import ApiChannel, at, harmless, said
from delivery.channels.base import Post, Published, RefusedError, UncertainError
from delivery.channels.fields import Field
from delivery.channels.wire import Wire

MOST_BYTES: Final = 8_000_000
MOST_MEDIA: Final = 20
# In the Posts API's "little text" these have a meaning, and stand for themselves behind a backslash. Hashtags are
# left as they are: LinkedIn finds them.
_RESERVED = re.compile(r"([\\|{}@\[\]()<>*_~])")


def _author(value: str) -> None:
    if not re.fullmatch(r"urn:li:(organization|person):[\w-]+", value):
        raise ValueError("It looks like urn:li:organization:123 or urn:li:person:abc.")


def _version(value: str) -> None:
    if not re.fullmatch(r"20\d{4}", value):
        raise ValueError("A year and a month: 202610.")


class LinkedIn(ApiChannel):
    """Posts by a page or a person."""

    kind = "linkedin"
    label = "LinkedIn"
    icon = "work"
    about = "Posts by a company's page or by a person, with pictures or a link."
    carries = ("linkedin",)
    fields = (
        Field("author", "Author", check=_author, help="urn:li:organization:… (a page) or urn:li:person:…"),
        Field("access_token", "Access token", secret=True, most=2000, help="With the right to post for the author."),
        Field("version", "API version", default="202610", check=_version, help="A year and a month; good for a year."),
        Field("base_url", "API address", "url", default="https://api.linkedin.com"),
    )

    def connect(self) -> Wire:
        """Signed in by the token, in one version of the API."""
        headers = {
            "Authorization": f"Bearer {self.account.secrets['access_token']}",
            "LinkedIn-Version": self.account.settings["version"],
            "X-Restli-Protocol-Version": "2.0.0",
        }
        return Wire(self.account.settings["base_url"], headers=headers, timeout=60)

    def check(self) -> str:
        """Ask for the author's name."""
        kind, number = self.account.settings["author"].split(":")[2:]
        path = f"rest/organizations/{number}" if kind == "organization" else "v2/userinfo"
        found = self._taken(self.wire.call("GET", path))
        return f"Signed in; posts are by {at(found, 'localizedName') or at(found, 'name') or 'the author'}."

    def post(self, post: Post) -> Published:
        """Upload the pictures, then post."""
        content = self._content(post)
        body = {
            "author": self.account.settings["author"],
            "commentary": _RESERVED.sub(r"\\\1", post.text),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
            **({"content": content} if content else {}),
        }
        answer = self.wire.call("POST", "rest/posts", json=body)
        self._taken(answer)
        urn = answer.headers.get("x-restli-id", "")
        return Published(urn, f"https://www.linkedin.com/feed/update/{quote(urn, safe=':')}/" if urn else "")

    def _content(self, post: Post) -> dict[str, Any]:
        if len(post.media) > MOST_MEDIA:
            raise RefusedError(f"LinkedIn takes at most {MOST_MEDIA} pictures.", permanent=True)
        images = [{"id": self._upload(url)} for url in post.media]
        if len(images) > 1:
            return {"multiImage": {"images": images}}
        if images:
            return {"media": images[0]}
        return {"article": {"source": post.link, "title": post.title or post.link}} if post.link else {}

    def _upload(self, url: str) -> str:
        file = media.fetch(self.wire, url, most_bytes=MOST_BYTES, types=("image/",))
        try:
            body = {"initializeUploadRequest": {"owner": self.account.settings["author"]}}
            found = self._taken(self.wire.call("POST", "rest/images?action=initializeUpload", json=body))
            place = str(at(found, "value", "uploadUrl"))
            self._taken(self.wire.call("PUT", place, content=file.content, headers={"Content-Type": file.type}))
        except UncertainError as error:  # a picture alone is not seen by anybody
            raise harmless(error) from error
        return str(at(found, "value", "image"))

    def _taken(self, answer: FetchedResponse) -> dict[str, Any]:
        found = said(answer)
        if 200 <= answer.status < 300:
            return found
        # LinkedIn refuses the same text by the same author within some minutes: an earlier attempt has arrived.
        reason = str(at(found, "message"))
        raise self._refusal(answer, reason, permanent=True if answer.status == 409 else None)
