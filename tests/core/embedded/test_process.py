"""Processes: who one is, what an earlier run left, and what somebody's wish to end does."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.embedded import process
from core.embedded.errors import EmbeddedError, StopRequestedError
from core.embedded.interruption import Interruption
from core.embedded.lock import only_run
from core.embedded.program import Program, run_once
from core.embedded.record import MARKER, Record

from .peers import wait_for


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(["/bin/sleep", "60"], start_new_session=True)
    yield child
    child.kill()
    child.wait()


def script(tmp_path: Path, code: str, **environment: str) -> Program:
    return Program("once", (sys.executable, "-c", code), tmp_path, environment)


def test_a_dead_process_that_nobody_buried_does_not_live(sleeper: subprocess.Popen[bytes]) -> None:
    assert process.is_alive(sleeper.pid)
    sleeper.send_signal(signal.SIGKILL)
    wait_for(lambda: not process.is_alive(sleeper.pid), seconds=5)
    os.kill(sleeper.pid, 0)


def test_a_process_is_known_by_program_and_argument(sleeper: subprocess.Popen[bytes], tmp_path: Path) -> None:
    program = tmp_path / "a program"
    program.symlink_to("/bin/sleep")
    child = subprocess.Popen([program, "--", "60", "59"])
    try:
        wait_for(lambda: process.runs(child.pid, "a program", "60"), seconds=5)
        assert not process.runs(child.pid, "a program", "6")
        assert not process.runs(child.pid, "program", "60")
    finally:
        child.kill()
        child.wait()


def test_orphans_are_ended_and_named(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    Record(tmp_path / "record.json", tmp_path).add("web", sleeper.pid)
    assert Record(tmp_path / "record.json", tmp_path).clear_orphans() == ["web"]
    assert sleeper.wait(timeout=5) == -signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_a_stranger_with_an_old_number_is_spared(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    path = tmp_path / "record.json"
    Record(path, tmp_path).add("web", sleeper.pid)
    entries = json.loads(path.read_text())
    path.write_text(json.dumps([{**entries[0], "started": "another boot 1"}]))
    assert Record(path, tmp_path).clear_orphans() == []
    assert sleeper.poll() is None


def test_children_of_a_program_that_is_gone_are_ended(tmp_path: Path) -> None:
    environment = {**os.environ, **Record(tmp_path / "record.json", tmp_path).environment}
    child = subprocess.Popen(["/bin/sleep", "60"], env=environment)
    other = subprocess.Popen(["/bin/sleep", "60"], env={**os.environ, MARKER: f"{tmp_path}2"})
    assert Record(tmp_path / "record.json", tmp_path).clear_orphans() == []
    assert child.wait(timeout=5) == -signal.SIGKILL
    assert other.poll() is None
    other.kill()
    other.wait()


@pytest.mark.parametrize("text", ["", "{", "[]", '[{"pid": "x"}]', '[{"pid": 1, "started": ""}]'])
def test_a_spoilt_record_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "record.json").write_text(text)
    assert Record(tmp_path / "record.json", tmp_path).clear_orphans() == []


def test_a_program_that_runs_once_gives_its_output(tmp_path: Path) -> None:
    code = "import os, sys; print(os.environ['WORD']); sys.exit('ValueError: why\\nDETAIL: more')"
    outcome = run_once(script(tmp_path, code, WORD="hello"))
    assert (outcome.code, outcome.output, outcome.last_words) == (1, "hello\n", "ValueError: why")


def test_a_program_that_is_waited_for_in_vain_is_ended(tmp_path: Path) -> None:
    interruption = Interruption()

    def pause(seconds: float) -> None:
        if (tmp_path / "started").exists():
            interruption.requested = True
        interruption.pause(seconds)

    code = "import pathlib, time; pathlib.Path('started').write_text(''); time.sleep(30)"
    began = time.monotonic()
    with pytest.raises(StopRequestedError):
        run_once(script(tmp_path, code), pause=pause)
    assert time.monotonic() - began < 10


def test_two_signals_at_once_are_one_wish() -> None:
    interruption = Interruption()
    interruption._note(signal.SIGHUP, None)
    interruption._note(signal.SIGTERM, None)
    assert (interruption.requested, interruption.hurried()) == (True, False)
    interruption._since -= 1
    interruption._note(signal.SIGINT, None)
    assert interruption.hurried() is True


def test_the_lock_is_one_runs_alone_and_leaves_no_file(tmp_path: Path) -> None:
    with only_run(tmp_path):
        with pytest.raises(EmbeddedError, match="already runs"), only_run(tmp_path):
            pass
        assert list(tmp_path.iterdir()) == []
    with only_run(tmp_path):
        pass
