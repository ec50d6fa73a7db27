"""What every number means: one table, read by the reports, the API and the help texts of the back office. Pure.

Counts are of events by people; what machines did is told beside them and never added.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from analytics.models import Kind

ENGAGEMENT = (Kind.LIKE, Kind.COMMENT, Kind.SHARE)
_CENT = Decimal("0.01")
_ZERO = Decimal(0)

Money = dict[str, Decimal]
Value = int | Decimal | Money | None


class Unit(StrEnum):
    """How a metric is written."""

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    RATIO = "ratio"


@dataclass(slots=True)
class Numbers:
    """What was counted of something.

    Args:
        counts: events by people, by kind.
        machines: events by machines, by kind and rule.
        money: value by kind and currency.
    """

    counts: dict[str, int] = field(default_factory=dict)
    machines: dict[tuple[str, str], int] = field(default_factory=dict)
    money: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def add(self, *, kind: str, rule: str, currency: str, count: int, value: Decimal) -> None:
        """Add a sum."""
        if rule:
            self.machines[kind, rule] = self.machines.get((kind, rule), 0) + count
            return
        self.counts[kind] = self.counts.get(kind, 0) + count
        if value:
            self.money[kind, currency] = self.money.get((kind, currency), _ZERO) + value

    def count(self, kinds: Iterable[str]) -> int:
        """Events by people of any of these kinds."""
        return sum(self.counts.get(kind, 0) for kind in kinds)

    def amounts(self, kind: str) -> Money:
        """The value of a kind by currency: amounts in different currencies are never added."""
        return {currency: amount for (found, currency), amount in sorted(self.money.items()) if found == kind}

    def by_machines(self, kinds: Iterable[str] = tuple(Kind)) -> int:
        """Events by machines of any of these kinds."""
        wanted = set(kinds)
        return sum(count for (kind, _), count in self.machines.items() if kind in wanted)

    def by_rule(self, wanted: str) -> int:
        """Events that count as machines' for one reason."""
        return sum(count for (_, rule), count in self.machines.items() if rule == wanted)


@dataclass(frozen=True, slots=True)
class Metric:
    """One number and how it is found.

    Args:
        name: as the API calls it.
        label: as people call it.
        unit: how it is written.
        formula: how it is found, in words.
        source: what reports the events behind it.
        of: the kinds of event that are counted, or whose value is summed.
        per: what it is divided by; empty where it is not divided.
        times: what the quotient is multiplied with.
        per_value: whether the divisor is a value rather than a count.
        is_better_low: whether less is better.
    """

    name: str
    label: str
    unit: Unit
    formula: str
    source: str
    of: tuple[Kind, ...]
    per: tuple[Kind, ...] = ()
    times: int = 1
    per_value: bool = False
    is_better_low: bool = False

    def of_numbers(self, numbers: Numbers) -> Value:
        """Its value; a rate of nothing is 0, and a price of nothing is unknown."""
        if self.unit is Unit.COUNT:
            return numbers.count(self.of)
        if self.unit is Unit.PERCENT:
            return percent(numbers.count(self.of), numbers.count(self.per))
        amounts = numbers.amounts(self.of[0])
        if not self.per:
            return amounts
        if self.per_value:
            return _ratio(amounts, numbers.amounts(self.per[0]))
        base = numbers.count(self.per)
        if not base or not amounts:
            return None
        return {currency: rounded(amount * self.times / base) for currency, amount in amounts.items()}


def percent(part: int, whole: int) -> Decimal:
    """A share in per cent to two decimals, halves upward; 0 of nothing."""
    return rounded(Decimal(part) * 100 / whole) if whole else _ZERO


