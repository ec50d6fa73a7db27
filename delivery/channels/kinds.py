"""Every kind of account, by name."""

from typing import Final

from delivery.channels.anymail.channel import Anymail
from delivery.channels.base import Channel
from delivery.channels.bluesky import Bluesky
from delivery.channels.facebook import Facebook
from delivery.channels.firebase import Firebase
from delivery.channels.linkedin import LinkedIn
from delivery.channels.mastodon import Mastodon
from delivery.channels.outbox import Outbox
from delivery.channels.smtp.channel import Smtp
from delivery.channels.telegram import Telegram
from delivery.channels.twilio import Twilio
from delivery.channels.webhook import Webhook
from delivery.channels.whatsapp import WhatsApp

KINDS: Final[dict[str, type[Channel]]] = {
    kind.kind: kind
    for kind in (
        Smtp,
        Anymail,
        Twilio,
        WhatsApp,
        Firebase,
        LinkedIn,
        Facebook,
        Bluesky,
        Mastodon,
        Telegram,
        Webhook,
        Outbox,
    )
}

# What an account can carry at all, in the order of the menus.
CARRIED: Final = Outbox.carries
