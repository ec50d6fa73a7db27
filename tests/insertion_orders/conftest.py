"""A company with an order, an approved creative, and ad campaigns under it."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from analytics import events, ingestion
from companies import credentials, tokens
from companies.models import Company, CredentialKind, Membership, Role
from core.context import Actor, acting
from core.tenancy import company_scope
from insertion_orders import ads, approval, creatives, finding, orders
from insertion_orders.creatives import Asked
from insertion_orders.models import AdCampaign, BudgetType, Creative, CreativeType, Distribution, InsertionOrder
from tests.conftest import Caller, make_member

DAY = timedelta(days=1)


def picture(width: int = 300, height: int = 250) -> bytes:
    """A PNG."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#808").save(file, "PNG")
    return file.getvalue()


def make_creative(company: Company, *, approved: bool = True, **asked: Any) -> Creative:
    """A picture, by default an approved one."""
    given = {"name": "Banner", "type": CreativeType.IMAGE, "data": picture(), **asked}
    creative = creatives.create(company_id=company.pk, asked=Asked(**given))
    return creatives.approve(creative=creative) if approved else creative


def order_fields(**fields: Any) -> dict[str, Any]:
    """What an order of a thousand over thirty days, counted from yesterday, is made of."""
    now = timezone.now().replace(microsecond=0)
    return {
        "name": "Spring",
        "starts_at": now - DAY,
        "ends_at": now + 29 * DAY,
        "time_zone": "US/Eastern",
        "budget_type": BudgetType.BUDGET,
        "distribution": Distribution.MANUAL,
        "total_budget": Decimal(1000),
        "auto_sum": False,
        **fields,
    }


def make_order(company: Company, **fields: Any) -> InsertionOrder:
    """An order."""
    return orders.create_order(company_id=company.pk, fields=order_fields(**fields))


def ad_fields(order: InsertionOrder, creative: Creative, **fields: Any) -> dict[str, Any]:
    """What an ad campaign of 100 in all, over the order's time, is made of."""
    return {
        "name": "Banners",
        "starts_at": order.starts_at,
        "ends_at": order.ends_at,
        "time_zone": "US/Eastern",
        "advertiser_domain": "https://storhaug.example",
        "creative_type": CreativeType.IMAGE,
        "creative_ids": [creative.pk],
        "country_ids": "30100001",
        "budget_total": Decimal(100),
        "max_bid": Decimal(10),
        **fields,
    }


def make_ad(order: InsertionOrder, creative: Creative, *, as_draft: bool = False, **fields: Any) -> AdCampaign:
    """An ad campaign that waits for approval."""
    return ads.create_ad(
        company_id=order.company_id,
        order_id=order.pk,
        budget_type=order.budget_type,
        fields=ad_fields(order, creative, **fields),
        as_draft=as_draft,
    )


def make_running(order: InsertionOrder, creative: Creative, **fields: Any) -> AdCampaign:
    """An ad campaign that runs."""
    return approval.approve(ad=make_ad(order, creative, **fields))


def again(ad: AdCampaign) -> AdCampaign:
    """An ad campaign as it is now."""
    return finding.ad_by_campaign(ad.campaign_id)


def make_buyer(company: Company, role: str = Role.MARKETER, name: str = "bea") -> Caller:
    """A person of a company, signed in by a buying tool."""
    caller = make_member(company, name, role)
    with company_scope(company.pk):
        tool = credentials.issue(company_id=company.pk, kind=CredentialKind.DSP, name="Tool").credential
    assert caller.user is not None
    pair = tokens.for_buyer(user_id=caller.user.pk, credential_id=tool.pk, ow_id=company.ow_id)
    return Caller({"Authorization": f"Bearer {pair.access}", "X-IAA-OW-ID": str(company.ow_id)}, caller.user, company)


_keys = iter(range(10**9))


def report(ad: AdCampaign, kind: str = "spend", *, at: datetime | None = None, rule: str = "", **fields: Any) -> int:
    """Report an event of an ad campaign, as the events API takes it; how many counted."""
    body = {"key": f"event {next(_keys)}", "kind": kind, "campaign_id": ad.campaign.uuid, "occurred_at": at, **fields}
    taken = ingestion.take(company_id=ad.company_id, entries=[events.Entry(0, events.Report(**body), rule)])
    return taken.accepted


@pytest.fixture
def creative(company: Company, scope: None) -> Creative:
    """An approved picture."""
    return make_creative(company)


@pytest.fixture
def order(company: Company, scope: None) -> InsertionOrder:
    """An order."""
    return make_order(company)


@pytest.fixture
def ad(order: InsertionOrder, creative: Creative) -> AdCampaign:
    """An ad campaign that waits for approval."""
    return make_ad(order, creative)


@pytest.fixture
def running(order: InsertionOrder, creative: Creative) -> AdCampaign:
    """An ad campaign that runs."""
    return make_running(order, creative)


@pytest.fixture
def buyer(company: Company) -> Caller:
    """Who may buy."""
    return make_buyer(company)


@pytest.fixture
def as_person(company: Company) -> Callable[..., Any]:
    """Act as a person of the company."""

    def act(name: str, role: str = Role.OWNER) -> Any:
        user = make_member(company, name, role).user
        assert user is not None
        with company_scope(company.pk):
            assert Membership.objects.filter(user=user).exists()
        return acting(actor=Actor("person", user.pk, name.title()))

    return act
