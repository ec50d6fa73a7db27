"""One terminal for many processes: whole lines, each behind the short name of who says it."""

import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, TextIO

OURSELVES = "muster"
NAMES = ("web", "worker", "beat", "db", "broker", OURSELVES)

_COLOURS = (36, 33, 35, 34, 32, 37)
_LONGEST = 4000  # bytes; a longer line is printed in pieces


class Terminal:
    """Prints prefixed lines from any thread.

    Args:
        stream: where to; standard output unless told otherwise.
        names: who may speak; the widest sets the width of the prefix.
    """

    def __init__(self, stream: TextIO | None = None, names: Sequence[str] = NAMES) -> None:
        self._stream = stream or sys.stdout
        self._names = list(names)
        self._width = max(map(len, names))
        self._colours = self._stream.isatty() and "NO_COLOR" not in os.environ
        self._lock = threading.Lock()

    def line(self, name: str, text: str) -> None:
        """Print one line behind a name."""
        self._write(f"{self._prefix(name)} {text.rstrip()}".rstrip())

    def block(self, text: str) -> None:
        """Print lines as they are, with nothing in between."""
        self._write(text)

    def relay(self, name: str, stream: IO[bytes]) -> threading.Thread:
        """Print what a stream brings, line by line, from a thread of its own until it ends."""
        thread = threading.Thread(target=self._copy, args=(name, stream), daemon=True)
        thread.start()
        return thread

    def _copy(self, name: str, stream: IO[bytes]) -> None:
        with stream:
            while line := stream.readline(_LONGEST):
                self.line(name, line.decode(errors="replace").rstrip())

    def _prefix(self, name: str) -> str:
        text = f"{name:<{self._width}} |"
        if not self._colours or name not in self._names:
            return text
        return f"\033[{_COLOURS[self._names.index(name) % len(_COLOURS)]}m{text}\033[0m"

    def _write(self, text: str) -> None:
        # A terminal that is gone must not hold up the processes behind it.
        with self._lock, suppress(OSError, ValueError):
            self._stream.write(f"{text}\n")
            self._stream.flush()
