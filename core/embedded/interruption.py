"""Ctrl-C, SIGTERM and SIGHUP as a wish that is looked at between two steps, never in the midst of one."""

import signal
import time
from types import FrameType

from .errors import StopRequestedError

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SAME = 0.5  # seconds in which several signals are one wish: a closing terminal sends more than one
_TICK = 0.1


class Interruption:
    """Whether somebody asked for the end, and whether they asked again."""

    def __init__(self) -> None:
        self.requested = False
        self._again = False
        self._since = 0.0

    def install(self) -> None:
        """Take the signals over for the rest of this process."""
        for number in _SIGNALS:
            signal.signal(number, self._note)

    def hurried(self) -> bool:
        """Whether they asked a second time."""
        return self._again

    def check(self) -> None:
        """Give up what is being waited for.

        Raises:
            StopRequestedError: when somebody asked for the end.
        """
        if self.requested:
            raise StopRequestedError

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than until somebody asks for the end; errors as in `check`."""
        deadline = time.monotonic() + seconds
        self.check()
        while (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, _TICK))
            self.check()

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if not self.requested:
            self.requested, self._since = True, now
        elif now - self._since > _SAME:
            self._again = True
