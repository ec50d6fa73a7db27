"""People and machines side by side, with the rule by which each machine was told. Pure."""

from dataclasses import dataclass

from analytics.metrics import METRICS, Numbers, Unit, percent
from analytics.models import Kind, Rule

WHY = {
    Rule.PREFETCH: "A browser or mail program that loads pages before anybody asks for them.",
    Rule.SCANNER: "Security software that opens every link and image of a message.",
    Rule.KNOWN_BOT: "A search engine or another program that says who it is.",
    Rule.SPEED: "Faster than a person can be, or at many links at once.",
    Rule.REPORTED: "Whoever reported the event said so.",
}

_NAMES = {metric.of[0]: metric.label for metric in METRICS.values() if metric.unit is Unit.COUNT}


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of event.

    Args:
        kind: its name.
        people: how often people did it.
        machines: how often machines did it.
        share: the machines' part, in per cent.
        rules: how often by each rule, the most frequent first.
    """

    kind: str
    people: int
    machines: int
    share: int
    rules: list[tuple[str, int]]


def told(numbers: Numbers) -> list[Told]:
    """Every kind of event that machines did."""
    return [_told(kind, numbers) for kind in Kind if numbers.by_machines([kind])]


def _told(kind: Kind, numbers: Numbers) -> Told:
    people, machines = numbers.count([kind]), numbers.by_machines([kind])
    rules = [(Rule(rule).label, count) for (found, rule), count in numbers.machines.items() if found == kind and count]
    share = round(percent(machines, people + machines))
    return Told(
        _NAMES.get(kind, kind.label), people, machines, share, sorted(rules, key=lambda rule: (-rule[1], rule[0]))
    )
