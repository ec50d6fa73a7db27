"""`make run` from the first start to the last stop."""

import json
import os
import signal
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import free_port, start

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


def processes_of(folder: Path) -> list[str]:
    """Command lines of processes that work in a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                where = (entry / "cwd").readlink()
            except OSError:
                continue
            if str(folder) in line or where.is_relative_to(folder):
                found.append(line)
    return found


def test_a_stop_leaves_nothing_and_a_second_start_keeps_all(checkout):
    folder = checkout
    first = start(folder)
    credentials = first.credentials
    file = folder / "var" / "demo_credentials.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first.stop(signal.SIGINT) == 0
    assert processes_of(folder) == []
    assert [path for path in (folder / "var").rglob("*") if path.is_socket() or path.suffix in (".pid", ".lock")] == []

    second = start(folder)
    assert second.credentials == credentials
    assert second.marketer_token()
    assert second.stop() == 0
    assert json.loads(file.read_text()) == credentials


def run_once(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    stack = start(folder, wait=False, **environment)
    code = stack.process.wait(timeout=60)
    return subprocess.CompletedProcess([], code, stack.said())


def test_a_port_in_use_is_one_line(checkout):
    folder = checkout
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = run_once(folder, PORT=str(port))
    assert found.returncode == 1
    assert found.stdout == f"Port {port} is in use. Choose another: PORT={port + 1} make run\n"


@pytest.mark.parametrize("url", ["nonsense", "postgresql://nobody:wrong@127.0.0.1:1/nothing"])
def test_a_broken_database_address_is_one_line_without_its_password(checkout, url):
    found = run_once(checkout, DATABASE_URL=url, PORT=str(free_port()))
    assert found.returncode != 0
    assert "DATABASE_URL" in found.stdout
    assert len(found.stdout.splitlines()) == 1
    assert "wrong" not in found.stdout


def test_a_missing_python_is_one_line():
    found = subprocess.run(
        ["make", "-s", "check-python", "PYTHON=python-that-is-not-there"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        env={"PATH": os.environ["PATH"]},
    )
    assert found.returncode != 0
    assert found.stderr.splitlines()[0].startswith("muster: Python was not found. Install Python 3.11 or newer")
