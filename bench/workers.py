"""Workers that send a run, each a process of its own (`python -m bench.workers COMPANY RUN`), and a null channel.

A worker says that it is ready, waits for a line, sends until nothing is left, and prints a `Worked` as JSON.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import django

django.setup()

# Only now: these import models, which need Django set up.
from django.db import connection  # noqa: E402

from core import memory  # noqa: E402
from core.channels import Channel as Reach  # noqa: E402
from core.tenancy import company_scope  # noqa: E402
from delivery import sending  # noqa: E402
from delivery.channels import kinds, pool  # noqa: E402
from delivery.channels.base import Channel, Outcome, Outgoing  # noqa: E402

# E-mails need an address at which people unsubscribe.
PUBLIC_URL: Final = "https://muster.example"
_TURN: Final = 20.0


class Null(Channel):
    """Takes every message, looks at none, and gives no id."""

    kind = "null"
    label = "Nothing"
    carries = tuple(Reach.values)
    takes_key = True
    fields = ()

    def check(self) -> str:
        """There is nothing to sign in to."""
        return "Messages are dropped."

    def send(self, batch: Sequence[Outgoing]) -> Iterator[Outcome]:
        """Drop them."""
        for item in batch:
            yield Outcome(item.id, "sent")


kinds.KINDS[Null.kind] = Null


@dataclass(frozen=True, slots=True)
class Worked:
    """What a worker did.

    Args:
        messages: handed over.
        statements: that it sent to PostgreSQL, beginnings and ends of transactions not counted.
        cpu: its seconds of the processor.
        idle_megabytes: the most that it held in memory before the first message.
        megabytes: the most that it ever held.
    """

    messages: int
    statements: int
    cpu: float
    idle_megabytes: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Sent:
    """What several workers did.

    Args:
        seconds: from the word to begin until the last was done.
        workers: each one's part.
    """

    seconds: float
    workers: list[Worked]

    @property
    def messages(self) -> int:
        """Of all."""
        return sum(worker.messages for worker in self.workers)

    @property
    def statements(self) -> int:
        """Of all."""
        return sum(worker.statements for worker in self.workers)

    @property
    def cpu(self) -> float:
        """Of all, in seconds."""
        return sum(worker.cpu for worker in self.workers)

    @property
    def idle_megabytes(self) -> float:
        """Of the one that held most."""
        return max(worker.idle_megabytes for worker in self.workers)

    @property
    def megabytes(self) -> float:
        """Of the one that held most."""
        return max(worker.megabytes for worker in self.workers)


def send(company_id: int, run_id: int, *, workers: int = 2, opened: str = "") -> Sent:
    """Send a run by processes of their own; their start is not counted.

    Args:
        opened: a server that they may speak to, as `host:port`.
    """
    command = [sys.executable, "-m", "bench.workers", str(company_id), str(run_id)]
    with ExitStack() as stack:
        children = [stack.enter_context(_child(command, opened)) for _ in range(workers)]
        for child in children:
            _line(child)
        started = time.perf_counter()
        for child in children:
            assert child.stdin is not None  # noqa: S101 - it was asked for
            child.stdin.write("go\n")
            child.stdin.flush()
        told = [Worked(**json.loads(_line(child))) for child in children]
        return Sent(time.perf_counter() - started, told)


def _child(command: list[str], opened: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PUBLIC_URL": PUBLIC_URL, "OUTBOUND_ALLOW": opened}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def _line(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None  # noqa: S101 - it was asked for
    line = child.stdout.readline()
    if not line:
        raise RuntimeError(f"A worker ended before its time: {child.wait()}")
    return line


def _work(company_id: int, run_id: int) -> Worked:
    """One worker's part."""
    counted = messages = 0

    def count(execute: Any, *args: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(*args)

    used, idle = time.process_time(), _most_megabytes()
    with company_scope(company_id), connection.execute_wrapper(count):
        more = True
        while more:
            done = sending.send_slice(run_id=run_id, seconds=_TURN)
            messages, more = messages + done.messages, done.more
    used = time.process_time() - used
    pool.close_all()
    return Worked(messages, counted, used, idle, _most_megabytes())


def _most_megabytes() -> float:
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["VmHWM"].split()[0]) / 1024


def main() -> None:
    """Work when told to."""
    company_id, run_id = map(int, sys.argv[1:])
    connection.ensure_connection()
    memory.settle()  # as `config.celery` does
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(asdict(_work(company_id, run_id))), flush=True)


if __name__ == "__main__":
    main()
