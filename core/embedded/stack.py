"""The ordered set of what runs together: started first to last, watched, and stopped last to first."""

from collections.abc import Callable
from typing import Protocol

from .errors import EmbeddedError
from .interruption import Interruption
from .process import Pause
from .terminal import OURSELVES, Terminal

_TICK = 0.1


class Service(Protocol):
    """A server or program that the stack runs."""

    @property
    def name(self) -> str:
        """Short, for the terminal."""

    def start(self, *, pause: Pause) -> None:
        """Start it; leave nothing behind on failure."""

    def exit_code(self) -> int | None:
        """None while it runs."""

    def stop(self, *, hurry: Callable[[], bool]) -> None:
        """Stop it and wait for its end."""


class Stack:
    """What was started, in order.

    Args:
        interruption: who may ask for the end.
        terminal: where to say what is being stopped.
    """

    def __init__(self, *, interruption: Interruption, terminal: Terminal) -> None:
        self._interruption = interruption
        self._terminal = terminal
        self._services: list[Service] = []

    def start(self, service: Service) -> None:
        """Start one more; errors of its own, or StopRequestedError."""
        self._interruption.check()
        self._services.append(service)
        service.start(pause=self._interruption.pause)

    def check(self) -> None:
        """See that all still run.

        Raises:
            EmbeddedError: when one has ended by itself; it says which, and how.
        """
        for service in self._services:
            code = service.exit_code()
            if code is not None:
                how = _describe(code)
                raise EmbeddedError(f"{service.name} ended unexpectedly ({how}): everything is stopped.")

    def pause(self, seconds: float) -> None:
        """Wait while all still run; errors as in `check`, or StopRequestedError."""
        self.check()
        self._interruption.pause(seconds)

    def watch(self) -> None:
        """Wait until one ends or somebody asks for the end; errors as in `pause`."""
        while True:
            self.pause(_TICK)

    def stop(self) -> None:
        """Stop all, last started first; one that cannot be stopped does not keep the others running."""
        while self._services:
            service = self._services.pop()
            try:
                service.stop(hurry=self._interruption.hurried)
            except OSError as error:
                self._terminal.line(OURSELVES, f"{service.name} could not be stopped cleanly: {error}")


def _describe(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"