def rounded(amount: Decimal) -> Decimal:
    """To two decimals, halves upward."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def exact(amount: Decimal) -> str:
    """An amount with all its decimals, two at least."""
    whole, _, decimals = f"{amount:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _ratio(amounts: Money, bases: Money) -> Decimal | None:
    """One amount to another; unknown where their currencies are not one and the same."""
    if len(amounts) != 1 or amounts.keys() != bases.keys():
        return None
    (amount,), (base,) = amounts.values(), bases.values()
    return rounded(amount / base) if base else None


_PLATFORMS = "Platforms' statistics, reported to the events API or by webhook."
_MAIL = "The providers' webhooks, and the events API."


def _count(name: str, label: str, kind: Kind, meaning: str, source: str) -> Metric:
    return Metric(name, label, Unit.COUNT, meaning, source, (kind,), is_better_low=kind in _UNWELCOME)


def _rate(name: str, label: str, of: tuple[Kind, ...], per: tuple[Kind, ...], formula: str, source: str) -> Metric:
    return Metric(name, label, Unit.PERCENT, formula, source, of, per, 100, is_better_low=of[0] in _UNWELCOME)


_UNWELCOME = (Kind.BOUNCE, Kind.COMPLAINT, Kind.OPT_OUT)

_ALL = (
    _count("impressions", "Impressions", Kind.IMPRESSION, "How often it was shown.", _PLATFORMS),
    _count("views", "Views", Kind.VIEW, "How often it was watched or read.", _PLATFORMS),
    _count("likes", "Likes", Kind.LIKE, "Likes and other reactions.", _PLATFORMS),
    _count("comments", "Comments", Kind.COMMENT, "Comments and answers.", _PLATFORMS),
    _count("shares", "Shares", Kind.SHARE, "Shares, reposts and forwards.", _PLATFORMS),
    Metric("engagement", "Engagement", Unit.COUNT, "Likes + comments + shares.", _PLATFORMS, ENGAGEMENT),
    _rate(
        "engagementRate", "Engagement rate", ENGAGEMENT, (Kind.IMPRESSION,), "Engagement / impressions × 100.",
        _PLATFORMS,
    ),
    _count("clicks", "Clicks", Kind.CLICK, "Clicks on links.", "Tracked links; platforms' and providers' reports."),
    _rate(
        "clickRate", "Click rate", (Kind.CLICK,), (Kind.IMPRESSION,), "Clicks / impressions × 100.",
        "Tracked links; platforms' and providers' reports.",
    ),
    _count("deliveries", "Deliveries", Kind.DELIVERY, "Messages that the recipient's server took.", _MAIL),
    _count("opens", "Opens", Kind.OPEN, "How often messages were opened.", "The open pixel, and providers' webhooks."),
    _rate(
        "openRate", "Open rate", (Kind.OPEN,), (Kind.DELIVERY,), "Opens / deliveries × 100.",
        "The open pixel, and providers' webhooks. Some mail programs hide opens: compare it with itself only.",
    ),
    _count("bounces", "Bounces", Kind.BOUNCE, "Messages that came back.", _MAIL),
    _rate(
        "bounceRate", "Bounce rate", (Kind.BOUNCE,), (Kind.DELIVERY, Kind.BOUNCE),
        "Bounces / (deliveries + bounces) × 100.", _MAIL,
    ),
    _count("complaints", "Complaints", Kind.COMPLAINT, "Messages reported as spam.", _MAIL),
    _rate(
        "complaintRate", "Complaint rate", (Kind.COMPLAINT,), (Kind.DELIVERY,), "Complaints / deliveries × 100.", _MAIL
    ),
    _count("optOuts", "Opt-outs", Kind.OPT_OUT, "Recipients who want no more messages.", _MAIL),
    _rate("optOutRate", "Opt-out rate", (Kind.OPT_OUT,), (Kind.DELIVERY,), "Opt-outs / deliveries × 100.", _MAIL),
    _count("conversions", "Conversions", Kind.CONVERSION, "Purchases, sign-ups and the like.", "The events API."),
    _rate(
        "conversionRate", "Conversion rate", (Kind.CONVERSION,), (Kind.CLICK,), "Conversions / clicks × 100.",
        "The events API, and tracked links.",
    ),
    Metric("spend", "Spend", Unit.MONEY, "The value of events of kind spend.", "The events API.", (Kind.SPEND,),
           is_better_low=True),
    Metric("revenue", "Revenue", Unit.MONEY, "The value of conversions.", "The events API.", (Kind.CONVERSION,)),
    Metric("costPerClick", "Cost per click", Unit.MONEY, "Spend / clicks.", "The events API, and tracked links.",
           (Kind.SPEND,), (Kind.CLICK,), is_better_low=True),
    Metric("costPerMille", "Cost per thousand", Unit.MONEY, "Spend / impressions × 1,000.", "The events API.",
           (Kind.SPEND,), (Kind.IMPRESSION,), 1000, is_better_low=True),
    Metric("costPerConversion", "Cost per conversion", Unit.MONEY, "Spend / conversions.", "The events API.",
           (Kind.SPEND,), (Kind.CONVERSION,), is_better_low=True),
    Metric("returnOnSpend", "Return on spend", Unit.RATIO, "Revenue / spend, where both are in one currency.",
           "The events API.", (Kind.CONVERSION,), (Kind.SPEND,), per_value=True),
)  # fmt: skip

METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _ALL}


def values(numbers: Numbers, names: Iterable[str] = tuple(METRICS)) -> dict[str, Value]:
    """Several metrics of the same numbers, by name."""
    return {name: METRICS[name].of_numbers(numbers) for name in names}


def change(now: Value, before: Value) -> Decimal | None:
    """By how many per cent a number has changed; unknown where it was nothing before, or is no single number."""
    if isinstance(now, dict) and isinstance(before, dict):
        if len(now) != 1 or now.keys() != before.keys():
            return None
        (now,), (before,) = now.values(), before.values()
    if not isinstance(now, int | Decimal) or not isinstance(before, int | Decimal) or not before:
        return None
    return rounded((Decimal(now) - before) * 100 / before)
