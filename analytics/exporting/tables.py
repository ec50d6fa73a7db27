"""A table to be exported: its columns, and its rows as a stream from one picture of the database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from analytics.exporting.shapes import SHAPES, Column, Type
from analytics.metrics import METRICS, Metric, Numbers, Unit, values
from analytics.models import Export, Report
from analytics.periods import Period
from analytics.queries import Cut
from analytics.queries.campaigns import numbers_of
from analytics.queries.sums import conditions
from companies.models import Company
from core.errors import InvalidError

BATCH = 2_000
MOST_CURRENCIES = 20
# Sorting millions of rows takes longer than a page's statement may.
PATIENCE = "10min"

Cell = str | int | Decimal | date | datetime | None
Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written.

    Args:
        columns: in their order.
        total: how many rows there are.
        batches: the rows, some at a time.
    """

    columns: Sequence[Column]
    total: int
    batches: Iterator[list[Row]]


class _Figure(NamedTuple):
    """A number of a row: a metric, and of money the currency."""

    metric: str
    currency: str = ""


_ROWS = """
WITH summed AS (
    SELECT {keys}, kind, rule, currency, sum(count)::bigint AS count, sum(value) AS value
    FROM analytics_dailymetric AS sums WHERE {where} GROUP BY {keys}, kind, rule, currency
),
packed AS (
    SELECT {keys}, jsonb_agg(jsonb_build_array(kind, rule, currency, count, value::text)) AS sums
    FROM summed GROUP BY {keys}
)
SELECT {wanted} FROM packed {source}
"""
_CURRENCIES = """
SELECT kind, currency FROM analytics_dailymetric AS sums
WHERE {where} AND rule = '' AND value <> 0 GROUP BY kind, currency ORDER BY kind, currency
"""


@contextmanager
def opened(export: Export) -> Iterator[Table]:
    """The table that an export is of.

    It is read on a connection of its own: in one transaction, so that its rows are of one moment, while the job's
    progress is told on the usual one.

    Raises:
        InvalidError: more currencies than anybody can mean.
    """
    shape = SHAPES[Report(export.report)]
    period = Period(export.start, export.end)
    where, named = conditions(Cut(period, export.campaigns, export.platforms, export.families))
    if export.report == Report.CONTENT:
        where += " AND sums.content_id > 0"
    named["zone"] = Company.objects.values_list("time_zone", flat=True).get(pk=export.company_id)
    with _reader() as reader:
        figures = _figures(shape.metrics, _currencies(reader, where, named))
        statement = _ROWS.format(keys=shape.keys, where=where, source=shape.source, wanted="{wanted}")
        yield Table(
            columns=[*shape.columns, *map(_column, figures), Column("By machines", Type.WHOLE)],
            total=_fetched(reader, statement.format(wanted="count(*)"), named)[0][0],
            batches=_batches(
                reader,
                f"{statement.format(wanted=f'{shape.leading}, packed.sums')} ORDER BY {shape.order}",
                named,
                figures,
            ),
        )


@contextmanager
def _reader() -> Iterator[Any]:
    """A second connection to the same database, in a transaction that sees one picture."""
    reader = connection.copy()
    try:
        reader.set_autocommit(False)
        with reader.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(f"SET LOCAL statement_timeout = '{PATIENCE}'")
            cursor.execute("SET LOCAL cursor_tuple_fraction = 1")  # it is read to its end
        yield reader
    finally:
        reader.close()


def _fetched(reader: Any, statement: str, named: dict[str, Any]) -> list[tuple[Any, ...]]:
    with reader.cursor() as cursor:
        cursor.execute(statement, named)
        return list(cursor.fetchall())


def _batches(reader: Any, statement: str, named: dict[str, Any], figures: Sequence[_Figure]) -> Iterator[list[Row]]:
    """Rows through a cursor on the server's side: never more than a batch of them is here."""
    names = tuple(dict.fromkeys(figure.metric for figure in figures))
    with reader.chunked_cursor() as cursor:
        cursor.execute(statement, named)
        while found := cursor.fetchmany(BATCH):
            yield [[*leading, *_numbers(numbers_of(sums), names, figures)] for *leading, sums in found]


def _numbers(numbers: Numbers, names: tuple[str, ...], figures: Sequence[_Figure]) -> Row:
    """A row's numbers, and what machines did beside them."""
    found: dict[str, Any] = values(numbers, names)
    cells = [(found[name] or {}).get(currency) if currency else found[name] for name, currency in figures]
    return [*cells, numbers.by_machines()]


def _currencies(reader: Any, where: str, named: dict[str, Any]) -> dict[str, list[str]]:
    """Which currencies there are, by what was paid or earned in them."""
    found: dict[str, list[str]] = {}
    for kind, currency in _fetched(reader, _CURRENCIES.format(where=where), named):
        found.setdefault(kind, []).append(currency)
    if any(len(currencies) > MOST_CURRENCIES for currencies in found.values()):
        raise InvalidError(
            f"These numbers are in more than {MOST_CURRENCIES} currencies. Choose fewer campaigns or days."
        )
    return found


def _figures(metrics: Sequence[Metric], currencies: dict[str, list[str]]) -> list[_Figure]:
    found = []
    for metric in metrics:
        if metric.unit is Unit.MONEY:
            found += [_Figure(metric.name, currency) for currency in currencies.get(metric.of[0], ())]
        else:
            found.append(_Figure(metric.name))
    return found


def _column(figure: _Figure) -> Column:
    metric = METRICS[figure.metric]
    suffix = {Unit.PERCENT: " %", Unit.MONEY: f" {figure.currency}"}.get(metric.unit, "")
    return Column(metric.label + suffix, Type.WHOLE if metric.unit is Unit.COUNT else Type.DECIMAL)
