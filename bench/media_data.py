"""Media buying to measure on: orders, ad campaigns that run, buyers, and bodies that report what was spent."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import connection

from analytics import partitions
from bench.data import fill, make_tenant, whole
from bench.event_data import CAMPAIGNS, PLATFORMS, Reporter
from campaigns.models import Campaign
from companies import credentials, tokens
from companies.models import Company, CredentialKind, Membership
from core.ids import new_uuid
from core.tenancy import company_scope
from insertion_orders import ads, approval, creatives, orders
from insertion_orders.models import AdCampaign, BudgetType, CreativeType, Distribution, InsertionOrder

ORDERS = 4
# Each buying tool may call 500 times at once; a run has more calls than that.
TOOLS = 32
ADD_PATH = "/api/v2/cmp/campaigns/add"
# As ad servers report: what was shown with its price, and now and then a click.
KINDS = ("impression",) * 10 + ("spend",) * 8 + ("click",) * 2
_LARGE = Decimal(900_000_000)
# Two of four campaigns are at a limit all the time, one is paced by the hour, one has room for its day.
_PACES: tuple[dict[str, Any], ...] = (
    {"budget_total": _LARGE, "even_pacing": True},
    {"budget_total": _LARGE, "budget_day": _LARGE / 10},
    {"budget_total": _LARGE, "budget_day": Decimal(1)},
    {"budget_total": Decimal(10)},
)


class AdReporter(Reporter):
    """An ad server that reports; of other campaigns it reports the same."""

    def batch(self, size: int, seed: int) -> list[dict[str, str]]:
        """Events of this moment, each with its price where it has one."""
        random, now = Random(seed), datetime.now(UTC)  # noqa: S311 - a spread, no secret
        found = []
        for index in range(size):
            event = {
                "key": str(new_uuid()),
                "kind": random.choice(KINDS),
                "campaignId": random.choice(self.campaigns),
                "platform": random.choice(PLATFORMS),
                "occurredAt": (now - timedelta(milliseconds=size - index)).isoformat().replace("+00:00", "Z"),
            }
            found.append({**event, "value": "0.0025"} if event["kind"] == "spend" else event)
        return found


@dataclass(frozen=True, slots=True)
class Buying:
    """A company that buys.

    Args:
        ads: reports on its ad campaigns.
        natives: the same on as many campaigns without budgets.
        orders: keys of the orders that take new campaigns.
        creative: an approved one's key.
        tools: tokens of buyers.
        workspace: the company's `owId`.
    """

    ads: AdReporter
    natives: AdReporter
    orders: list[int]
    creative: int
    tools: list[str]
    workspace: int

    def adds(self, path: str, number: int, count: int) -> Iterator[bytes]:
        """Whole requests, each for a new campaign."""
        now = datetime.now(UTC)
        for index in range(count):
            body = {
                "campaignName": f"Spring banners {number} {index}",
                "maxBid": 15,
                "budgetTotal": 1500,
                "startTime": int((now + timedelta(days=1)).timestamp()),
                "endTime": int((now + timedelta(days=8)).timestamp()),
                "timezone": 29,
                "budgetDay": 250,
                "creativeType": 11,
                "isAgreementChecked": True,
                "ioId": self.orders[index % len(self.orders)],
                "countryId": "30100001",
                "creativeIds": str(self.creative),
                "advertiserDomain": "https://storhaug.example",
                "totalBudgetPacing": False,
                "budgetTypeId": 1,
                "campaignType": 1,
            }
            headers = (f"X-IAA-OW-ID: {self.workspace}", f"X-Company: {self.ads.tenant.id}")
            token = self.tools[index % len(self.tools)]
            yield whole("POST", path, token, json.dumps(body).encode(), headers=headers)


def make_buying() -> Buying:
    """A company with orders, running ad campaigns under some of them, and campaigns of its own beside them."""
    tenant = make_tenant("buying")
    fill(tenant.id, CAMPAIGNS)
    partitions.keep()
    company = Company.objects.get(pk=tenant.id)
    with company_scope(tenant.id):
        natives = [str(uuid) for uuid in Campaign.objects.values_list("uuid", flat=True)]
        creative = creatives.create(
            company_id=tenant.id,
            asked=creatives.Asked("Banner", CreativeType.IMAGE, "https://images.example/1.png", 300, 250),
        )
        creatives.approve(creative=creative)
        made = [_order(tenant.id) for _ in range(ORDERS)]
        running = [_running(made[number % ORDERS], creative.pk, number // ORDERS) for number in range(CAMPAIGNS)]
        found = Buying(
            AdReporter(tenant, [str(ad.campaign.uuid) for ad in running]),
            AdReporter(tenant, natives),
            [_order(tenant.id).pk for _ in range(16)],
            creative.pk,
            list(_tools(company)),
            company.ow_id,
        )
    connection.close()
    return found


def _order(company_id: int) -> InsertionOrder:
    now = datetime.now(UTC)
    fields = {
        "name": "Spring order",
        "starts_at": now - timedelta(days=1),
        "ends_at": now + timedelta(days=30),
        "time_zone": "US/Eastern",
        "budget_type": BudgetType.BUDGET,
        "distribution": Distribution.MANUAL,
        "total_budget": _LARGE,
        "auto_sum": False,
    }
    return orders.create_order(company_id=company_id, fields=fields)


def _running(order: InsertionOrder, creative: int, number: int) -> AdCampaign:
    fields = {
        "name": "Banners",
        "starts_at": order.starts_at,
        "ends_at": order.ends_at,
        "time_zone": "US/Eastern",
        "advertiser_domain": "https://storhaug.example",
        "creative_type": CreativeType.IMAGE,
        "creative_ids": [creative],
        "country_ids": "30100001",
        "max_bid": Decimal(10),
        **_PACES[number % len(_PACES)],
    }
    ad = ads.create_ad(company_id=order.company_id, order_id=order.pk, budget_type=BudgetType.BUDGET, fields=fields)
    return approval.approve(ad=ad)


def _tools(company: Company) -> Iterator[str]:
    user = Membership.objects.select_related("user").get().user
    for number in range(TOOLS):
        tool = credentials.issue(company_id=company.pk, kind=CredentialKind.DSP, name=f"Tool {number}").credential
        yield tokens.for_buyer(user_id=user.pk, credential_id=tool.pk, ow_id=company.ow_id).access
