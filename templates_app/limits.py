"""What each channel takes: the parts that a message may have, and how long they may be.

Lengths count what the author wrote without its merge tags: how long values are is not known before.
"""

from dataclasses import dataclass, field

from core.channels import Channel
from templates_app.rendering.content import HEADER_KINDS


@dataclass(frozen=True, slots=True)
class Limits:
    """What one channel takes.

    Args:
        lengths: the parts that it has, and their most characters.
        needed: the parts that must be there.
        headers: the kinds of header.
        buttons: the most buttons, by kind; empty for none.
        most_buttons: the most buttons together.
        cards: the fewest and the most cards of a carousel; None for none.
    """

    lengths: dict[str, int]
    needed: tuple[str, ...]
    headers: tuple[str, ...] = ()
    buttons: dict[str, int] = field(default_factory=dict)
    most_buttons: int = 0
    cards: tuple[int, int] | None = None

    @property
    def parts(self) -> frozenset[str]:
        """The names of `VersionContent` that a message of this channel may have."""
        found = set(self.lengths)
        if self.headers:
            found |= {"header_kind", "header_url"}
        if "header_text" in found and "text" not in self.headers:
            found.discard("header_text")
        if self.buttons:
            found.add("buttons")
        if self.cards:
            found.add("cards")
        if "source" in found:
            found.add("source_format")
        return frozenset(found)


# Source: Meta, WhatsApp Business Platform, “Template components” and “Media card carousel templates” (2026): header 60
# characters and one parameter, body 1,024, footer 60, ten buttons of 25 characters, two of them addresses and one a
# number; two to ten cards with a picture, 160 characters and two buttons each, all alike.
BUTTON_TEXT = 25
CARD_BODY = 160
CARD_BUTTONS = 2
REPLY_VALUE = 128
ADDRESS = 2_000
PHONE = 20

_WHATSAPP = Limits(
    lengths={"header_text": 60, "body": 1_024, "footer": 60},
    needed=("body",),
    headers=HEADER_KINDS,
    buttons={"url": 2, "phone": 1, "reply": 10},
    most_buttons=10,
    cards=(2, 10),
)

# Source: FCM and APNs take 4,096 bytes with everything (Firebase “About FCM messages”, Apple “Generating a remote
# notification”). 100 and 500 characters of four bytes each leave room for addresses, data and values.
_PUSH = {"subject": 100, "body": 500}
# Source: Android shows up to three actions below a notification; Chrome's Notification.maxActions is 2.
_APP_PUSH = Limits(_PUSH, needed=("subject", "body"), headers=("image",), buttons={"url": 3}, most_buttons=3)
_WEB_PUSH = Limits(_PUSH, needed=("subject", "body"), headers=("image",), buttons={"url": 2}, most_buttons=2)

# Source: 3GPP TS 23.040; ten parts of 153 characters are what gateways take in one piece.
_SMS = Limits({"body": 1_530}, needed=("body",))

# Source: RFC 5322 allows lines of 998 characters; mail programs show some 70 of a subject, and 255 is what is common
# to the providers' fields. Gmail cuts off what is over 102 kB: 200,000 characters of source are more than enough.
_EMAIL = Limits({"subject": 255, "preheader": 255, "source": 200_000, "text": 100_000}, needed=("subject", "source"))

LIMITS: dict[str, Limits] = {
    Channel.EMAIL: _EMAIL,
    Channel.SMS: _SMS,
    Channel.WHATSAPP: _WHATSAPP,
    Channel.APN: _APP_PUSH,
    Channel.BPN: _WEB_PUSH,
}
# Kept whatever the channel says, so that a draft can be wrong but not boundless.
LONGEST_DRAFT = 200_000
MOST_VARIABLES = 100
