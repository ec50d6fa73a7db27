"""CPU time of process trees, from /proc: what reproduces where rates do not."""

import os
from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")
_TICK_MICROSECONDS = 1_000_000 / os.sysconf("SC_CLK_TCK")


def tree_microseconds(roots: Iterable[int]) -> float:
    """What the processes and all their descendants have used so far, ended children included.

    Args:
        roots: process ids.
    """
    stats = {pid: stat for pid in _pids() if (stat := _stat(pid)) is not None}
    children: dict[int, list[int]] = {}
    for pid, (parent, _) in stats.items():
        children.setdefault(parent, []).append(pid)
    waiting, ticks = list(roots), 0
    while waiting:
        pid = waiting.pop()
        ticks += stats[pid][1] if pid in stats else 0
        waiting += children.get(pid, [])
    return ticks * _TICK_MICROSECONDS


def _pids() -> list[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> tuple[int, int] | None:
    """Parent, and ticks used: user, system, and both of children that ended."""
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return int(fields[1]), sum(int(field) for field in fields[11:15])
