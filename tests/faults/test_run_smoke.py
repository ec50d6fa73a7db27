"""A run in every test run: workers killed, PostgreSQL restarted and the broker emptied while it is sent."""

import time

import pytest
from redis import Redis

from tests.delivery.channels.sink import sink
from tests.faults.conftest import Plant
from tests.faults.runs import begin

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("faults")]

PEOPLE = 600
IN_FLIGHT = 256


def test_the_balance_holds_and_nobody_gets_two(plant: Plant):
    with sink() as mails:
        plant.opened = [f"127.0.0.1:{mails.port}"]
        plant.kill("worker")
        plant.start("worker")
        run = begin(plant, mails, PEOPLE, rate=120.0)
        for _ in range(2):
            time.sleep(1.5)
            plant.kill("worker")
            plant.start("worker")
        Redis.from_url(plant.broker.url()).flushall()
        plant.postgres.stop()
        plant.postgres.start()
        found = run.until_ended(150)
        run.assert_nobody_got_two()
        assert (found["planned"], found["pending"], found["failed"]) == (PEOPLE, 0, 0)
        assert found["uncertain"] <= 3 * IN_FLIGHT
        assert found["sent"] <= len(mails.recipients) <= found["sent"] + found["uncertain"]
