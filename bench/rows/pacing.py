"""A month of traffic through the arithmetic of pacing: how far over its caps, and under what traffic allowed."""

from bench.pacing.outcome import as_table
from bench.pacing.scenarios import SCENARIOS, Scenario
from bench.stand import Stand
from bench.table import Line

# Batches over a cap, and per cent unspent of what traffic allowed.
OVER, UNDER = 1.0, 1.0


def run(stand: Stand) -> list[Line]:
    """Two lines a scenario, and a table of each as it is gone through."""
    return [line for scenario in SCENARIOS for line in _of(scenario)]


def _of(scenario: Scenario) -> list[Line]:
    market, found = scenario.run()
    print(f"\n{scenario.name}\n{as_table(found)}")
    if market.unreported:
        print(f"bought and not reported yet, at most: {market.unreported:,.4f}")
    over, under = max(found, key=lambda one: one.batches), max(found, key=lambda one: one.under)
    goals = (OVER, UNDER) if scenario.has_goals else (None, None)
    return [
        Line(f"pacing, {scenario.name}: over", "a batch", f"{over.over:,.4f}", over.batches, goals[0], most=True),
        Line(f"pacing, {scenario.name}: under, %", f"{under.budget:,.0f}", f"{under.spent:,.2f}", under.under, goals[1],
             most=True),
    ]  # fmt: skip
