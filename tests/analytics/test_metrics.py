"""What every number means: counts, rates, prices, and how much they changed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.metrics import METRICS, Numbers, Unit, change, exact, percent, rounded, values
from analytics.models import Kind


def numbers(**counts):
    return Numbers({name.replace("_", "-"): count for name, count in counts.items()})


def priced(spend=(), conversion=(), **counts):
    found = numbers(**counts)
    found.money |= {("spend", currency): Decimal(amount) for currency, amount in spend}
    found.money |= {("conversion", currency): Decimal(amount) for currency, amount in conversion}
    return found


RATES = {
    "engagementRate": ({"like": 450, "comment": 120, "share": 50, "impression": 15000}, "4.13"),
    "clickRate": ({"click": 1, "impression": 800}, "0.13"),
    "openRate": ({"open": 1, "delivery": 3}, "33.33"),
    "bounceRate": ({"bounce": 1, "delivery": 1}, "50.00"),
    "complaintRate": ({"complaint": 1, "delivery": 200}, "0.50"),
    "optOutRate": ({"opt_out": 2, "delivery": 3}, "66.67"),
    "conversionRate": ({"conversion": 3, "click": 2}, "150.00"),
}


@pytest.mark.parametrize("name", RATES)
def test_a_rate_is_in_per_cent_to_two_decimals(name):
    counts, expected = RATES[name]
    assert str(METRICS[name].of_numbers(numbers(**counts))) == expected


def test_every_rate_is_among_those():
    assert {name for name, metric in METRICS.items() if metric.unit is Unit.PERCENT} == set(RATES)


@pytest.mark.parametrize("name", RATES)
def test_a_rate_of_nothing_is_nothing(name):
    assert METRICS[name].of_numbers(Numbers()) == 0


@pytest.mark.parametrize(("part", "whole", "expected"), [(1, 800, "0.13"), (1, 8, "12.50"), (5, 1000, "0.50")])
def test_halves_are_rounded_upward(part, whole, expected):
    assert str(percent(part, whole)) == expected


def test_half_a_cent_is_rounded_upward():
    assert (rounded(Decimal("0.125")), rounded(Decimal("0.124999"))) == (Decimal("0.13"), Decimal("0.12"))


def test_a_count_adds_its_kinds():
    assert METRICS["engagement"].of_numbers(numbers(like=1, comment=2, share=3, view=9)) == 6


PRICES = {"costPerClick": "2.50", "costPerMille": "10.00", "costPerConversion": "5.00"}


@pytest.mark.parametrize("name", PRICES)
def test_a_price_is_spend_by_what_it_bought(name):
    found = priced(spend=[("EUR", "10")], click=4, impression=1000)
    found.counts["conversion"] = 2
    assert METRICS[name].of_numbers(found) == {"EUR": Decimal(PRICES[name])}


def test_a_price_is_told_in_each_currency():
    found = priced(spend=[("USD", "2"), ("EUR", "1")], click=3)
    assert METRICS["costPerClick"].of_numbers(found) == {"EUR": Decimal("0.33"), "USD": Decimal("0.67")}


@pytest.mark.parametrize("name", PRICES)
def test_a_price_of_nothing_is_unknown(name):
    assert METRICS[name].of_numbers(priced(spend=[("EUR", "10")])) is None
    assert METRICS[name].of_numbers(numbers(click=1, impression=1, conversion=1)) is None


def test_return_is_revenue_by_spend():
    found = priced(spend=[("EUR", "8")], conversion=[("EUR", "20")])
    assert METRICS["returnOnSpend"].of_numbers(found) == Decimal("2.50")


@pytest.mark.parametrize(
    ("spend", "revenue"),
    [
        ([("EUR", "8")], [("USD", "20")]),
        ([("EUR", "8"), ("USD", "1")], [("EUR", "20"), ("USD", "1")]),
        ([], [("EUR", "20")]),
        ([("EUR", "8")], []),
        ([], []),
    ],
)
def test_return_is_unknown_unless_both_are_in_the_same_one_currency(spend, revenue):
    assert METRICS["returnOnSpend"].of_numbers(priced(spend=spend, conversion=revenue)) is None


def test_currencies_are_never_added():
    found = Numbers()
    for currency in ("EUR", "USD", "EUR"):
        found.add(kind="spend", rule="", currency=currency, count=1, value=Decimal("1.10"))
    assert found.amounts("spend") == {"EUR": Decimal("2.20"), "USD": Decimal("1.10")}


def test_machines_are_told_beside_people():
    found = Numbers()
    found.add(kind="click", rule="", currency="", count=3, value=Decimal(0))
    found.add(kind="click", rule="scanner", currency="", count=5, value=Decimal(0))
    found.add(kind="open", rule="prefetch", currency="", count=7, value=Decimal(0))
    found.add(kind="open", rule="scanner", currency="", count=1, value=Decimal(0))
    assert values(found, ("clicks", "opens")) == {"clicks": 3, "opens": 0}
    assert (found.by_machines(), found.by_machines((Kind.CLICK,)), found.by_rule("scanner")) == (13, 5, 6)


def test_what_a_machine_spent_is_no_money_of_anybodys():
    found = Numbers()
    found.add(kind="conversion", rule="reported", currency="EUR", count=1, value=Decimal(9))
    assert found.amounts("conversion") == {}


EUR = {"EUR": Decimal(10)}
CHANGES = {
    "up": (125, 100, "25.00"),
    "down": (50, 100, "-50.00"),
    "none": (7, 7, "0.00"),
    "to nothing": (0, 7, "-100.00"),
    "a rate": (Decimal("4.13"), Decimal("4.00"), "3.25"),
    "money": ({"EUR": Decimal("12.5")}, EUR, "25.00"),
    "from nothing": (7, 0, None),
    "from no money": (EUR, {}, None),
    "to no money": ({}, EUR, None),
    "another currency": ({"USD": Decimal(1)}, EUR, None),
    "several currencies": ({**EUR, "USD": Decimal(1)}, {**EUR, "USD": Decimal(1)}, None),
    "from the unknown": (EUR, None, None),
    "to the unknown": (None, EUR, None),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_in_per_cent_of_what_was(name):
    now, before, expected = CHANGES[name]
    found = change(now, before)
    assert (None if found is None else str(found)) == expected


AMOUNTS = {
    "12.500000": "12.50",
    "0.123456": "0.123456",
    "0": "0.00",
    "1E+3": "1000.00",
    "-1.5": "-1.50",
    "7.10": "7.10",
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_is_written_with_all_its_decimals_and_two_at_least(text):
    assert exact(Decimal(text)) == AMOUNTS[text]


@given(st.decimals(-(10**15), 10**15, places=6))
def test_no_amount_loses_anything(amount):
    assert Decimal(exact(amount)) == amount


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_says_what_it_is(name):
    metric = METRICS[name]
    assert metric.name == name
    assert all(text[0].isupper() and len(text) > 3 for text in (metric.label, metric.formula, metric.source))
    assert metric.formula.endswith(".") and metric.source.endswith(".")


def test_less_is_better_of_what_nobody_wants():
    assert {name for name, metric in METRICS.items() if metric.is_better_low} == {
        "bounces", "bounceRate", "complaints", "complaintRate", "optOuts", "optOutRate", "spend", "costPerClick",
        "costPerMille", "costPerConversion",
    }  # fmt: skip
