"""What each platform takes: one table, asked when an item is scheduled, and by whoever drafts for it. Pure.

Sources: the platforms' own help pages and API references, as of November 2026. Lengths are in characters as Python
counts them (code points); platforms that count otherwise are stricter only for rare scripts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Fault


@dataclass(frozen=True, slots=True)
class Limits:
    """What one platform takes.

    Args:
        text: characters of a post's text.
        media: pictures and videos with one post.
        hashtags: hashtags in one post; None where the platform does not count them.
        title: characters of a title; 0 where posts have none.
        needs_media: whether a post without a picture or video is refused.
        editable: whether what is published can still be changed there.
        source: where the figures come from.
    """

    text: int
    media: int
    hashtags: int | None = None
    title: int = 0
    needs_media: bool = False
    editable: bool = False
    source: str = ""


LIMITS: dict[str, Limits] = {
    "linkedin": Limits(3000, 20, editable=True, source="LinkedIn Help: post character limit; Posts API: MultiImage"),
    "facebook": Limits(63206, 10, editable=True, source="Meta Business Help: page post text"),
    "instagram": Limits(2200, 10, 30, needs_media=True, source="Instagram Platform: content publishing limits"),
    "x": Limits(280, 4, source="X API: counting characters"),
    "threads": Limits(500, 20, source="Threads API: posts"),
    "tiktok": Limits(2200, 35, needs_media=True, source="TikTok Content Posting API: title"),
    "youtube": Limits(5000, 1, 15, title=100, editable=True, source="YouTube Data API: videos.snippet"),
    "pinterest": Limits(800, 5, title=100, needs_media=True, editable=True, source="Pinterest API v5: create pin"),
    "snapchat": Limits(160, 1, needs_media=True, source="Snapchat Public Profile API: stories"),
    "bluesky": Limits(300, 4, source="AT Protocol lexicon: app.bsky.feed.post"),
    "mastodon": Limits(500, 4, editable=True, source="Mastodon documentation: posting"),
    "telegram": Limits(4096, 10, editable=True, source="Telegram Bot API: sendMessage"),
    "email": Limits(100_000, 20, title=255, source="our own: mail clients clip messages over 102 kB"),
    "sms": Limits(1530, 0, source="GSM 03.40: ten joined parts of 153 characters"),
    "whatsapp": Limits(1024, 1, source="WhatsApp Business Platform: message templates, body"),
    "push": Limits(178, 1, title=65, source="what phones show: the shorter of both systems"),
    "blog": Limits(100_000, 50, title=255, editable=True, source="our own"),
}


def faults(*, platform: str, title: str, body: str, media: Sequence[str]) -> list[Fault]:
    """What a platform would refuse of an item; empty where it takes it.

    Args:
        platform: canonical name; an empty one has the limits of a blog.
        body: the text.
        media: addresses of pictures and videos.
    """
    limits = LIMITS[platform or "blog"]
    name = platform or "a blog"
    hashtags = sum(word.startswith("#") and len(word) > 1 for word in body.split())
    found = [
        (len(body) > limits.text, "content", f"{len(body)} characters; {name} takes {limits.text}."),
        (not body.strip(), "content", f"There is no text to publish on {name}."),
        (
            bool(limits.title) and len(title) > limits.title,
            "title",
            f"{len(title)} characters; {name} takes {limits.title}.",
        ),
        (len(media) > limits.media, "media", f"{len(media)} pictures or videos; {name} takes {limits.media}."),
        (limits.needs_media and not media, "media", f"{name} takes no post without a picture or video."),
        (
            limits.hashtags is not None and hashtags > limits.hashtags,
            "content",
            f"{hashtags} hashtags; {name} takes {limits.hashtags}.",
        ),
    ]
    return [Fault([field], message) for wrong, field, message in found if wrong]
