"""A run's chunks: claimed by one worker at a time, sent in windows, and left so that another worker can go on.

Before a window is handed to a channel its range is committed, and afterwards its outcomes. A worker that is lost in
between leaves exactly that range in doubt: it is uncertain, and is never sent again by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

LEASE_SECONDS = 60

_CLAIM = """
WITH found AS (
    SELECT chunk.id FROM delivery_chunk chunk JOIN delivery_run run ON run.id = chunk.run_id
    JOIN delivery_broadcast broadcast ON broadcast.id = run.broadcast_id
    JOIN campaigns_campaign campaign ON campaign.id = broadcast.campaign_id
    JOIN companies_company company ON company.id = run.company_id AND company.on_hold_since IS NULL
    WHERE chunk.run_id = %(run)s AND run.state = 'running' AND campaign.status = 'ACTIVE' AND NOT chunk.is_done
        AND chunk.not_before <= clock_timestamp()
        AND (chunk.lease_until IS NULL OR chunk.lease_until < clock_timestamp())
    ORDER BY chunk.not_before, chunk.first LIMIT 1 FOR UPDATE OF chunk SKIP LOCKED
)
UPDATE delivery_chunk chunk SET worker = %(worker)s, lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
FROM found WHERE chunk.id = found.id
RETURNING chunk.id, chunk.run_id, chunk.first, chunk.last, chunk.done_to, chunk.handed_to, chunk.time_zone,
    chunk.attempt
"""


@dataclass(slots=True)
class Claimed:
    """A chunk in the hands of this worker.

    Args:
        done_to: the last number that has its outcome.
        handed_to: the last number that was handed over; more than `done_to` where a worker was lost.
        attempt: 1, or which of the further tries it is.
    """

    id: int
    run_id: int
    first: int
    last: int
    done_to: int
    handed_to: int
    time_zone: str
    attempt: int
    worker: str = ""


def claim(run_id: int, worker: str) -> Claimed | None:
    """Take a chunk that is due and that nobody has, or whose worker fell silent.

    Args:
        worker: unguessable; only who holds the chunk under it may write to it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"run": run_id, "worker": worker, "lease": LEASE_SECONDS})
        row = cursor.fetchone()
    if row is None:
        return None
    chunk = Claimed(*row)
    chunk.worker = worker
    return chunk


_DOUBT = """
UPDATE delivery_sendrecord SET state = 'uncertain', reason = %(reason)s
WHERE run_id = %(run)s AND number > %(done)s AND number <= %(handed)s AND state = 'planned'
"""
_SETTLE = """
UPDATE delivery_chunk SET done_to = handed_to, uncertain = uncertain + %(count)s, is_done = handed_to = last,
    at = clock_timestamp()
WHERE id = %(chunk)s AND worker = %(worker)s
"""
_LOST = "The worker was lost after it had begun to hand this over."


@transaction.atomic
def settle(chunk: Claimed, *, takes_key: bool) -> None:
    """Decide about a window whose worker was lost.

    Args:
        takes_key: whether the channel knows what it got already: then it is handed over again, under the same keys.
    """
    if chunk.handed_to == chunk.done_to or takes_key:
        return
    with connection.cursor() as cursor:
        found: dict[str, Any] = {"run": chunk.run_id, "done": chunk.done_to, "handed": chunk.handed_to, "reason": _LOST}
        cursor.execute(_DOUBT, found)
        named = {"chunk": chunk.id, "worker": chunk.worker, "count": cursor.rowcount}
        cursor.execute(_SETTLE, named)
    chunk.done_to = chunk.handed_to


_HAND_OVER = """
UPDATE delivery_chunk chunk SET handed_to = %(to)s, lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
FROM delivery_run run JOIN delivery_broadcast broadcast ON broadcast.id = run.broadcast_id
JOIN campaigns_campaign campaign ON campaign.id = broadcast.campaign_id
JOIN companies_company company ON company.id = broadcast.company_id AND company.on_hold_since IS NULL
WHERE chunk.id = %(chunk)s AND chunk.worker = %(worker)s AND run.id = chunk.run_id AND run.state = 'running'
    AND campaign.status = 'ACTIVE'
"""


