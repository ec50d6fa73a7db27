"""The canonical names of channels and platforms, and how else people write them."""

CHANNELS = (
    "linkedin", "facebook", "instagram", "x", "threads", "tiktok", "youtube", "pinterest", "snapchat", "bluesky",
    "mastodon", "telegram", "email", "sms", "whatsapp", "push", "blog",
)  # fmt: skip

_SPELLINGS = {
    "twitter": "x", "x (twitter)": "x", "insta": "instagram", "ig": "instagram", "fb": "facebook", "meta": "facebook",
    "e-mail": "email", "mail": "email", "e-post": "email", "epost": "email", "newsletter": "email",
    "nyhetsbrev": "email", "text message": "sms", "tekstmelding": "sms", "text": "sms", "tik tok": "tiktok",
    "you tube": "youtube", "yt": "youtube", "linked in": "linkedin", "whats app": "whatsapp", "snap": "snapchat",
    "push notification": "push", "web push": "push", "app push": "push", "blogg": "blog", "blue sky": "bluesky",
}  # fmt: skip


def canonical(name: str) -> str | None:
    """The canonical name of a channel, or None where it is none that we know.

    Args:
        name: in any case and any of the usual spellings.
    """
    folded = " ".join(name.casefold().split())
    folded = _SPELLINGS.get(folded, folded)
    return folded if folded in CHANNELS else None
