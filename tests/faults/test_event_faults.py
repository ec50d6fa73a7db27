"""Reports of events while servers are killed: who sends again until there is an answer counts once, and wholly."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.faults.conftest import Plant, eventually

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

CALLERS, CALLS, EVENTS = 4, 30, 100
PATIENCE = 120


class Reporter:
    """A person's tool that reports until it is answered."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        login = httpx2.post(f"{plant.url}/api/auth/login", json=plant.credentials["marketer"], timeout=30).json()
        self.headers = {"Authorization": f"Bearer {login['access_token']}"}
        made = httpx2.post(f"{plant.url}/api/campaigns", json={"name": "Quay"}, headers=self.headers, timeout=30)
        self.campaign = made.json()["id"]
        self.accepted = 0
        self.lock = threading.Lock()

    def report(self, caller: int) -> int:
        """All calls of one caller.

        Returns:
            How often one had to be sent again.
        """
        again = 0
        for call in range(CALLS):
            batch = [self.event(f"{caller}-{call}-{number}") for number in range(EVENTS)]
            again += self.until_answered({"events": batch})
        return again

    def event(self, key: str) -> dict[str, Any]:
        """One impression."""
        now = datetime.now(UTC).isoformat()
        return {"key": key, "kind": "impression", "campaignId": self.campaign, "occurredAt": now, "platform": "x"}

    def until_answered(self, body: dict[str, Any]) -> int:
        """Send the same again after every fault."""
        end = time.monotonic() + PATIENCE
        for attempt in range(10_000):
            try:
                answer = httpx2.post(
                    f"{self.plant.url}/api/analytics/events", json=body, headers=self.headers, timeout=20
                )
                if answer.status_code == 200:
                    with self.lock:
                        self.accepted += answer.json()["accepted"]
                    return attempt
                assert answer.status_code >= 500, answer.text
            except httpx2.HTTPError:
                pass
            assert time.monotonic() < end, "nobody answered"
            time.sleep(0.1)
        raise AssertionError("nobody answered")

    def impressions(self) -> int:
        """What the campaign's analytics say."""
        answer = httpx2.get(
            f"{self.plant.url}/api/campaigns/{self.campaign}/analytics", headers=self.headers, timeout=30
        )
        return int(answer.json()["totalImpressions"])


def test_events_count_once_while_servers_are_killed(plant: Plant):
    reporter = Reporter(plant)
    with ThreadPoolExecutor(CALLERS) as pool:
        calls = [pool.submit(reporter.report, caller) for caller in range(CALLERS)]
        for _ in range(2):
            time.sleep(0.5)
            plant.kill("web")
            plant.start("web")
            eventually(lambda: httpx2.get(f"{plant.url}/healthz", timeout=5).status_code == 200, 60)
            time.sleep(0.5)
            plant.postgres.stop()
            plant.postgres.start()
        again = sum(call.result() for call in calls)
    assert again > 0
    assert reporter.impressions() == CALLERS * CALLS * EVENTS
    # A caller that was cut off before the answer learns only that its events were duplicates.
    assert reporter.accepted <= CALLERS * CALLS * EVENTS
    assert "0 sums wrong" in plant.manage("rebuild_metrics", "--check")
