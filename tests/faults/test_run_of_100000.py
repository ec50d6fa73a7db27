"""A hundred thousand e-mails while workers are killed and PostgreSQL is restarted, counted at the mail server."""

import time
from dataclasses import dataclass
from typing import Any

import pytest

from tests.delivery.channels.sink import sink
from tests.faults.conftest import Plant
from tests.faults.runs import Broadcasting, begin

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

PEOPLE = 100_000
# How many mails have arrived when it happens: every worker is killed, or PostgreSQL restarted.
KILLS = (2_000, 11_000, 20_000, 29_000, 38_000, 56_000, 65_000, 74_000)
RESTART = 47_000
PROCESSES = 2
# What one process may have between hand-over and receipt when it is lost.
WINDOW = 256
PATIENCE = 900


@dataclass
class Report:
    """What happened, to be read by people.

    Args:
        books: the run's state and balance at its end.
        arrived: how many mails the mail server took.
        in_doubt_arrived: how many of the uncertain were among them.
        seconds: from the execution to the end, with all faults.
        faults: what was broken, and how far the run had come.
    """

    books: dict[str, Any]
    arrived: int
    in_doubt_arrived: int
    seconds: float
    faults: list[str]

    def __str__(self) -> str:
        books = self.books
        parts = (f"{name} {books[name]:,}" for name in ("sent", "failed", "skipped", "uncertain", "pending"))
        return "\n".join([
            f"{PEOPLE:,} e-mails, {PROCESSES} worker processes: {books['state']} after {self.seconds:.0f} s",
            *(f"  {fault}" for fault in self.faults),
            f"  planned {books['planned']:,} = {' + '.join(parts)}",
            f"  at the mail server: {self.arrived:,}, nobody twice; {self.in_doubt_arrived:,} of the uncertain arrived",
        ])  # fmt: skip


def test_a_hundred_thousand_with_kills_in_the_middle(plant: Plant, capsys: pytest.CaptureFixture[str]):
    with sink(keeps_content=False) as mails:
        plant.opened = [f"127.0.0.1:{mails.port}"]
        plant.concurrency = PROCESSES
        plant.kill("worker")
        plant.start("worker")
        started = time.monotonic()
        run = begin(plant, mails, PEOPLE, connections=16)
        faults = [_broken(run, at) for at in sorted([*KILLS, RESTART])]
        books = run.until_ended(PATIENCE)
        seconds = time.monotonic() - started
        run.assert_nobody_got_two()
        arrived, known = set(mails.recipients), run.recipients()
        in_doubt = known.get("uncertain", set())
        report = Report(books, len(arrived), len(in_doubt & arrived), seconds, faults)
        with capsys.disabled():
            print(f"\n{report}")
        assert (books["state"], books["planned"], books["pending"]) == ("sent", PEOPLE, 0)
        assert (books["failed"], books["skipped"]) == (0, 0)
        # One window for each process that was lost, and for each that PostgreSQL left before it could keep the outcome.
        assert books["uncertain"] <= (len(KILLS) + 1) * PROCESSES * WINDOW
        # Person by person: whom the books call sent got it, and who got it is sent or uncertain.
        assert (len(known["sent"]), len(in_doubt)) == (books["sent"], books["uncertain"])
        assert known["sent"] <= arrived <= known["sent"] | in_doubt


def _broken(run: Broadcasting, at: int) -> str:
    """Break something once so many mails have arrived, in the middle of the run; its balance holds all the same."""
    end = time.monotonic() + PATIENCE
    while (arrived := len(run.sink.mails)) < at:
        assert time.monotonic() < end, run.books()
        time.sleep(0.02)
    if at == RESTART:
        what = "PostgreSQL restarted"
        run.plant.postgres.stop()
        run.plant.postgres.start()
    else:
        what = f"{PROCESSES} worker processes killed"
        run.plant.kill("worker")
        run.plant.start("worker")
    books = run.books()
    assert (books["state"], books["pending"] > 0) == ("running", True), books
    return f"after {arrived:,}: {what}"
