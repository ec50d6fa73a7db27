"""Calls that must not be done twice: the same key and body get the first answer again."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.context import current
from core.errors import Fault, InvalidError
from core.inserts import insert
from core.models import IdempotencyRecord
from core.tenancy import across_companies, scoped_company_id

KEPT = timedelta(hours=24)
MAX_KEY = 255
REUSED = "IDEMPOTENCY_KEY_REUSED"

Answered = tuple[int, Any]


@transaction.atomic
def once(*, key: str, body: bytes, work: Callable[[], Answered]) -> Answered:
    """Do something once for each key of the present caller; a rival with the same key waits for the first one's end.

    What fails leaves no trace, so that it can be tried again with the same key.

    Args:
        key: the caller's own; empty where there is none, and it is simply done.
        body: what was sent, byte by byte.
        work: does it; returns a status and a JSON-serialisable answer.

    Returns:
        The answer, of this call or of the first one.

    Raises:
        InvalidError: the key was used with another body (`REUSED`), or is too long.
    """
    if not key:
        return work()
    if len(key) > MAX_KEY or not key.isprintable():
        raise InvalidError(f"Idempotency-Key must have 1 to {MAX_KEY} printable characters.")
    record = _record(key, body)
    if insert(record, unless_conflict=True):
        status, answer = work()
        IdempotencyRecord.objects.filter(pk=record.pk).update(status=status, answer=answer)
        return status, answer
    found: IdempotencyRecord = IdempotencyRecord.objects.get(caller=record.caller, key=key)
    if bytes(found.body_hash) != record.body_hash:
        message = "This Idempotency-Key was used for another body."
        raise InvalidError(message, faults=[Fault(["Idempotency-Key"], message)], code=REUSED)
    return found.status, found.answer


def _record(key: str, body: bytes) -> IdempotencyRecord:
    actor = current().actor
    return IdempotencyRecord(
        company_id=scoped_company_id(),
        caller=f"{actor.kind}:{actor.id}",
        key=key,
        body_hash=hashlib.sha256(body).digest(),
        expires_at=timezone.now() + KEPT,
    )


def forget_expired() -> int:
    """Delete records that no caller can mean any more.

    Returns:
        How many.
    """
    with across_companies():
        count, _ = IdempotencyRecord.objects.filter(expires_at__lte=timezone.now()).delete()
    return int(count)
