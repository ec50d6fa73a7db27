"""Workers killed, servers restarted: nothing is lost, nothing is done twice."""

import httpx2
import pytest
from redis import Redis

from tests.faults.conftest import Plant, eventually

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]


def test_a_worker_killed_in_the_middle_is_replaced_and_the_page_read(plant: Plant):
    assert plant.partner("slow", "Killed").status_code == 201
    assert plant.stalled.wait(20)
    plant.kill("worker")
    plant.go_on.set()
    assert plant.brief("Killed") == ""
    plant.start("worker")
    eventually(lambda: "view of all the boats" in plant.brief("Killed"), 120)


def test_everything_goes_on_after_postgresql_was_restarted(plant: Plant):
    assert plant.partner("", "Before").status_code == 201
    plant.postgres.stop()
    answer = httpx2.get(f"{plant.url}/readyz", timeout=30)
    assert answer.json()["checks"]["database"] == "PostgreSQL does not answer"
    plant.postgres.start()
    eventually(lambda: plant.partner("", "After").status_code in (200, 201), 30)
    eventually(lambda: "view of all the boats" in plant.brief("After"), 60)


def test_a_forgetful_broker_loses_no_job(plant: Plant):
    plant.kill("worker")
    assert plant.partner("", "Flushed").status_code == 201
    Redis.from_url(plant.broker.url()).flushall()
    plant.start("worker")
    eventually(lambda: "view of all the boats" in plant.brief("Flushed"), 60)
