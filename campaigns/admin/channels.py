"""Choosing channels by ticking them."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from campaigns.channels import CHANNELS

NAMES = {
    "linkedin": "LinkedIn", "tiktok": "TikTok", "youtube": "YouTube", "email": "E-mail", "sms": "SMS",
    "whatsapp": "WhatsApp",
}  # fmt: skip


def name_of(channel: str) -> str:
    """A channel as people write it."""
    return NAMES.get(channel, channel.capitalize())


class ChannelsField(forms.MultipleChoiceField):
    """Some of the channels that there are."""

    def __init__(self, **options: Any) -> None:
        widget = UnfoldAdminCheckboxSelectMultipleWidget(attrs={"class": "o-channels"})
        widget.template_name = "office/widgets/channels.html"
        options.setdefault("widget", widget)
        super().__init__(choices=[(name, name_of(name)) for name in CHANNELS], **options)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The order does not matter."""
        return set(initial or []) != set(data or [])
