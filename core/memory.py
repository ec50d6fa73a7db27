"""What a process that works for long does about its memory."""

import gc


def settle() -> None:
    """Take all that is loaded by now out of the garbage collector's rounds.

    A worker makes objects by the million, so that all of its objects are looked through again and again: half a million
    of them are Django and our own modules, which are never garbage. Before a fork it keeps their pages shared, too.
    """
    gc.collect()
    gc.freeze()
