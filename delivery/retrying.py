"""Trying again whom a channel refused for a reason that may pass: in later chunks of the same run."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from delivery.freezing import CHUNK
from delivery.models import Run

MOST_ATTEMPTS = 3
PAUSES = (timedelta(minutes=1), timedelta(minutes=10))

# Numbers behind the last one, so that chunks stay ranges; what a chunk hands on it does not count as failed any more.
_AGAIN = """
WITH failing AS (
    SELECT record.number, chunk.id AS chunk_id, chunk.attempt, chunk.time_zone,
        row_number() OVER (ORDER BY chunk.time_zone, record.number) AS place
    FROM delivery_sendrecord record JOIN delivery_chunk chunk
        ON chunk.run_id = record.run_id AND record.number BETWEEN chunk.first AND chunk.last
    WHERE record.run_id = %(run)s AND record.state = 'failed' AND NOT record.is_permanent
        AND chunk.attempt < %(most)s
),
last AS (SELECT max(number) AS number FROM delivery_sendrecord WHERE run_id = %(run)s),
renumbered AS (
    UPDATE delivery_sendrecord record SET number = last.number + failing.place, state = 'planned', reason = ''
    FROM failing, last WHERE record.run_id = %(run)s AND record.number = failing.number
),
handed_on AS (
    UPDATE delivery_chunk chunk SET failed = chunk.failed - moving.count, moved = chunk.moved + moving.count
    FROM (SELECT chunk_id, count(*)::int AS count FROM failing GROUP BY chunk_id) AS moving
    WHERE chunk.id = moving.chunk_id
),
zone AS (
    SELECT failing.time_zone, last.number + min(place) AS start, last.number + max(place) AS last,
        max(failing.attempt) + 1 AS attempt
    FROM failing, last GROUP BY failing.time_zone, last.number
),
chunked AS (
    INSERT INTO delivery_chunk (company_id, run_id, first, last, done_to, handed_to, time_zone, not_before, worker,
        is_done, attempt, sent, reported, failed, suppressed, invalid, uncertain, moved)
    SELECT %(company)s, %(run)s, first, least(first + %(chunk)s - 1, zone.last), first - 1, first - 1, zone.time_zone,
        %(not_before)s, '', false, zone.attempt, 0, 0, 0, 0, 0, 0, 0
    FROM zone CROSS JOIN LATERAL generate_series(zone.start, zone.last, %(chunk)s) AS first
)
SELECT count(*), coalesce(max(attempt), 0) FROM failing
"""


@dataclass(frozen=True, slots=True)
class Again:
    """Who is tried again.

    Args:
        recipients: how many.
        not_before: when.
    """

    recipients: int
    not_before: datetime


@transaction.atomic
def again(run: Run, *, not_before: datetime | None = None, by_hand: bool = False) -> Again:
    """Put those who failed for a reason that may pass into a later chunk.

    Args:
        not_before: when at the earliest; by default after the pause that their attempt asks for.
        by_hand: whether a person asks, so that attempts so far do not count.
    """
    Run.objects.select_for_update().get(pk=run.pk)
    when = not_before or timezone.now() + PAUSES[min(_attempts(run), len(PAUSES)) - 1]
    named: dict[str, Any] = {
        "run": run.pk,
        "company": run.company_id,
        "chunk": CHUNK,
        "not_before": when,
        "most": 10_000 if by_hand else MOST_ATTEMPTS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, named)
        count, _ = cursor.fetchone()
    return Again(count, when)


def _attempts(run: Run) -> int:
    """The most that any chunk has seen so far."""
    return max(run.chunks.values_list("attempt", flat=True), default=1)
