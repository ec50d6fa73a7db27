"""Runs while workers are killed and servers break: the balance holds, nobody gets two, nothing is silently lost."""

import time
from collections.abc import Iterator

import pytest
from redis import Redis

from tests.delivery.channels.sink import Sink, sink
from tests.faults.conftest import Plant
from tests.faults.runs import begin

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

PEOPLE = 3_000
# What one worker may have between hand-over and receipt when it is killed.
IN_FLIGHT = 256
RATE = 400.0


@pytest.fixture(scope="module")
def mails(plant: Plant) -> Iterator[Sink]:
    """A mail server that the plant's two workers may call."""
    with sink() as found:
        plant.opened = [f"127.0.0.1:{found.port}"]
        plant.concurrency = 2
        plant.kill("worker")
        plant.start("worker")
        yield found


def test_a_worker_killed_at_ten_points(plant: Plant, mails: Sink):
    run = begin(plant, mails, PEOPLE, rate=RATE)
    kills = 0
    for _ in range(10):
        time.sleep(0.7)
        plant.kill("worker")
        plant.start("worker")
        kills += 1
        run.books()
    found = run.until_ended(300)
    run.assert_nobody_got_two()
    assert (found["planned"], found["pending"], found["failed"]) == (PEOPLE, 0, 0)
    assert found["uncertain"] <= kills * 2 * IN_FLIGHT
    arrived = len(mails.recipients)
    assert found["sent"] <= arrived <= found["sent"] + found["uncertain"]


def test_postgresql_restarted_in_the_middle(plant: Plant, mails: Sink):
    before = len(mails.recipients)
    run = begin(plant, mails, PEOPLE, rate=RATE)
    for _ in range(2):
        time.sleep(1.5)
        plant.postgres.stop()
        plant.postgres.start()
    found = run.until_ended(300)
    run.assert_nobody_got_two()
    assert found["planned"] == found["sent"] + found["uncertain"] == PEOPLE
    assert found["sent"] <= len(mails.recipients) - before <= PEOPLE


def test_a_broker_that_forgets_everything(plant: Plant, mails: Sink):
    before = len(mails.recipients)
    run = begin(plant, mails, 1_000, rate=RATE)
    for _ in range(3):
        Redis.from_url(plant.broker.url()).flushall()
        time.sleep(0.5)
    found = run.until_ended(200)
    run.assert_nobody_got_two()
    assert (found["sent"], len(mails.recipients) - before) == (1_000, 1_000)


def test_a_server_that_misbehaves_for_some(plant: Plant, mails: Sink):
    good = [f"good+{n}@people.example" for n in range(300)]
    addresses = [
        *good,
        *[f"nobody+{n}@people.example" for n in range(20)], *[f"greylisted+{n}@people.example" for n in range(9)],
        *[f"refused-late+{n}@people.example" for n in range(5)], "hang+1@people.example",
        "taken-and-dropped+1@people.example", "taken-and-hung+1@people.example", "drop-once+1@people.example",
    ]  # fmt: skip
    run = begin(plant, mails, 0, addresses=addresses, timeout=2.0)
    end = time.monotonic() + 120
    while (found := run.books())["sent"] + found["failed"] + found["uncertain"] < len(addresses) - 12:
        assert time.monotonic() < end, found
        time.sleep(1)
    run.assert_nobody_got_two()
    assert found["sent"] >= 300
    assert found["failed"] >= 25
    assert 1 <= found["uncertain"] <= 2
