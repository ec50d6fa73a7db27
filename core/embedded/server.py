"""What the two embedded servers have in common: one foreground child over one data directory."""

import atexit
import os
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Self

from . import logfile, paths, privileges, process
from .errors import EmbeddedError
from .privileges import Account

_START_SECONDS = 60.0  # a server that recovers from a crash may need a while
_TICK = 0.02


class Server(ABC):
    """A server that this process starts, watches and stops.

    Two live supervisors must not share a data directory: the later one takes the earlier one's server for an
    orphan. `make run` holds a lock for that.

    Args:
        data_dir: where its data lie; made when missing, kept afterwards.
        durable: whether data must survive a crash; tests need not.
        account: what it drops to; by default the owner of the data, or a well-known account where root calls.
        log_path: its own log; by default beside the data.
    """

    name: ClassVar[str]  # short, for the terminal
    title: ClassVar[str]  # for sentences
    program: ClassVar[str]
    pid_file: ClassVar[str]  # written by the server itself into its data directory
    steps: ClassVar[process.Steps]  # of a stop
    passing: ClassVar[str] = ""  # an error of its that goes away by itself

    def __init__(
        self,
        *,
        data_dir: Path,
        durable: bool = True,
        account: Account | None = None,
        log_path: Path | None = None,
    ) -> None:
        self.data_dir = data_dir.resolve()
        self.durable = durable
        self.log_path = log_path or self.data_dir.with_name(f"{self.data_dir.name}.log")
        self._account = account or privileges.account_for(self.data_dir)
        self._child: subprocess.Popen[bytes] | None = None
        self._parent = 0
        self._log_start = 0

    def start(self, *, pause: process.Pause = time.sleep) -> None:
        """Start it and wait until it answers; a server that outlived a killed parent is stopped first.

        Args:
            pause: waits some seconds; may raise to give up.

        Raises:
            EmbeddedError: when it does not come up, with its own last words.
        """
        self._account = privileges.ensure(self._account)
        self._check_place()
        self._clear_orphan()
        self._prepare(self._account)
        paths.make_socket_dir(self.data_dir, self._account)
        self._parent = os.getpid()
        atexit.register(self.stop)  # for a caller that ends by an error between start and stop
        try:
            self._launch()
            self._await_answer(pause)
            self._complete()
        except BaseException:
            self.stop()
            raise

    def stop(self, *, hurry: Callable[[], bool] = process.never) -> None:
        """Stop it cleanly and wait for its end, without effect when it does not run.

        Args:
            hurry: not asked: a clean stop is short, and what it saves is the next start's recovery.
        """
        if self._child is None or self._parent != os.getpid():  # a fork's exit is not its parent's
            return
        atexit.unregister(self.stop)
        process.end(self._child.pid, self.steps, alive=self._lives)
        self._child = None
        self._sweep()

    def exit_code(self) -> int | None:
        """The code that it ended with; None while it runs."""
        return self._child.poll() if self._child else 0

    @property
    def pid(self) -> int | None:
        """Its process, while it is started."""
        return self._child.pid if self._child else None

    @property
    def account_name(self) -> str | None:
        """The account that it drops to; None for the caller's own."""
        return self._account.name if self._account else None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @abstractmethod
    def _prepare(self, account: Account | None) -> None:
        """Make the data directory if it is missing."""

    @abstractmethod
    def _command(self, account: Account | None) -> list[str]:
        """The program and its arguments, the data directory among them."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether it serves; raises EmbeddedError when it never will."""

    def _complete(self) -> None:  # noqa: B027
        """What is still to do once it answers: nothing, as a rule."""

    @abstractmethod
    def _leftovers(self) -> list[Path]:
        """The files that it leaves when it is killed and that would mislead the next start."""

    def _check_place(self) -> None:
        if not privileges.can_pass(self._account, self.data_dir.parent):
            user = self.account_name
            raise EmbeddedError(f"{self.title} runs as user {user}, who cannot reach {self.data_dir}")
        privileges.check_owner(self.data_dir, self._account)

    def _clear_orphan(self) -> None:
        """End a server of this very directory that nobody supervises any more."""
        try:
            pid = int((self.data_dir / self.pid_file).read_text().split()[0])
        except (OSError, ValueError, IndexError):
            pid = 0
        if pid and self._is_ours(pid) and not process.end(pid, self.steps, alive=lambda: self._is_ours(pid)):
            raise EmbeddedError(f"{self.title} of an earlier run (process {pid}) cannot be ended")
        self._sweep()

    def _is_ours(self, pid: int) -> bool:
        return process.runs(pid, self.program, str(self.data_dir))

    def _sweep(self) -> None:
        for path in self._leftovers():
            path.unlink(missing_ok=True)
        folder = paths.socket_dir(self.data_dir)
        if folder != self.data_dir:
            with suppress(OSError):
                folder.rmdir()

    def _launch(self) -> None:
        log, self._log_start = logfile.open_log(self.log_path)
        with log:
            self._child = process.spawn(
                self._command(self._account),
                account=self._account,
                output=log,
                environment={"PATH": "/usr/bin:/bin", "TZ": "UTC"},
                cwd=self.data_dir,
            )

    def _await_answer(self, pause: process.Pause) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            in_time = time.monotonic() < deadline
            if self.exit_code() is not None:
                self._fail_or_relaunch(again=in_time, pause=pause)
            elif not in_time:
                waited = f"{_START_SECONDS:.0f} seconds"
                raise EmbeddedError(f"{self.title} did not answer for {waited}. Log: {self.log_path}")
            pause(_TICK)

    def _fail_or_relaunch(self, *, again: bool, pause: process.Pause) -> None:
        words = logfile.last_words(self.log_path, self._log_start)
        if not (again and self.passing and self.passing in words):
            ended = f"did not start (exit code {self.exit_code()})"
            raise EmbeddedError(f"{self.title} {ended}: {words} Log: {self.log_path}")
        pause(0.2)
        self._launch()

    def _lives(self) -> bool:
        return self.exit_code() is None
