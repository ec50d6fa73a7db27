"""The load client: keep-alive connections over raw sockets in a process of its own, on the loopback only.

Run as `python -m bench.load` it reads a `Load` as JSON and prints a `Heard` as JSON.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Load:
    """What to send.

    Args:
        port: on 127.0.0.1.
        requests: a file of whole requests, each a JSON string on a line whose characters are its bytes.
        count: how many at most; with fewer requests in the file they start again.
        seconds: when to stop at the latest.
        connections: how many at a time, one request on each.
    """

    port: int
    requests: str
    count: int
    seconds: float
    connections: int = 8


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of it.

    Args:
        units: answers.
        seconds: from the first request to the last answer.
        statuses: how many answers had each status.
        p50: median latency in milliseconds.
        p95: of 95 in 100.
    """

    units: int
    seconds: float
    statuses: dict[str, int]
    p50: float
    p95: float


def drive(load: Load) -> Heard:
    """Send it from a process of its own."""
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(
        command, input=json.dumps(asdict(load)), capture_output=True, text=True, check=False, timeout=load.seconds + 60
    )
    if done.returncode:
        raise RuntimeError(f"The load client failed: {done.stderr.strip().splitlines()[-1]}")
    return Heard(**json.loads(done.stdout))


class _Run:
    """One load while it runs."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.requests = [json.loads(line).encode("latin-1") for line in Path(load.requests).read_text().splitlines()]
        self.sent = 0
        self.statuses: Counter[str] = Counter()
        self.latencies: list[float] = []

    async def heard(self) -> Heard:
        started = time.perf_counter()
        self.until = started + self.load.seconds
        await asyncio.gather(*(self._connection() for _ in range(self.load.connections)))
        elapsed = time.perf_counter() - started
        ordered = sorted(self.latencies) or [0.0]
        half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        return Heard(len(self.latencies), elapsed, dict(self.statuses), half * 1000, most * 1000)

    async def _connection(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.load.port)
        try:
            while self.sent < self.load.count and time.perf_counter() < self.until:
                request = self.requests[self.sent % len(self.requests)]
                self.sent += 1
                started = time.perf_counter()
                writer.write(request)
                self.statuses[await asyncio.wait_for(_answer(reader), _PATIENCE)] += 1
                self.latencies.append(time.perf_counter() - started)
        finally:
            writer.close()


async def _answer(reader: asyncio.StreamReader) -> str:
    """Read one answer, whose length must be announced, to its end; its status."""
    head = await reader.readuntil(_END)
    lowered = head.lower()
    at = lowered.index(_LENGTH) + len(_LENGTH)
    await reader.readexactly(int(lowered[at : lowered.index(b"\r", at)]))
    return head[9:12].decode()


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(_Run(Load(**json.load(sys.stdin))).heard()))))
