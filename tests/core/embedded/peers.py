"""Scripts in processes of their own: parents that are killed, and a whole run with a dummy product."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.embedded import process

ROOT = Path(__file__).resolve().parents[3]


def wait_for(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def users(folder: Path) -> list[str]:
    """The command lines of living processes that name a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in text and int(entry.name) != os.getpid() and process.is_alive(int(entry.name)):
            found.append(text)
    return found


def sockets(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_socket()]


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a script in a session of its own; it can import what this can."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def kill_while_serving(module: str, kind: str, data_dir: Path) -> int:
    """Start a server from a process that is then killed; its number."""
    code = f"""
import sys, time
from pathlib import Path
from core.embedded.{module} import {kind}
server = {kind}(data_dir=Path(sys.argv[1]), durable=False)
server.start()
print(server.pid, flush=True)
time.sleep(60)
"""
    parent = python(code, data_dir)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    return pid


class Run:
    """A whole run with a dummy product, in a process of its own."""

    def __init__(self, checkout: Path, port: int, **options: str) -> None:
        self.checkout = checkout
        self.process = python("from tests.core.embedded.dummy import main; main()", checkout, port, json.dumps(options))
        self.lines: list[str] = []

    def read_until(self, text: str) -> str:
        """Read its lines up to one that holds a text."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if text in line:
                return line
        raise AssertionError(f"{text!r} was not said: {self.lines} {self.process.communicate()[1]}")

    def finish(self) -> tuple[int, str]:
        """Wait for its end: exit code and standard error."""
        output, errors = self.process.communicate(timeout=30)
        self.lines += output.splitlines()
        return self.process.returncode, errors

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)


@contextmanager
def run(checkout: Path, port: int, **options: str) -> Iterator[Run]:
    """A run that is ended at the latest with the block."""
    started = Run(checkout, port, **options)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.signal(signal.SIGTERM)
            started.finish()
