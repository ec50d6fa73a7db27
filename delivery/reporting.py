"""What runs report to analytics, and what providers report of their messages."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from analytics import ingestion
from analytics.events import Entry, Report
from analytics.models import Kind
from analytics.webhooks.notices import Notice
from core.tenancy import across_companies, company_scope, scoped_company_id
from delivery import message_names
from delivery.models import Run, SendRecord

# Their providers report deliveries themselves, by webhook.
REPORTED_BY_OTHERS = ("anymail",)


# A worker tells analytics so often while it sends.
EVERY_SECONDS = 2.0
# What a worker that was lost had not told is told by the scheduler's round.
PATIENCE = timedelta(seconds=10)

_CLAIMED = """
WITH due AS (
    SELECT id, first, reported, sent, at FROM delivery_chunk
    WHERE run_id = %(run)s AND sent > reported AND (%(first)s::bigint IS NULL OR first = %(first)s)
    ORDER BY first FOR UPDATE
)
UPDATE delivery_chunk chunk SET reported = due.sent FROM due WHERE chunk.id = due.id
RETURNING due.first, due.reported, due.sent, due.at
"""


@transaction.atomic
def report_sent(run: Run, *, first: int | None = None) -> None:
    """Count what a run's chunks handed over since the last time, as deliveries; each once, however often it is called.

    What was told is written in the transaction that counts it, and the key of each report says behind how many.

    Args:
        first: of the only chunk that is meant.
    """
    if run.account.kind in REPORTED_BY_OTHERS:
        return
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMED, {"run": run.pk, "first": first})
        told = sorted(cursor.fetchall())
    entries = [Entry(index, _report(run, *row)) for index, row in enumerate(told)]
    for start in range(0, len(entries), 1000):
        ingestion.take(company_id=run.company_id, entries=entries[start : start + 1000])


def _report(run: Run, first: int, reported: int, sent: int, at: datetime) -> Report:
    behind = f":{reported}" if reported else ""
    return Report(
        key=f"run:{run.uuid}:{first}{behind}",
        kind=Kind.DELIVERY,
        campaign_id=run.broadcast.campaign.uuid,
        platform=PLATFORMS[run.channel],
        count=sent - reported,
        occurred_at=at,
    )


class Teller:
    """Tells analytics every few seconds what a worker has handed over.

    Args:
        run: what it sends.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._next = time.monotonic() + EVERY_SECONDS

    def tell(self, first: int) -> None:
        """Tell what a chunk's windows came to, where that is due.

        Args:
            first: of the chunk.
        """
        if time.monotonic() >= self._next:
            report_sent(self._run, first=first)
            self._next = time.monotonic() + EVERY_SECONDS


# Runs that ended longer ago were told at their end.
_LEFT = """
SELECT DISTINCT run.id, run.company_id FROM delivery_run run
JOIN delivery_channelaccount account ON account.id = run.account_id
JOIN delivery_chunk chunk ON chunk.run_id = run.id AND chunk.sent > chunk.reported AND chunk.at < %(before)s
WHERE (run.finished_at IS NULL OR run.finished_at > %(since)s) AND account.kind <> ALL(%(others)s)
ORDER BY run.id LIMIT 100
"""


def report_left() -> int:
    """Tell analytics what workers did not come to tell.

    Returns:
        Of how many runs.
    """
    now = timezone.now()
    named: dict[str, Any] = {
        "before": now - PATIENCE,
        "since": now - timedelta(days=1),
        "others": list(REPORTED_BY_OTHERS),
    }
    with across_companies(), connection.cursor() as cursor:
        cursor.execute(_LEFT, named)
        found = cursor.fetchall()
    for run_id, company_id in found:
        with company_scope(company_id):
            report_sent(Run.objects.select_related("broadcast__campaign", "account").get(pk=run_id))
    return len(found)


PLATFORMS = {"email": "email", "sms": "sms", "whatsapp": "whatsapp", "apn": "push", "bpn": "push"}

_STATES = {Kind.DELIVERY.value: "delivered", Kind.BOUNCE.value: "bounced"}

# A message that came back does not come back again: what is known last stays, but a bounce is not undone.
_MARK = """
UPDATE delivery_sendrecord record SET state = given.state, reason = left(given.reason, 255)
FROM unnest(%(ids)s::text[], %(states)s::text[], %(reasons)s::text[]) AS given (provider_id, state, reason)
WHERE record.company_id = %(company)s AND record.provider_id = given.provider_id AND record.provider_id <> ''
    AND record.state IN ('planned', 'delivered', 'uncertain') AND record.state <> given.state
"""

# A mail that we named ourselves says who its recipient is (`message_names`); the index that keeps everybody from
# getting two messages finds the row by how the hash of the address begins.
_MARK_OURS = """
UPDATE delivery_sendrecord record SET state = given.state, reason = left(given.reason, 255)
FROM unnest(%(runs)s::uuid[], %(hashes)s::bytea[], %(states)s::text[], %(reasons)s::text[])
    AS given (run, hash, state, reason)
JOIN delivery_run run ON run.uuid = given.run AND run.company_id = %(company)s
WHERE record.run_id = run.id AND record.address_hash BETWEEN given.hash AND given.hash || repeat('\\377', 16)::bytea
    AND record.state IN ('planned', 'delivered', 'uncertain') AND record.state <> given.state
"""


def mark(notices: Sequence[Notice]) -> None:
    """Write deliveries and bounces to the ledger, where the provider's id of the message is known, or is ours."""
    latest: dict[str, Notice] = {}
    for notice in notices:
        if notice.kind in _STATES and notice.message_id:
            before = latest.get(notice.message_id)
            latest[notice.message_id] = before if before and before.kind == Kind.BOUNCE else notice
    if not latest:
        return
    known = sorted(latest.values(), key=lambda notice: notice.message_id)
    ours = [(notice, name) for notice in known if (name := message_names.read(notice.message_id))]
    named = _told([notice for notice, _ in ours]) | {
        "runs": [run for _, (run, _) in ours],
        "hashes": [hashed for _, (_, hashed) in ours],
    }
    with connection.cursor() as cursor:
        cursor.execute(_MARK, _told(known) | {"ids": [notice.message_id for notice in known]})
        if ours:
            cursor.execute(_MARK_OURS, named)


def _told(notices: Sequence[Notice]) -> dict[str, Any]:
    return {
        "company": scoped_company_id(),
        "states": [_STATES[notice.kind] for notice in notices],
        "reasons": [notice.reason for notice in notices],
    }


def campaigns_of(message_ids: Sequence[str]) -> Mapping[str, UUID]:
    """The campaigns that messages belong to, by what their providers call them; unknown ones are left out."""
    rows = SendRecord.objects.filter(provider_id__in=message_ids)
    return dict(rows.values_list("provider_id", "run__broadcast__campaign__uuid"))
