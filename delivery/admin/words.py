"""Accounts in words."""

from django.utils.safestring import SafeString

from campaigns.admin.channels import name_of
from companies.office.words import label
from core.channels import Channel as Reach
from delivery.channels.kinds import KINDS
from delivery.models import ChannelAccount


def channel_name(channel: str) -> str:
    """What an account carries, as people write it."""
    if channel in Reach.values:
        return str(Reach(channel).label)
    return f"Posts: {name_of(channel)}"


def kind_name(kind: str) -> str:
    """How an account sends."""
    return KINDS[kind].label if kind in KINDS else kind


def health(account: ChannelAccount) -> SafeString:
    """Whether an account can be relied on."""
    if account.disabled_at:
        return label("Switched off", "neutral")
    if account.kind == "outbox":
        return label("Nothing leaves", "info")
    if account.problem:
        return label("Does not work", "bad")
    return label("Works", "good") if account.checked_at else label("Not tried yet", "warn")
