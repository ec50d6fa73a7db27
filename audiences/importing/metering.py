"""What is learnt of a file while it is kept."""

from collections.abc import Iterable, Iterator

from audiences.pieces import PIECE
from core.errors import TooLargeError

MOST_BYTES = 512 * 1024 * 1024


class Meter:
    """Counts a file's lines while it is kept, keeps its beginning, and stops where it is too long.

    Args:
        parts: its bytes in order.
    """

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts
        self._size = 0
        self.lines = 1
        self.sample = b""

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            self._size += len(part)
            if self._size > MOST_BYTES:
                raise TooLargeError(f"A file has at most {MOST_BYTES // 1024 // 1024} MB. Cut it into several.")
            self.lines += part.count(b"\n")
            self.sample += part[: PIECE - len(self.sample)]
            yield part
