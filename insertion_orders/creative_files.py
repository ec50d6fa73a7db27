"""Looking into a creative's file: whether it is what it is said to be, and how large it is. No models, no network."""

import io
import warnings
from dataclasses import dataclass

import puremagic
from PIL import Image

from core.errors import Fault, InvalidError
from insertion_orders.models import CreativeType

MOST_BYTES = 20 * 1024 * 1024
# A picture that is small as a file may be huge in memory.
MOST_PIXELS = 50_000_000

_IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_PLAYED = {
    CreativeType.VIDEO: ("video/mp4", "video/webm"),
    CreativeType.AUDIO: ("audio/mpeg", "audio/ogg", "audio/wav", "audio/mp4"),
}
_SAME = {"audio/mp3": "audio/mpeg", "audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "video/x-m4v": "video/mp4"}
_MP4 = b"ftyp"
_SMALL = (320, 320)


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file turned out to be.

    Args:
        content_type: its media type.
        width, height: of an image, in pixels.
    """

    content_type: str
    width: int | None = None
    height: int | None = None


def examine(data: bytes, *, kind: CreativeType) -> Examined:
    """Find out what a file is by its contents, whatever it is called.

    Raises:
        InvalidError: it is too large, or not of the kind.
    """
    if len(data) > MOST_BYTES:
        raise _refused(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.")
    if kind is CreativeType.IMAGE:
        return _image(data)
    if kind is CreativeType.HTML:
        return _page(data)
    return _played(data, kind)


def _image(data: bytes) -> Examined:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(_IMAGES)) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise _refused("The picture has too many pixels.")
                picture.load()
                found = _IMAGES[str(picture.format)]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused("This is not a PNG, JPEG, GIF or WebP picture that can be read.") from error
    return Examined(found, width, height)


def _page(data: bytes) -> Examined:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused("This is not an HTML page in UTF-8.") from error
    if "<" not in text or "\x00" in text:
        raise _refused("This is not an HTML page.")
    return Examined("text/html")


def _played(data: bytes, kind: CreativeType) -> Examined:
    wanted = _PLAYED[kind]
    found = {_SAME.get(match.mime_type, match.mime_type) for match in _matches(data)}
    if data[4:8] == _MP4:
        found.add(f"{'video' if kind is CreativeType.VIDEO else 'audio'}/mp4")
    for content_type in wanted:
        if content_type in found:
            return Examined(content_type)
    words = ", ".join(content_type.partition("/")[2].upper() for content_type in wanted)
    raise _refused(f"This is not a file of the kinds that can be played: {words}.")


def _matches(data: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return list(puremagic.magic_string(data))
    except (puremagic.PureError, ValueError):
        return []


def _refused(message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault(["file"], message)])


def thumbnail(data: bytes) -> bytes:
    """A small WebP of a picture that was examined before; of a moving one its first frame.

    Raises:
        InvalidError: it cannot be read.
    """
    try:
        with Image.open(io.BytesIO(data), formats=list(_IMAGES)) as picture:
            picture.draft("RGB", _SMALL)
            small = picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _refused("This picture cannot be read.") from error
    small.thumbnail(_SMALL)
    file = io.BytesIO()
    small.save(file, "WEBP", quality=80)
    return file.getvalue()
