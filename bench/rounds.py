"""Rounds: contenders in turn, so that a slow minute of the machine hits all of them, and the median of the ratios."""

import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.cpu import tree_microseconds
from bench.load import Load, drive
from bench.stand import Stand
from bench.web import Web

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """One contender in one round.

    Args:
        rate: units a second.
        cpu: microseconds of server and PostgreSQL a unit.
    """

    rate: float
    cpu: float


Contender = Callable[[int], Sample]


@dataclass(frozen=True, slots=True)
class Measured:
    """All rounds of all contenders, by name."""

    samples: dict[str, list[Sample]]

    def cpu(self, name: str) -> float:
        """Median microseconds a unit."""
        return statistics.median(sample.cpu for sample in self.samples[name])

    def rate(self, name: str) -> float:
        """Median units a second."""
        return statistics.median(sample.rate for sample in self.samples[name])

    def cpu_ratio(self, slow: str, fast: str) -> float:
        """How much more CPU `slow` takes than `fast`: the median over the rounds."""
        pairs = zip(self.samples[slow], self.samples[fast], strict=True)
        return statistics.median(one.cpu / other.cpu for one, other in pairs)

    def rate_ratio(self, fast: str, slow: str) -> float:
        """How many times the rate of `slow` the rate of `fast` is: the median over the rounds."""
        pairs = zip(self.samples[fast], self.samples[slow], strict=True)
        return statistics.median(one.rate / other.rate for one, other in pairs)


def compare(contenders: dict[str, Contender], *, rounds: int = ROUNDS) -> Measured:
    """Visit the contenders in turn; one visit more beforehand warms up and is not counted."""
    samples: dict[str, list[Sample]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, contender in contenders.items():
            sample = contender(number)
            if number:
                samples[name].append(sample)
    return Measured(samples)


def over_http(
    stand: Stand,
    web: Web,
    requests: Callable[[int], Sequence[bytes]],
    *,
    seconds: float = 60,
    once: bool = False,
    status: str = "200",
) -> Contender:
    """A contender that answers requests.

    Args:
        requests: those of one round, by its number.
        seconds: the longest that a round may take.
        once: whether the round ends with the last request, rather than starting with the first again.
        status: what every answer must have; several are separated by commas.
    """

    def visit(number: int) -> Sample:
        sent = requests(number)
        path = write_requests(stand.folder / "requests", sent)
        before = tree_microseconds((web.pid, stand.postgres))
        heard = drive(Load(web.port, str(path), len(sent) if once else 10**9, seconds))
        used = tree_microseconds((web.pid, stand.postgres)) - before
        if set(heard.statuses) - set(status.split(",")):
            raise RuntimeError(f"Not every answer was {status}: {heard.statuses}")
        return Sample(heard.units / heard.seconds, used / heard.units)

    return visit


def write_requests(path: Path, requests: Iterable[bytes]) -> Path:
    """A file as the load client reads it; bodies may be any bytes."""
    path.write_text("\n".join(json.dumps(request.decode("latin-1")) for request in requests))
    return path


def seconds_of(work: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
