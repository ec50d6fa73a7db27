"""The books of the language model: a month's sums, each company's own, and what may still be spent."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine

from ai.llm import CallRecord
from core.assistant_calls import AssistantCall, Ledger, month_usage
from core.tenancy import company_scope

OSLO = ZoneInfo("Europe/Oslo")
CALL = CallRecord("chat", "openai", "m", "chat-1", 600, 400, Decimal("0.25"), 1.5, "answered")


def test_call_is_written_down(company, scope):
    Ledger(company.pk, OSLO).record(CALL)
    row = AssistantCall.objects.get()
    assert (row.purpose, row.model, row.prompt_version, row.outcome) == ("chat", "m", "chat-1", "answered")
    assert (row.tokens_in, row.tokens_out, row.cost, row.seconds) == (600, 400, Decimal("0.25"), 1.5)


def test_month_begins_in_the_company_s_zone(company, scope):
    for day, hour in ((31, 21), (31, 23)):  # 23:00 UTC on 31 March is 01:00 on 1 April in Oslo
        with time_machine.travel(datetime(2026, 3, day, hour, tzinfo=UTC), tick=False):
            Ledger(company.pk, OSLO).record(CALL)
    spent = month_usage(company_id=company.pk, zone=OSLO, now=datetime(2026, 4, 10, tzinfo=UTC))
    assert (spent.tokens, spent.cost) == (1000, Decimal("0.25"))


@pytest.mark.parametrize(
    ("tokens", "cost", "expected"),
    [
        (None, None, True),
        (1001, None, True),
        (1000, None, False),
        (0, None, False),
        (None, Decimal("0.26"), True),
        (None, Decimal("0.25"), False),
        (5000, Decimal(0), False),
    ],
)
def test_either_limit_ends_it(company, scope, tokens, cost, expected):
    Ledger(company.pk, OSLO).record(CALL)
    assert Ledger(company.pk, OSLO, tokens, cost).may_spend() is expected


def test_another_company_s_calls_cost_nothing(company, other_company):
    with company_scope(other_company.pk):
        Ledger(other_company.pk, OSLO).record(CALL)
    with company_scope(company.pk):
        assert month_usage(company_id=company.pk, zone=OSLO).tokens == 0
        assert AssistantCall.objects.count() == 0
