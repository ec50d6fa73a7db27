"""A granian server in a process of its own: the product's, or a limit's."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
THREADS = 2


@dataclass(frozen=True, slots=True)
class Web:
    """A running server.

    Args:
        port: on 127.0.0.1.
        pid: of its main process.
    """

    port: int
    pid: int


@contextmanager
def served(application: str, *, log: Path, settings: str = "config.settings") -> Iterator[Web]:
    """Run a WSGI application for the block.

    Args:
        application: `module:name`.
        log: where its words go.
        settings: Django's settings module.
    """
    port = _free_port()
    size = ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", application, "--host", "127.0.0.1"]
    with log.open("ab") as output:
        child = subprocess.Popen(
            [*command, "--port", str(port), *size, "--no-ws", "--no-access-log", "--backpressure", "64"],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": settings},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _await(port, child, log)
        yield Web(port, child.pid)
    finally:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(15)
        child.kill()
        child.wait()


def _await(port: int, child: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while not _healthy(port):
        if child.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"A server did not come up:\n{log.read_text()[-2000:]}")
        time.sleep(0.1)


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
