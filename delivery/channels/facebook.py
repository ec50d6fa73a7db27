"""Posts on a Facebook page by the Graph API.

https://developers.facebook.com/docs/pages-api/posts
"""

import json
from typing import Any, Final

from core.http import FetchedResponse
from delivery.channels import media
from delivery.channels.api import ApiChannel, at, by_code, harmless, said
from delivery.channels.base import Post, Published, RefusedError, UncertainError
from delivery.channels.fields import Field
from delivery.channels.wire import Wire

MOST_MEDIA: Final = 10

# Code → (permanent, of the account). https://developers.facebook.com/docs/graph-api/guides/error-handling
CODES: Final = {
    1: (False, False),  # unknown, or a passing fault over there
    2: (False, True),  # the service is down
    3: (True, True),  # capability
    4: (False, True),  # too many calls of this app
    10: (True, True),  # permission not granted
    17: (False, True),  # too many calls of this user
    32: (False, True),  # too many calls of this page
    100: (True, False),  # a parameter is wrong
    102: (True, True),  # the session has ended
    190: (True, True),  # the token has expired
    200: (True, True),  # permission
    341: (False, True),  # the application's limit
    368: (False, True),  # blocked for a while for breaking policies
    506: (True, False),  # the same post again: an earlier attempt has arrived
}


class Facebook(ApiChannel):
    """Posts by a page."""

    kind = "facebook"
    label = "Facebook page"
    icon = "thumb_up"
    about = "Posts by a page, with pictures, a video or a link."
    carries = ("facebook",)
    fields = (
        Field("page_id", "Page ID", most=64),
        Field("access_token", "Page access token", secret=True, most=1000, help="With pages_manage_posts."),
        Field("base_url", "API address", "url", default="https://graph.facebook.com/v23.0"),
    )

    def connect(self) -> Wire:
        """Signed in by the token."""
        token = self.account.secrets["access_token"]
        return Wire(self.account.settings["base_url"], headers={"Authorization": f"Bearer {token}"}, timeout=60)

    def check(self) -> str:
        """Ask for the page's name."""
        found = self._taken(self.wire.call("GET", f"{self.account.settings['page_id']}?fields=name"))
        return f"Signed in to the page “{at(found, 'name')}”."

    def post(self, post: Post) -> Published:
        """A text with or without a link, one picture or video, or several pictures."""
        path, form = self._call_for(post)
        found = self._taken(self.wire.call("POST", f"{self.account.settings['page_id']}/{path}", form=form))
        number = str(at(found, "post_id") or at(found, "id"))
        return Published(number, f"https://www.facebook.com/{number}" if number else "")

    def _call_for(self, post: Post) -> tuple[str, dict[str, str]]:
        videos = [url for url in post.media if media.is_video(url)]
        if len(post.media) > MOST_MEDIA or (videos and len(post.media) > 1):
            raise RefusedError(f"Facebook takes at most {MOST_MEDIA} pictures, or one video.", permanent=True)
        text = f"{post.text}\n\n{post.link}" if post.media and post.link and post.link not in post.text else post.text
        if videos:
            return "videos", {"file_url": videos[0], "description": text, "title": post.title}
        if len(post.media) == 1:
            return "photos", {"url": post.media[0], "caption": text}
        form = {"message": text, **({"link": post.link} if post.link and not post.media else {})}
        for index, url in enumerate(post.media):
            form[f"attached_media[{index}]"] = json.dumps({"media_fbid": self._upload(url)})
        return "feed", form

    def _upload(self, url: str) -> str:
        form = {"url": url, "published": "false"}
        try:
            answer = self.wire.call("POST", f"{self.account.settings['page_id']}/photos", form=form)
        except UncertainError as error:  # an unpublished picture is not seen by anybody
            raise harmless(error) from error
        return str(at(self._taken(answer), "id"))

    def _taken(self, answer: FetchedResponse) -> dict[str, Any]:
        found = said(answer)
        if 200 <= answer.status < 300:
            return found
        error = at(found, "error")
        code = at(error, "code")
        reason = str(at(error, "error_user_msg") or at(error, "message"))
        raise self._refusal(answer, f"{reason} (code {code})" if code else reason, **by_code(CODES, code))
