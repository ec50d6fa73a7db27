"""Posts to a Telegram channel or group by the Bot API.

https://core.telegram.org/bots/api
"""

from typing import Any, Final

from core.http import FetchedResponse
from delivery.channels import media
from delivery.channels.api import ApiChannel, at, said
from delivery.channels.base import Post, Published, RefusedError
from delivery.channels.fields import Field
from delivery.channels.wire import Wire

LONGEST_TEXT: Final = 4096
LONGEST_CAPTION: Final = 1024
MOST_MEDIA: Final = 10


class Telegram(ApiChannel):
    """Posts by a bot."""

    kind = "telegram"
    label = "Telegram"
    icon = "send"
    about = "Posts to a channel or group in which your bot may write."
    carries = ("telegram",)
    fields = (
        Field("chat_id", "Channel or group", most=64, help="@name of a public channel, or the number of any other."),
        Field("bot_token", "Bot token", secret=True, help="As @BotFather shows it."),
        Field("base_url", "API address", "url", default="https://api.telegram.org"),
    )

    def connect(self) -> Wire:
        """The token is part of the address."""
        return Wire(f"{self.account.settings['base_url'].rstrip('/')}/bot{self.account.secrets['bot_token']}")

    def check(self) -> str:
        """Ask who the bot is, and whether it sees the chat."""
        bot = self._call("getMe", {})
        chat = self._call("getChat", {"chat_id": self.account.settings["chat_id"]})
        where = at(chat, "title") or at(chat, "username") or self.account.settings["chat_id"]
        return f"@{at(bot, 'username')} is signed in and sees “{where}”."

    def post(self, post: Post) -> Published:
        """A text, a picture or video with its caption, or an album."""
        text = f"{post.text}\n\n{post.link}" if post.link and post.link not in post.text else post.text
        if len(post.media) > MOST_MEDIA:
            raise RefusedError(f"Telegram takes at most {MOST_MEDIA} pictures or videos.", permanent=True)
        if len(text) > (LONGEST_CAPTION if post.media else LONGEST_TEXT):
            raise RefusedError(
                f"{len(text)} characters; Telegram takes {LONGEST_TEXT}, with pictures {LONGEST_CAPTION}.",
                permanent=True,
            )
        found = self._call(*_call_for(text, post.media), more={"chat_id": self.account.settings["chat_id"]})
        message = at(found, 0) or found  # an album is a list of messages
        number, name = at(message, "message_id"), at(message, "chat", "username")
        return Published(str(number), f"https://t.me/{name}/{number}" if name and number else "")

    def _call(self, method: str, body: dict[str, Any], more: dict[str, Any] | None = None) -> Any:
        answer = self.wire.call("POST", method, json={**(more or {}), **body})
        found = said(answer)
        if not at(found, "ok"):
            raise self._refused(answer, found)
        return found.get("result")

    def _refused(self, answer: FetchedResponse, found: dict[str, Any]) -> RefusedError:
        error = self._refusal(answer, str(at(found, "description")))
        if retry_after := at(found, "parameters", "retry_after"):
            error.retry_after = float(retry_after)
        # 404 is Telegram's answer to a token that it does not know.
        error.of_account = error.of_account or answer.status == 404
        return error


def _call_for(text: str, files: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    if not files:
        return "sendMessage", {"text": text}
    kinds = ["video" if media.is_video(url) else "photo" for url in files]
    if len(files) == 1:
        return f"send{kinds[0].capitalize()}", {kinds[0]: files[0], "caption": text}
    album: list[dict[str, str]] = [{"type": kind, "media": url} for kind, url in zip(kinds, files, strict=True)]
    album[0]["caption"] = text
    return "sendMediaGroup", {"media": album}
