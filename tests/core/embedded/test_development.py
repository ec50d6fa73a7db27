"""A whole run around a dummy product: order, ends, and what is left behind."""

import json
import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.embedded import process
from core.embedded.demo import Demo
from core.embedded.record import MARKER

from .dummy import CREDENTIALS
from .peers import Run, run, sockets, users, wait_for

READY = "Three requests to copy"


@pytest.fixture
def checkout(place: Path) -> Path:
    folder = place / "checkout"
    folder.mkdir()
    return folder


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    yield number


def left(checkout: Path) -> list[object]:
    """Processes, sockets, and files that should not outlive a run."""
    files = [checkout / "var" / name for name in ("processes.json", "postgres/postmaster.pid", "broker/valkey.pid")]
    marked = process.with_environment(f"{MARKER}={checkout}")
    return [*users(checkout), *marked, *sockets(checkout), *(path for path in files if path.exists())]


def said(run: Run, name: str) -> list[str]:
    return [line.partition("| ")[2] for line in run.lines if line.startswith(f"{name:<6} |")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_starts_in_order_and_ends_in_reverse(checkout: Path, port: int, number: signal.Signals) -> None:
    with run(checkout, port) as started:
        started.read_until(READY)
        speakers = [line.split("|")[0].strip() for line in started.lines if "|" in line]
        assert speakers[:3] == ["db", "broker", "muster"]
        assert {"web", "worker", "beat"} <= set(speakers[3:])
        started.signal(number)
        assert started.finish() == (0, "")
    ends = [line.split("|")[0].strip() for line in started.lines if line.endswith("| ends")]
    assert ends == ["beat", "worker"]
    assert started.lines[-1] == "muster | Stopped. All data are kept."
    assert left(checkout) == []


def test_the_first_run_keeps_the_demos_credentials_for_their_owner_and_prints_them(checkout: Path, port: int) -> None:
    file = checkout / "var" / "demo_credentials.json"
    with run(checkout, port) as started:
        started.read_until("/api/campaigns -H")
    assert json.loads(file.read_text()) == CREDENTIALS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = "\n".join(started.lines)
    assert Demo.parse(file.read_text()).password in text
    assert f"http://localhost:{port}/admin/" in text
    assert "First start" in text


def test_the_second_run_keeps_all_data(checkout: Path, port: int) -> None:
    for _ in range(2):
        with run(checkout, port) as started:
            started.read_until(READY)
    assert "First start" not in "\n".join(started.lines)
    assert started.process.returncode == 0


def test_the_product_may_call_its_own_pages_and_what_it_could_before(checkout: Path, port: int) -> None:
    with run(checkout, port) as started:
        started.read_until(READY)
    assert said(started, "web") == [f"may call cdn.test:443,127.0.0.1:{port}/demo/,localhost:{port}/demo/"]


def test_a_child_that_dies_ends_the_run(checkout: Path, port: int) -> None:
    with run(checkout, port, worker="dying") as started:
        code, errors = started.finish()
    assert (code, errors) == (1, "worker ended unexpectedly (exit code 3): everything is stopped.\n")
    assert left(checkout) == []


def test_a_database_that_dies_ends_the_run(checkout: Path, port: int) -> None:
    with run(checkout, port) as started:
        started.read_until(READY)
        pid = int((checkout / "var" / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        code, errors = started.finish()
    assert (code, errors) == (1, "db ended unexpectedly (killed by signal 9): everything is stopped.\n")
    assert left(checkout) == []


def test_a_second_wish_hurries(checkout: Path, port: int) -> None:
    with run(checkout, port, worker="stubborn") as started:
        started.read_until(READY)
        started.signal(signal.SIGINT)
        started.read_until("Stopping")
        with pytest.raises(AssertionError):
            wait_for(lambda: started.process.poll() is not None, seconds=1)
        started.signal(signal.SIGINT)
        wait_for(lambda: started.process.poll() is not None, seconds=5)
        assert started.finish() == (0, "")
    assert left(checkout) == []


def test_a_wish_during_the_start_ends_it(checkout: Path, port: int) -> None:
    with run(checkout, port) as started:
        started.read_until("db ")
        started.signal(signal.SIGTERM)
        assert started.finish() == (0, "")
    assert left(checkout) == []


def test_a_port_in_use_stops_the_start_before_anything_else(checkout: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with run(checkout, port) as started:
            code, errors = started.finish()
    assert code == 1
    assert errors.startswith(f"Port {port} is in use. Choose another: PORT=")
    assert errors.count("\n") == 1
    assert list((checkout / "var").iterdir()) == []


def test_a_second_run_of_one_checkout_is_refused_and_the_first_goes_on(checkout: Path, port: int) -> None:
    with run(checkout, port) as first:
        first.read_until(READY)
        with run(checkout, port) as second:
            code, errors = second.finish()
        assert (code, errors) == (1, "Muster already runs from this checkout: press Ctrl-C in its terminal.\n")
        assert first.process.poll() is None
        assert len(sockets(checkout)) == 2


def test_what_a_killed_run_left_is_cleared_by_the_next(checkout: Path, port: int) -> None:
    killed = Run(checkout, port)
    killed.read_until(READY)
    killed.signal(signal.SIGKILL)
    killed.process.communicate()
    assert len(sockets(checkout)) == 2
    with run(checkout, port) as started:
        started.read_until(READY)
        assert len([line for line in started.lines if "of a run that was killed has been ended" in line]) == 3
        assert len(process.with_environment(f"{MARKER}={checkout}")) == 3
    assert started.process.returncode == 0
    assert left(checkout) == []
