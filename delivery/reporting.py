"""What runs report to analytics, and what providers report of their messages."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from analytics import ingestion
from analytics.events import Entry, Report
from analytics.models import Kind
from analytics.webhooks.notices import Notice
from core.tenancy import scoped_company_id
from delivery.models import Run

# Their providers report deliveries themselves, by webhook.
REPORTED_BY_OTHERS = ("anymail",)


def report_sent(run: Run, *, first: int | None = None) -> None:
    """Count what a run's finished chunks handed over, as deliveries; each chunk once, however often this is called.

    Args:
        first: of the only chunk that is meant.
    """
    if run.account.kind in REPORTED_BY_OTHERS:
        return
    campaign = run.broadcast.campaign
    done = run.chunks.filter(is_done=True, sent__gt=0).order_by("first")
    if first is not None:
        done = done.filter(first=first)
    entries = [
        Entry(
            index,
            Report(
                key=f"run:{run.uuid}:{chunk.first}",
                kind=Kind.DELIVERY,
                campaign_id=campaign.uuid,
                platform=PLATFORMS[run.channel],
                count=chunk.sent,
                occurred_at=chunk.at,
            ),
        )
        for index, chunk in enumerate(done)
    ]
    for start in range(0, len(entries), 1000):
        ingestion.take(company_id=run.company_id, entries=entries[start : start + 1000])


PLATFORMS = {"email": "email", "sms": "sms", "whatsapp": "whatsapp", "apn": "push", "bpn": "push"}

_STATES = {Kind.DELIVERY.value: "delivered", Kind.BOUNCE.value: "bounced"}

# A message that came back does not come back again: what is known last stays, but a bounce is not undone.
_MARK = """
UPDATE delivery_sendrecord record SET state = given.state, reason = left(given.reason, 255)
FROM unnest(%(ids)s::text[], %(states)s::text[], %(reasons)s::text[]) AS given (provider_id, state, reason)
WHERE record.company_id = %(company)s AND record.provider_id = given.provider_id AND record.provider_id <> ''
    AND record.state IN ('planned', 'delivered', 'uncertain') AND record.state <> given.state
"""


def mark(notices: Sequence[Notice]) -> None:
    """Write deliveries and bounces to the ledger, where the provider's id of the message is known."""
    known = [notice for notice in notices if notice.kind in _STATES and notice.message_id]
    if not known:
        return
    named: dict[str, Any] = {
        "company": scoped_company_id(),
        "ids": [notice.message_id for notice in known],
        "states": [_STATES[notice.kind] for notice in known],
        "reasons": [notice.reason for notice in known],
    }
    with connection.cursor() as cursor:
        cursor.execute(_MARK, named)
