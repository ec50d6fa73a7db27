"""What a process that works for long does about its memory."""

import ctypes
import gc
from typing import Final

# Of glibc's malloc.h.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_KEPT: Final = 64 * 1024 * 1024  # bytes of free memory
_LARGE: Final = 16 * 1024 * 1024  # bytes; what is larger goes back to the system by itself


def settle() -> None:
    """Take all that is loaded by now out of the garbage collector's rounds, and keep what was freed for the next time.

    A worker makes objects by the million, so that all of its objects are looked through again and again: half a million
    of them are Django and our own modules, which are never garbage. Before a fork it keeps their pages shared, too.
    """
    gc.collect()
    gc.freeze()
    _keep_what_was_freed()


def _keep_what_was_freed() -> None:
    """Windows of messages are some megabytes, made and freed again and again.

    glibc gives back all above 128 kB at once, so that every page is taken anew from the system: a fifth of what it
    costs to render an e-mail. Other libraries have no such switch.
    """
    adjust = getattr(ctypes.CDLL(None), "mallopt", None)
    if adjust is not None:
        adjust(_TRIM_THRESHOLD, _KEPT)
        adjust(_MMAP_THRESHOLD, _LARGE)
