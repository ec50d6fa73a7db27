"""What was counted in a period: as a whole, by platform, by family, and along the days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from analytics.metrics import Numbers
from analytics.periods import Period, Step
from core.tenancy import scoped_company_id


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of the company's numbers; what is empty cuts nothing off.

    Args:
        period: the days, in the company's zone.
        campaigns: primary keys.
        platforms: canonical names.
        families: origins of campaigns.
    """

    period: Period
    campaigns: Sequence[int] = ()
    platforms: Sequence[str] = ()
    families: Sequence[str] = ()

    def before(self) -> "Cut":
        """The same of as many days right before these."""
        return replace(self, period=self.period.before())


def total(cut: Cut) -> Numbers:
    """Everything of a cut."""
    return _grouped(cut, "''").get("", Numbers())


def by_platform(cut: Cut) -> dict[str, Numbers]:
    """By platform; what happened on none stands under an empty name."""
    return _grouped(cut, "platform")


def by_family(cut: Cut) -> dict[str, Numbers]:
    """By family of campaigns."""
    return _grouped(cut, "family")


def series(cut: Cut, step: Step) -> dict[date, Numbers]:
    """By day, week or month, without gaps."""
    found = _grouped(cut, f"date_trunc('{step.value}', day)::date")
    return {day: found.get(day, Numbers()) for day in cut.period.steps(step)}


def _grouped(cut: Cut, key: str) -> dict[Any, Numbers]:
    """Numbers by one expression over the columns of the sums.

    Without campaigns in the cut, a company's own sums are asked: some rows for each day, however many campaigns.
    """
    table = "analytics_dailymetric" if cut.campaigns else "analytics_companymetric"
    where, named = conditions(cut)
    statement = f"""
        SELECT {key}, kind, rule, currency, sum(count)::bigint, sum(value) FROM {table} AS sums
        WHERE {where} GROUP BY 1, 2, 3, 4
    """  # noqa: S608 - our own words; values are bound
    return added(statement, named)


def conditions(cut: Cut) -> tuple[str, dict[str, Any]]:
    """What rows of sums, called `sums`, must be to belong to a cut; with the values that it names."""
    parts = ["sums.company_id = %(company)s", "sums.day BETWEEN %(start)s AND %(end)s"]
    named: dict[str, Any] = {"company": scoped_company_id(), "start": cut.period.start, "end": cut.period.end}
    for column, wanted in (("campaign_id", cut.campaigns), ("platform", cut.platforms), ("family", cut.families)):
        if wanted:
            parts.append(f"sums.{column} = ANY(%({column})s)")
            named[column] = list(wanted)
    return " AND ".join(parts), named


def added(statement: str, named: dict[str, Any]) -> dict[Any, Numbers]:
    """Rows of key, kind, rule, currency, count and value as numbers by key."""
    found: dict[Any, Numbers] = {}
    for key, kind, rule, currency, count, value in rows(statement, named):
        found.setdefault(key, Numbers()).add(kind=kind, rule=rule, currency=currency, count=count, value=value)
    return found


def rows(statement: str, named: dict[str, Any]) -> list[tuple[Any, ...]]:
    """A statement's rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, named)
        return list(cursor.fetchall())
