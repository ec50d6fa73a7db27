"""Processes: who one is, how it is started apart from our terminal, and how it is brought to its end."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from .privileges import Account

Steps = Sequence[tuple[signal.Signals, float]]
Pause = Callable[[float], None]

_PROC = Path("/proc")
_HAS_PROC = (_PROC / "self" / "stat").exists()
_TICK = 0.02


def never() -> bool:
    """Nobody hurries."""
    return False


def spawn(
    command: Sequence[str],
    *,
    account: Account | None,
    output: IO[bytes] | int,
    environment: Mapping[str, str],
    cwd: Path,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, so that a terminal's Ctrl-C reaches only its supervisor.

    Args:
        command: program and arguments; never a shell's.
        account: what it drops to; None keeps the caller's.
        output: where its standard output and errors go.
        environment: its whole environment.
        cwd: a folder that the account can enter.
    """
    return subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=dict(environment),
        cwd=cwd,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def end(pid: int, steps: Steps, *, alive: Callable[[], bool], hurry: Callable[[], bool] = never) -> bool:
    """Bring a process to its end, each step less polite than the one before.

    Args:
        pid: the process.
        steps: signals, and the seconds to wait after each.
        alive: whether it still runs.
        hurry: whether to go to the last step without waiting.

    Returns:
        Whether it has ended.
    """
    for index, (number, seconds) in enumerate(steps):
        last = index == len(steps) - 1
        if not alive():
            return True
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        _await_end(alive, seconds, never if last else hurry)
    return not alive()


def end_group(pid: int) -> None:
    """Kill whatever is left of the group that a process led."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that is dead but not buried does not."""
    if _HAS_PROC:
        fields = _stat(pid)
        return fields is not None and fields[0] not in "ZX"
    state = _ps(pid, "stat")
    return bool(state) and not state.startswith("Z")


def start_mark(pid: int) -> str:
    """What tells a process from a later one with the same number; empty when there is none."""
    if not _HAS_PROC:
        return _ps(pid, "lstart")
    fields = _stat(pid)
    return f"{_boot()} {fields[19]}" if fields else ""


def runs(pid: int, program: str, argument: str) -> bool:
    """Whether a living process is that program, started with that argument."""
    text = _command_line(pid)
    executable, _, rest = text.partition(" -")
    return is_alive(pid) and executable.endswith(f"/{program}") and f" {argument} " in f"{rest} "


def with_environment(marker: str) -> list[int]:
    """The living processes, but for this one, whose environment holds `NAME=value`, where it can be read."""
    found = []
    for folder in _PROC.glob("[0-9]*"):
        with suppress(OSError):
            if marker.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return [pid for pid in found if pid != os.getpid() and is_alive(pid)]


def _await_end(alive: Callable[[], bool], seconds: float, hurry: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while alive() and not hurry() and time.monotonic() < deadline:
        time.sleep(_TICK)


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on; the name before it may hold anything."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def _boot() -> str:
    """This boot of the machine, since start times count from it."""
    try:
        return (_PROC / "sys" / "kernel" / "random" / "boot_id").read_text().strip()
    except OSError:
        return ""


def _command_line(pid: int) -> str:
    if not _HAS_PROC:
        return _ps(pid, "command")
    try:
        text = (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return ""
    return os.fsdecode(text.replace(b"\0", b" "))


def _ps(pid: int, column: str) -> str:
    """One column of `ps`, for systems without /proc."""
    try:
        command = ["ps", "-o", f"{column}=", "-p", str(pid)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""
