"""The months of the table of events: made when they are needed, dropped when they have been kept long enough."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import LiteralString

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from analytics.models import DroppedMonths

AHEAD = 2
_LOCK = "analytics partitions"

_MISSING = """
SELECT month FROM unnest(%s::date[]) AS month
WHERE to_regclass('analytics_event_' || to_char(month, 'YYYY_MM')) IS NULL ORDER BY month
"""
_PARTITIONS = """
SELECT child.relname FROM pg_inherits
JOIN pg_class child ON child.oid = inhrelid WHERE inhparent = 'analytics_event'::regclass ORDER BY child.relname
"""


def first_of_month(instant: datetime) -> date:
    """The month, in UTC, that an instant lies in."""
    return instant.astimezone(UTC).date().replace(day=1)


def months_later(month: date, count: int) -> date:
    """The first day of another month.

    Args:
        month: a first day.
        count: months; negative for earlier ones.
    """
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def oldest_kept() -> date:
    """The first month whose events are kept, and taken."""
    return months_later(first_of_month(timezone.now()), -settings.ANALYTICS_RETENTION_MONTHS)


def make(months: Iterable[date]) -> None:
    """Make the partitions that are missing.

    A table is made beside the others and attached, which readers and writers of other months do not notice.

    Args:
        months: first days.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        cursor.execute(_MISSING, [sorted(set(months))])
        for (month,) in cursor.fetchall():
            for statement in _CREATION:
                cursor.execute(_about(month, statement))


# One at a time: a prepared statement is one.
_CREATION = (
    """CREATE TABLE {name} (LIKE analytics_event INCLUDING ALL,
        CONSTRAINT {bounds} CHECK (month >= {start} AND month < {end}))""",
    "ALTER TABLE analytics_event ATTACH PARTITION {name} FOR VALUES FROM ({start}) TO ({end})",
    "ALTER TABLE {name} DROP CONSTRAINT {bounds}",
)


def _about(month: date, statement: LiteralString) -> sql.Composed:
    return sql.SQL(statement).format(
        name=sql.Identifier(_name(month)),
        bounds=sql.Identifier(f"{_name(month)}_bounds"),
        start=sql.Literal(month.isoformat()),
        end=sql.Literal(months_later(month, 1).isoformat()),
    )


def keep() -> tuple[list[date], list[date]]:
    """Make the months ahead, and drop those that have been kept long enough.

    Their sums stay. An event of a dropped month is refused from then on, so that none is counted twice.

    Returns:
        The months that are there, and those that were dropped.
    """
    now = first_of_month(timezone.now())
    make(months_later(now, ahead) for ahead in range(AHEAD + 1))
    present, oldest = existing(), oldest_kept()
    dropped = [month for month in present if month < oldest]
    for month in dropped:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(_name(month))))
            DroppedMonths.objects.get_or_create(month=month)
    return [month for month in present if month >= oldest], dropped


def existing() -> list[date]:
    """The months that have a partition."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTITIONS)
        names = [row[0] for row in cursor.fetchall()]
    return [date(int(year), int(month), 1) for *_, year, month in (name.split("_") for name in names)]


def _name(month: date) -> str:
    return f"analytics_event_{month:%Y_%m}"
