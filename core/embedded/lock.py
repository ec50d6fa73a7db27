"""One run per checkout. The lock is on a folder and dies with its process: no file to be left behind."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import EmbeddedError


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Hold the checkout's lock.

    Args:
        folder: the folder that is locked.

    Raises:
        EmbeddedError: when another run holds it.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise EmbeddedError("Muster already runs from this checkout: press Ctrl-C in its terminal.") from None
    try:
        yield
    finally:
        os.close(handle)
