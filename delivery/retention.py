"""Forgetting what was kept long enough: recipients of ended runs, activities, messages of the outbox.

Rows go in small batches, each a transaction of its own, the oldest first. What a run's recipients came to is added up
on the run in the transaction that deletes them, so that numbers are true between two batches, too.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core.tenancy import across_companies, company_scope
from delivery import outcomes
from delivery.controls import ENDED
from delivery.models import Run

log = structlog.get_logger(__name__)

BATCH = 5_000
# Of one round; what is left waits for the next, so that no worker is taken for long.
ROUND_SECONDS = 30.0


def forget(*, seconds: float = ROUND_SECONDS) -> int:
    """Delete what is older than `DELIVERY_RETENTION_DAYS`; 0 keeps everything.

    Args:
        seconds: after which the rest waits for the next round.

    Returns:
        How many rows went.
    """
    if not settings.DELIVERY_RETENTION_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.DELIVERY_RETENTION_DAYS)
    until = time.monotonic() + seconds
    kinds: tuple[Callable[[datetime], int | None], ...] = (_recipients, _activities, _outbox)
    count = 0
    for forget_some in kinds:
        while time.monotonic() < until and (gone := forget_some(before)) is not None:
            count += gone
    if count:
        log.info("forgotten", rows=count, before=before.isoformat())
    return count


def _recipients(before: datetime) -> int | None:
    """Some recipients of the run that ended first; None where every such run has none left."""
    with across_companies():
        due = Run.objects.filter(finished_at__lt=before, state__in=ENDED, has_records=True)
        found = due.order_by("finished_at", "pk").values_list("pk", "company_id").first()
    if found is None:
        return None
    with company_scope(found[1]), transaction.atomic():
        run = Run.objects.select_for_update().get(pk=found[0])
        if not run.has_records or run.finished_at is None or run.finished_at >= before:
            return 0  # somebody was faster, or it goes on
        gone = outcomes.take_out(run, limit=BATCH)
        run.has_records = gone == BATCH
        run.forgotten_at = run.forgotten_at or timezone.now()
        run.save(update_fields=["kept_outcomes", "has_records", "forgotten_at"])
        return gone


# The oldest rows by their keys, whoever's they are; only the first batch is looked at, so that each round is short
# also where nothing is old.
_OLDEST = """
DELETE FROM {table} WHERE id IN (
    SELECT id FROM (SELECT id, {at} AS at FROM {table} ORDER BY id LIMIT %(batch)s) AS oldest WHERE at < %(before)s
)
"""


def _activities(before: datetime) -> int | None:
    return _oldest("delivery_activity", "received_at", before)


def _outbox(before: datetime) -> int | None:
    return _oldest("delivery_outboxmessage", "at", before)


def _oldest(table: str, at: str, before: datetime) -> int | None:
    named: dict[str, Any] = {"batch": BATCH, "before": before}
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST.format(table=table, at=at), named)
        return int(cursor.rowcount) or None
