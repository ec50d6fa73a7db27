"""Pictures and videos of posts: told apart by their addresses, and fetched where a platform wants the file itself."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from core.errors import OutboundError
from delivery.channels.base import RefusedError
from delivery.channels.wire import Wire

VIDEOS: Final = frozenset({".mp4", ".m4v", ".mov", ".webm"})


@dataclass(frozen=True, slots=True)
class File:
    """A picture or video, read.

    Args:
        name: the last part of its address.
        type: its media type, as its server says.
        content: its bytes.
    """

    name: str
    type: str
    content: bytes


def is_video(url: str) -> bool:
    """Whether an address leads to a video, by its ending."""
    return PurePosixPath(urlsplit(url).path).suffix.lower() in VIDEOS


def fetch(wire: Wire, url: str, *, most_bytes: int, types: tuple[str, ...]) -> File:
    """Read a file.

    Args:
        most_bytes: what the platform takes.
        types: beginnings of the media types that it takes: `image/`.

    Raises:
        RefusedError: it cannot be read now, or the platform would not take it.
    """
    try:
        answer = wire.fetch(url, most_bytes=most_bytes)
    except OutboundError as error:
        reason = f"The file {url} could not be read: {error.message}"
        raise RefusedError(reason, permanent=error.permanent) from error
    if not answer.content_type.startswith(types):
        raise RefusedError(f"The file {url} is {answer.content_type or 'of no known type'}.", permanent=True)
    name = PurePosixPath(urlsplit(url).path).name or "file"
    return File(name, answer.content_type, answer.content)
