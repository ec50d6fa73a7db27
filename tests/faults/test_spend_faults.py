"""Reports of spend while the web server is killed: budgets are spent once, and what came to its limit has stopped."""

import json
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.faults.conftest import Plant, eventually

CALLERS, CALLS, EVENTS = 4, 40, 100
PATIENCE = 120

# Three orders of two running campaigns each; the first campaign of each has too small a budget for what will come.
_MAKE = """
import json
from datetime import timedelta
from decimal import Decimal
from django.utils import timezone
from companies.models import Company
from core.tenancy import company_scope
from insertion_orders import ads, approval, creatives, orders

company, now = Company.objects.get(slug="quay"), timezone.now()
window = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=9), "time_zone": "US/Eastern"}
with company_scope(company.pk):
    asked = creatives.Asked("Banner", 11, "https://images.example/1.png", 300, 250)
    creative = creatives.approve(creative=creatives.create(company_id=company.pk, asked=asked))
    made = []
    for _ in range(3):
        given = {"name": "Spring", "budget_type": 1, "distribution": 1, "total_budget": Decimal(900), "auto_sum": False}
        order = orders.create_order(company_id=company.pk, fields={**window, **given})
        for budget in (5, 800):
            fields = {
                **window, "name": "Banners", "advertiser_domain": "https://quay.example", "creative_type": 11,
                "creative_ids": [creative.pk], "country_ids": "30100001", "budget_total": Decimal(budget),
                "max_bid": Decimal(5),
            }
            ad = ads.create_ad(company_id=company.pk, order_id=order.pk, budget_type=1, fields=fields)
            made.append(str(approval.approve(ad=ad).campaign.uuid))
print(json.dumps(made))
"""

# Every counter beside what the events say of it.
_BOOKS = """
import json
from django.db.models import Sum
from core.tenancy import across_companies
from analytics.models import Event
from insertion_orders.models import AdSpend, DeliveryHour, OrderSpend

def told(**of):
    events = Event.objects.filter(**of)
    spent = events.filter(kind="spend").aggregate(total=Sum("value"))["total"] or 0
    return [float(spent), events.filter(kind="impression").aggregate(total=Sum("count"))["total"] or 0]

with across_companies():
    found = {"ads": [], "orders": [], "stops": []}
    for ad in AdSpend.objects.select_related("ad__campaign").order_by("pk"):
        hours = DeliveryHour.objects.filter(ad=ad.ad).aggregate(spent=Sum("spent"), shown=Sum("impressions"))
        kept, by_hour = [float(ad.spent), ad.impressions], [float(hours["spent"] or 0), hours["shown"] or 0]
        found["ads"].append([told(campaign_id=ad.ad.campaign_id), kept, by_hour])
        found["stops"].append(ad.stop_reason)
    for order in OrderSpend.objects.order_by("pk"):
        ids = list(order.order.ads.values_list("campaign_id", flat=True))
        found["orders"].append([told(campaign_id__in=ids), [float(order.spent), order.impressions]])
print(json.dumps(found))
"""


class AdServer:
    """Reports on campaigns until it is answered, and remembers what it sent."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        login = httpx2.post(f"{plant.url}/api/auth/login", json=plant.credentials["marketer"], timeout=30).json()
        self.headers = {"Authorization": f"Bearer {login['access_token']}"}
        self.campaigns: list[str] = json.loads(plant.script(_MAKE).splitlines()[-1])
        self.sent: list[dict[str, Any]] = []
        self.lock = threading.Lock()

    def report(self, caller: int, calls: int) -> int:
        """All calls of one caller.

        Returns:
            How often one had to be sent again.
        """
        again = 0
        for call in range(calls):
            body = {"events": list(self.batch(f"{caller}-{call}"))}
            with self.lock:
                self.sent.append(body)
            again += self.until_answered(body)
        return again

    def wait_for_calls(self, count: int) -> None:
        """Until so many more were begun, so that some are on their way."""
        end, goal = time.monotonic() + PATIENCE, len(self.sent) + count
        while len(self.sent) < goal:
            assert time.monotonic() < end, "nobody reports"
            time.sleep(0.01)

    def batch(self, name: str) -> Iterator[dict[str, Any]]:
        """Spend and impressions of all campaigns, mixed."""
        spread, now = random.Random(name), datetime.now(UTC).isoformat()
        for number in range(EVENTS):
            event = {"key": f"{name}-{number}", "campaignId": spread.choice(self.campaigns), "occurredAt": now}
            yield {**event, "kind": "spend", "value": "0.25"} if number % 2 else {**event, "kind": "impression"}

    def until_answered(self, body: dict[str, Any]) -> int:
        """Send the same again after every fault."""
        end = time.monotonic() + PATIENCE
        for attempt in range(10_000):
            try:
                answer = self.post(body)
                if answer.status_code == 200:
                    assert answer.json()["rejected"] == []
                    return attempt
                assert answer.status_code >= 500, answer.text
            except httpx2.HTTPError:
                pass
            assert time.monotonic() < end, "nobody answered"
            time.sleep(0.1)
        raise AssertionError("nobody answered")

    def post(self, body: dict[str, Any]) -> httpx2.Response:
        """Send it once."""
        return httpx2.post(f"{self.plant.url}/api/analytics/events", json=body, headers=self.headers, timeout=20)


def kill_while_reporting(plant: Plant, *, callers: int, calls: int, kills: int) -> AdServer:
    """Report from several tools while the web server dies, and comes back, some times."""
    server = AdServer(plant)
    with ThreadPoolExecutor(callers) as pool:
        running = [pool.submit(server.report, caller, calls) for caller in range(callers)]
        for _ in range(kills):
            server.wait_for_calls(2 * callers)
            plant.kill("web")
            plant.start("web")
            eventually(lambda: httpx2.get(f"{plant.url}/healthz", timeout=5).status_code == 200, 60)
        again = sum(call.result() for call in running)
    assert again > 0
    return server


def check_books(plant: Plant, server: AdServer) -> None:
    """Everything was counted once; sending it again counts nothing; what came to its budget has stopped."""
    for body in server.sent:
        answer = server.post(body).json()
        assert (answer["accepted"], answer["duplicates"]) == (0, EVENTS)
    found = json.loads(plant.script(_BOOKS).splitlines()[-1])
    assert all(told == kept == by_hour for told, kept, by_hour in found["ads"])
    assert all(told == kept for told, kept in found["orders"])
    spent = [kept[0] for _, kept, _ in found["ads"]]
    assert sum(spent) == len(server.sent) * EVENTS // 2 * 0.25
    assert found["stops"] == [
        "budget" if number % 2 == 0 and amount >= 5 else "" for number, amount in enumerate(spent)
    ]
    assert "budget" in found["stops"]
    assert "0 sums wrong" in plant.manage("rebuild_metrics", "--check")


@pytest.mark.faults
@pytest.mark.xdist_group("faults")
def test_budgets_are_spent_once_while_the_web_server_is_killed(plant: Plant) -> None:
    server = kill_while_reporting(plant, callers=CALLERS, calls=CALLS, kills=4)
    check_books(plant, server)
