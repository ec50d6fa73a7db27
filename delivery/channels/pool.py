"""Open channels, kept by the process from one batch to the next, so that connections are reused."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from delivery.channels.base import Account, Channel
from delivery.channels.kinds import KINDS
from delivery.models import ChannelAccount

MOST_KEPT: Final = 16

_Key = tuple[int, str]
_lock = threading.Lock()
_idle: dict[_Key, list[Channel]] = {}


def account_of(row: ChannelAccount) -> Account:
    """An account as its adapter sees it."""
    return Account(row.pk, row.company_id, row.channel, row.settings, row.keys)


def open_channel(row: ChannelAccount) -> Channel:
    """A channel that its caller closes.

    Raises:
        OutboundError: the account is not complete.
    """
    return KINDS[row.kind](account_of(row))


@contextmanager
def borrowed(row: ChannelAccount) -> Iterator[Channel]:
    """A channel for the block, with whatever connections it has kept; changed accounts begin anew.

    Raises:
        OutboundError: the account is not complete.
    """
    key = (row.pk, row.changed_at.isoformat())
    with _lock:
        kept = _idle.pop(key, [])
        channel = kept.pop() if kept else None
        if kept:
            _idle[key] = kept
    if channel is None:
        channel = open_channel(row)
    try:
        yield channel
    except BaseException:
        channel.close()
        raise
    for old in _keep(key, channel):
        old.close()


def close_all() -> None:
    """Close what is kept."""
    with _lock:
        kept = [channel for channels in _idle.values() for channel in channels]
        _idle.clear()
    for channel in kept:
        channel.close()


def _keep(key: _Key, channel: Channel) -> list[Channel]:
    """Keep a channel as the latest; returns those that have to go: its own account's former selves, and the oldest."""
    with _lock:
        gone = [old for other in list(_idle) if other[0] == key[0] and other != key for old in _idle.pop(other)]
        _idle[key] = [*_idle.pop(key, []), channel]  # at the end: the most recent
        while sum(map(len, _idle.values())) > MOST_KEPT:
            gone += _idle.pop(next(iter(_idle)))
        return gone
