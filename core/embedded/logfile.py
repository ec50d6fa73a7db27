"""The servers' own logs: appended to, kept small, and quoted when a start fails."""

from pathlib import Path
from typing import BinaryIO

_LIMIT = 5 * 1024 * 1024
_TAIL = 8192


def open_log(path: Path) -> tuple[BinaryIO, int]:
    """Open a log to append to; a big one steps aside first, replacing the one that did before.

    Returns:
        The file, and the position where new lines begin.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LIMIT:
        path.replace(path.with_name(f"{path.name}.1"))
    path.touch(mode=0o600)
    stream = path.open("ab")
    return stream, stream.seek(0, 2)


def last_words(path: Path, start: int) -> str:
    """What a server said last, in one line: its last fatal message if there is one, else its last line.

    Args:
        path: the log.
        start: the position where this run's lines begin.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(start, size - _TAIL))
        lines = [line.strip() for line in stream.read().decode(errors="replace").splitlines() if line.strip()]
    fatal = [line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
    return (fatal or lines or ["it left no word"])[-1]
