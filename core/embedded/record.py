"""The programs that `make run` has started, kept in a file so that the next start finds what outlived a killed one."""

import json
import os
import signal
from functools import partial
from pathlib import Path
from typing import Any

from . import process

MARKER = "MUSTER_CHECKOUT"  # in the environment of every program, and so of its own children

_STEPS = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))


class Record:
    """The programs of one checkout.

    Args:
        path: the file; it exists only while programs run.
        checkout: the working tree, as it stands in the programs' environment.
    """

    def __init__(self, path: Path, checkout: Path) -> None:
        self._path = path
        self._marker = f"{MARKER}={checkout.resolve()}"
        self._entries: list[dict[str, Any]] = []

    @property
    def environment(self) -> dict[str, str]:
        """What every program must carry in its environment."""
        return dict([self._marker.split("=", 1)])

    def add(self, name: str, pid: int) -> None:
        """Remember a program that was just started."""
        self._entries.append({"name": name, "pid": pid, "started": process.start_mark(pid)})
        unfinished = self._path.with_suffix(".new")
        unfinished.write_text(json.dumps(self._entries))
        unfinished.replace(self._path)

    def forget(self) -> None:
        """All have ended."""
        self._entries = []
        self._path.unlink(missing_ok=True)

    def clear_orphans(self) -> list[str]:
        """End what an earlier run left, last started first; call it only while no other run can be alive.

        Returns:
            The names of the programs that had to be ended.
        """
        orphans = [entry for entry in self._read() if _is_same(entry["pid"], entry["started"])]
        for entry in reversed(orphans):
            process.end(entry["pid"], _STEPS, alive=partial(_is_same, entry["pid"], entry["started"]))
            process.end_group(entry["pid"])
        self._end_stragglers()
        self.forget()
        return [entry["name"] for entry in orphans]

    def _end_stragglers(self) -> None:
        """End the children of programs that are gone themselves."""
        if MARKER in os.environ:  # then this very process descends from a run
            return
        for pid in process.with_environment(self._marker):
            process.end(pid, _STEPS[1:], alive=partial(process.is_alive, pid))

    def _read(self) -> list[dict[str, Any]]:
        """The entries of an earlier run; a file that cannot be read says nothing."""
        try:
            entries = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return []
        return [entry for entry in entries if isinstance(entry.get("pid"), int) and entry.get("started")]


def _is_same(pid: int, mark: str) -> bool:
    return process.start_mark(pid) == mark and process.is_alive(pid)