def begin_window(chunk: Claimed, size: int) -> bool:
    """Say which range is handed over next.

    Returns:
        Whether it may be: the run was not paused or stopped, its company not put on hold, the chunk not taken over.
    """
    to = min(chunk.last, chunk.done_to + size)
    named: dict[str, Any] = {"to": to, "chunk": chunk.id, "worker": chunk.worker, "lease": LEASE_SECONDS}
    with connection.cursor() as cursor:
        cursor.execute(_HAND_OVER, named)
        if cursor.rowcount != 1:
            return False
    chunk.handed_to = to
    return True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is kept of one recipient beyond that the message was handed over.

    Args:
        number: its place in the run.
        state: a `RecordState`; `planned` for one who got it, and of whom only the provider's id is kept.
        reason: why not, in words.
        is_permanent: whether trying again cannot help.
        provider_id: what the provider calls the message.
    """

    number: int
    state: str
    reason: str = ""
    is_permanent: bool = True
    provider_id: str = ""


@dataclass(slots=True)
class Window:
    """What became of a window.

    Args:
        to: the last number that has its outcome; what lies behind it was not handed over after all.
    """

    to: int
    sent: int = 0
    failed: int = 0
    suppressed: int = 0
    invalid: int = 0
    uncertain: int = 0
    verdicts: list[Verdict] = field(default_factory=list)


_VERDICTS = """
UPDATE delivery_sendrecord record SET state = given.state, reason = left(given.reason, 255),
    is_permanent = given.permanent, provider_id = left(given.provider_id, 255)
FROM unnest(%(numbers)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(permanent)s::bool[],
    %(provider_ids)s::text[]) AS given (number, state, reason, permanent, provider_id)
WHERE record.run_id = %(run)s AND record.number = given.number
"""
_CLOSE = """
UPDATE delivery_chunk SET done_to = %(to)s, handed_to = %(to)s, sent = sent + %(sent)s, failed = failed + %(failed)s,
    suppressed = suppressed + %(suppressed)s, invalid = invalid + %(invalid)s, uncertain = uncertain + %(uncertain)s,
    is_done = %(to)s = last, at = clock_timestamp()
WHERE id = %(chunk)s AND worker = %(worker)s AND handed_to = %(handed)s
"""


@transaction.atomic
def end_window(chunk: Claimed, window: Window) -> bool:
    """Keep a window's outcomes.

    Returns:
        Whether they count: a worker that was thought lost, and whose window was settled meanwhile, comes too late.
    """
    named: dict[str, Any] = {"chunk": chunk.id, "worker": chunk.worker, "handed": chunk.handed_to}
    counts = {name: getattr(window, name) for name in ("to", "sent", "failed", "suppressed", "invalid", "uncertain")}
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, {**named, **counts})
        if cursor.rowcount != 1:
            return False
        if window.verdicts:
            cursor.execute(_VERDICTS, {"run": chunk.run_id, **_arrays(window.verdicts)})
    chunk.done_to = chunk.handed_to = window.to
    return True


def _arrays(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    return {
        "numbers": [verdict.number for verdict in verdicts],
        "states": [verdict.state for verdict in verdicts],
        "reasons": [verdict.reason for verdict in verdicts],
        "permanent": [verdict.is_permanent for verdict in verdicts],
        "provider_ids": [verdict.provider_id for verdict in verdicts],
    }


def release(chunk: Claimed) -> None:
    """Let another worker have it at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_chunk SET lease_until = NULL, worker = '' WHERE id = %s AND worker = %s",
            [chunk.id, chunk.worker],
        )


def put_off(chunk: Claimed, until: datetime) -> None:
    """Let it wait: its recipients sleep, or the other side asked for patience."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_chunk SET lease_until = NULL, worker = '', not_before = %s WHERE id = %s AND worker = %s",
            [until, chunk.id, chunk.worker],
        )
