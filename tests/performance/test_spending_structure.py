"""What following spend takes in statements, whatever a batch's size and however many campaigns stop: free of noise."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics import events, ingestion, partitions
from companies.models import Company
from insertion_orders.models import AdCampaign, AdSpend, Creative, SpendStop
from tests.insertion_orders.conftest import make_creative, make_order, make_running

pytestmark = pytest.mark.django_db


@pytest.fixture
def creative(company: Company, scope: None) -> Creative:
    """An approved picture."""
    return make_creative(company)


def make_flight(company: Company, creative: Creative, count: int, **fields: object) -> list[AdCampaign]:
    """So many running campaigns, five under each order."""
    partitions.keep()
    orders = [make_order(company) for _ in range((count + 4) // 5)]
    return [make_running(orders[number // 5], creative, **fields) for number in range(count)]


def spend(made: list[AdCampaign], size: int, value: Decimal) -> list[str]:
    """The statements that a batch takes."""
    entries = [
        events.Entry(
            number,
            events.Report(
                key=f"{value} {size} {number}",
                kind="spend",
                campaign_id=made[number % len(made)].campaign.uuid,
                value=value,
            ),
        )
        for number in range(size)
    ]
    with CaptureQueriesContext(connection) as found:
        assert ingestion.take(company_id=made[0].company_id, entries=entries).accepted == size
    return [query["sql"] for query in found if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize("campaigns", [2, 20])
@pytest.mark.parametrize("size", [100, 1_000])
def test_a_batch_that_stops_nothing_takes_two_statements_more(
    company: Company, creative: Creative, campaigns: int, size: int
) -> None:
    made = make_flight(company, creative, campaigns)
    # The company's lock, the look-up, the staging table, the fold; the addition to the counters, the standing.
    assert len(spend(made, size, Decimal("0.01"))) == 6


@pytest.mark.parametrize("campaigns", [2, 20])
def test_stops_take_as_many_statements_however_many_they_are(
    company: Company, creative: Creative, campaigns: int
) -> None:
    made = make_flight(company, creative, campaigns)
    # And both kinds of stops, their rows, whom the facts are about, the facts.
    assert len(spend(made, 100, Decimal(60))) == 12
    assert SpendStop.objects.filter(reason="budget").count() == campaigns


def test_what_is_stopped_already_is_not_written_again(company: Company, creative: Creative) -> None:
    made = make_flight(company, creative, 20, budget_day=Decimal(1))
    spend(made, 100, Decimal(1))
    assert AdSpend.objects.filter(stop_reason="day_budget").count() == 20
    assert len(spend(made, 200, Decimal("0.01"))) == 6
    assert SpendStop.objects.count() == 20
