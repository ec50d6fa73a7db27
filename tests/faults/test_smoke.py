"""The faults that are most likely, in every run: the broker is away, the web server dies with calls on their way."""

import time

import httpx2
import pytest

from tests.faults.conftest import Plant, eventually
from tests.faults.test_spend_faults import check_books, kill_while_reporting

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("faults")]


def test_a_call_succeeds_without_the_broker_and_its_job_runs_once_it_is_back(plant: Plant):
    token = plant.token()
    plant.broker.stop()
    started = time.monotonic()
    source = {"material": ["https://images.example/1.jpg"], "name": "Quay", "reference_id": "Q-1"}
    answer = httpx2.post(
        f"{plant.url}/api/campaign",
        json={"source": {**source, "target_url": plant.pages.url}},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    )
    assert answer.status_code == 201
    assert time.monotonic() - started < 5
    assert httpx2.get(f"{plant.url}/readyz", timeout=30).json()["checks"]["broker"] == "the broker does not answer"
    plant.broker.start()
    eventually(lambda: "view of all the boats" in plant.brief("Quay"), 60)


def test_budgets_are_spent_once_though_the_web_server_is_killed(plant: Plant):
    server = kill_while_reporting(plant, callers=2, calls=12, kills=1)
    check_books(plant, server)
