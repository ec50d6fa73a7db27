"""What became of a run's recipients, as numbers that always add up, and as a list."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.tenancy import scoped_company_id
from delivery.models import RecordState, Run

_COUNTS = """
SELECT run.id, run.matched, run.suppressed + coalesce(sum(chunk.suppressed), 0), run.capped,
    run.invalid + coalesce(sum(chunk.invalid), 0), coalesce(sum(chunk.sent), 0), coalesce(sum(chunk.failed), 0),
    coalesce(sum(chunk.uncertain), 0), max(chunk.at)
FROM delivery_run run LEFT JOIN delivery_chunk chunk ON chunk.run_id = run.id
WHERE run.company_id = %s AND run.id = ANY(%s) GROUP BY run.id
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """The balance of a run: planned = sent + failed + skipped + uncertain + pending, at every moment.

    Args:
        planned: everybody who was meant.
        suppressed: who wants no messages.
        capped: who has had enough for now.
        invalid: who has no address, or no value for a variable.
        sent: who was handed over, delivered and bounced ones among them.
        failed: whom the channel refused.
        uncertain: who was being handed over when the worker was lost.
        last_at: when the last window ended, if one did.
    """

    planned: int
    suppressed: int
    capped: int
    invalid: int
    sent: int
    failed: int
    uncertain: int
    last_at: Any

    @property
    def skipped(self) -> int:
        """Everybody who was left out."""
        return self.suppressed + self.capped + self.invalid

    @property
    def pending(self) -> int:
        """Who still waits."""
        return self.planned - self.skipped - self.sent - self.failed - self.uncertain

    @property
    def done(self) -> int:
        """Everybody who has an outcome."""
        return self.planned - self.pending


def counts(run: Run) -> Counts:
    """The balance of a run, in one statement."""
    return counts_of([run.pk])[run.pk]


def counts_of(run_ids: list[int]) -> dict[int, Counts]:
    """The balances of several runs of the company in scope, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [scoped_company_id(), run_ids])
        return {pk: Counts(*columns) for pk, *columns in cursor.fetchall()}


def is_sent(record_state: str, *, number: int, done_to: int) -> bool:
    """Whether a recipient was handed over: its chunk has passed it, and nothing else is said of it."""
    return record_state == RecordState.PLANNED and number <= done_to
