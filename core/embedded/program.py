"""Programs of the product: the ones that run side by side, and the ones that run once."""

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import process
from .record import Record
from .terminal import Terminal

_TICK = 0.05
_NAMED = re.compile(r"[\w.]*[a-z]\w*: ")  # `SomeError: why`; a database's `DETAIL:` after it is not it


@dataclass(frozen=True, slots=True)
class Program:
    """What to run.

    Args:
        name: short, for the terminal.
        command: program and arguments.
        cwd: where.
        environment: added to this process's own.
        grace: seconds between asking it to end and killing it.
    """

    name: str
    command: tuple[str, ...]
    cwd: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    grace: float = 10.0

    def spawn(self, output: int) -> subprocess.Popen[bytes]:
        """Start it; errors of the system come as OSError."""
        environment = {**os.environ, **self.environment}
        return process.spawn(self.command, account=None, output=output, environment=environment, cwd=self.cwd)


class RunningProgram:
    """A program that runs until it is stopped, its lines printed behind its name.

    Args:
        program: what to run.
        terminal: where its lines go.
        record: where its process is noted.
    """

    def __init__(self, program: Program, *, terminal: Terminal, record: Record) -> None:
        self.name = program.name
        self._program = program
        self._terminal = terminal
        self._record = record
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, *, pause: process.Pause = time.sleep) -> None:
        """Start it, without waiting for anything."""
        self._child = self._program.spawn(subprocess.PIPE)
        self._record.add(self.name, self._child.pid)
        if self._child.stdout is not None:
            self._lines = self._terminal.relay(self.name, self._child.stdout)

    def exit_code(self) -> int | None:
        """The code that it ended with; None while it runs."""
        return self._child.poll() if self._child else 0

    def stop(self, *, hurry: Callable[[], bool] = process.never) -> None:
        """Ask it to end, kill it after its grace, and leave nothing of its group.

        Args:
            hurry: whether to kill at once.
        """
        if self._child is None:
            return
        steps = ((signal.SIGTERM, self._program.grace), (signal.SIGKILL, 5.0))
        process.end(self._child.pid, steps, alive=lambda: self.exit_code() is None, hurry=hurry)
        process.end_group(self._child.pid)
        self._lines.join(timeout=1)
        self._child = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program that runs once ended: its exit code, its output, and its errors."""

    code: int
    output: str
    errors: str

    @property
    def last_words(self) -> str:
        """The last of its errors that Python named, or else its last line."""
        lines = self.errors.strip().splitlines() or [f"exit code {self.code}"]
        return ([line for line in lines if _NAMED.match(line)] or lines)[-1]


def run_once(program: Program, *, pause: process.Pause = time.sleep) -> Outcome:
    """Run a program to its end.

    Args:
        program: what to run.
        pause: waits some seconds; when it raises, the program is ended and the error goes on.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            list(program.command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env={**os.environ, **program.environment},
            cwd=program.cwd,
            start_new_session=True,
        )
        try:
            while child.poll() is None:
                pause(_TICK)
        finally:
            process.end_group(child.pid)
            code = child.wait()
        output.seek(0)
        errors.seek(0)
        return Outcome(code, output.read().decode(errors="replace"), errors.read().decode(errors="replace"))
