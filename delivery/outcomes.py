"""Who got a run's message and who did not: recipient by recipient, by reasons, and as rows of a file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices

from audiences import addresses
from core.tenancy import company_scope
from delivery.models import Chunk, RecordState, Run, SendRecord

PAGE = 50
MOST_REASONS = 8
BATCH = 5_000
LONGEST_SEARCH = 512
# Of a run whose recipients are deleted; servers word the same refusal in many ways.
MOST_KEPT = 100
OTHER_REASONS = "Other reasons"
SUMMARY_HEAD = ("Outcome", "Reason", "Recipients")
HEAD = ("Number", "Address", "Outcome", "Reason", "Provider's id")


class Outcome(TextChoices):
    """What became of a recipient, for people: what is planned waits, or was sent as its chunk has passed it."""

    WAITS = "waits", "Waits"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    BOUNCED = "bounced", "Bounced"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Skipped"
    UNCERTAIN = "uncertain", "Uncertain"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some got no message, or what became of some.

    Args:
        outcome: an `Outcome`.
        text: as the ledger has it.
        count: how many.
    """

    outcome: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some recipients.

    Args:
        records: in the order of their numbers, each with `is_passed`.
        following: behind which number the next page begins; None where this is the last.
    """

    records: list[SendRecord]
    following: int | None


def page(*, run: Run, outcome: str = "", search: str = "", behind: int = 0) -> Page:
    """Some of a run's recipients.

    Args:
        outcome: an `Outcome`; empty for all.
        search: an address, or how it begins; empty for all.
        behind: the number behind which the page begins.
    """
    rows = _narrowed(run, _of_run(run).filter(number__gt=behind), outcome, search.strip()[:LONGEST_SEARCH])
    found = list(rows.order_by("number")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None)


def outcome_of(record: SendRecord) -> Outcome:
    """What became of a recipient of a page."""
    if record.state != RecordState.PLANNED:
        return Outcome(record.state)
    return Outcome.SENT if record.is_passed else Outcome.WAITS  # type: ignore[attr-defined]  # annotated


def reasons(run: Run) -> list[Reason]:
    """Why some got no message, the commonest first."""
    if run.forgotten_at is not None:
        return [one for one in summary(run) if one.outcome in (Outcome.SKIPPED, Outcome.FAILED)][:MOST_REASONS]
    left_out = SendRecord.objects.filter(run=run, state__in=(RecordState.SKIPPED, RecordState.FAILED))
    found = left_out.values("state", "reason").annotate(count=Count("number")).order_by("-count", "state", "reason")
    return [Reason(row["state"], row["reason"], row["count"]) for row in found[:MOST_REASONS]]


# What became of recipients, counted: a planned one was sent where its chunk has passed it.
_COUNTED = """
SELECT CASE WHEN state <> 'planned' THEN state
        WHEN EXISTS (SELECT FROM delivery_chunk chunk
            WHERE chunk.run_id = %(run)s AND number BETWEEN chunk.first AND chunk.done_to) THEN 'sent'
        ELSE 'waits' END AS outcome, reason, count(*)
FROM {rows} GROUP BY outcome, reason ORDER BY count(*) DESC, outcome, reason
"""
_REST = _COUNTED.format(rows="delivery_sendrecord WHERE run_id = %(run)s")
_TAKEN_OUT = f"""
WITH gone AS (
    DELETE FROM delivery_sendrecord WHERE run_id = %(run)s AND number IN (
        SELECT number FROM delivery_sendrecord WHERE run_id = %(run)s ORDER BY number LIMIT %(limit)s)
    RETURNING number, state, reason
)
{_COUNTED.format(rows="gone")}
"""  # noqa: S608 - our own words; values are bound


def take_out(run: Run, *, limit: int) -> int:
    """Delete some of a run's recipients and add to `kept_outcomes` what became of them; the caller saves the run.

    Args:
        run: locked.
        limit: the most that are deleted.

    Returns:
        How many were.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_OUT, {"run": run.pk, "limit": limit})
        found = cursor.fetchall()
    run.kept_outcomes = _added(run.kept_outcomes, found)
    return sum(count for _, _, count in found)


def summary(run: Run) -> list[Reason]:
    """What became of a run's recipients as numbers by outcome and reason, the commonest first; deleted ones, too."""
    kept = run.kept_outcomes
    if run.has_records:
        with connection.cursor() as cursor:
            cursor.execute(_REST, {"run": run.pk})
            kept = _added(kept, cursor.fetchall())
    found = [Reason(outcome, text, n) for outcome, reasons in kept.items() for text, n in reasons.items()]
    return sorted(found, key=lambda one: (-one.count, one.outcome, one.text))


def _added(kept: Mapping[str, Mapping[str, int]], found: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    """Numbers by outcome and reason, and further ones; of each outcome a bounded number of reasons is told apart."""
    total = {outcome: dict(reasons) for outcome, reasons in kept.items()}
    for outcome, text, count in found:
        reasons = total.setdefault(outcome, {})
        name = text if text in reasons or len(reasons) < MOST_KEPT else OTHER_REASONS
        reasons[name] = reasons.get(name, 0) + count
    return total


def can_be_tried_again(run: Run) -> bool:
    """Whether somebody failed for a reason that may pass."""
    if run.forgotten_at is not None:
        return False
    return SendRecord.objects.filter(run=run, state=RecordState.FAILED, is_permanent=False).exists()


def rows(run: Run) -> Iterator[list[tuple[object, ...]]]:
    """Every recipient as `HEAD` says, in batches; it may be read long after the call's own scope has ended."""
    behind = 0
    while True:
        with company_scope(run.company_id):
            found = list(_of_run(run).filter(number__gt=behind).order_by("number")[:BATCH])
        if not found:
            return
        yield [(row.number, row.address, outcome_of(row).label, row.reason, row.provider_id) for row in found]
        behind = found[-1].number


def _of_run(run: Run) -> QuerySet[SendRecord]:
    passed = Chunk.objects.filter(
        run=OuterRef("run_id"), first__lte=OuterRef("number"), done_to__gte=OuterRef("number")
    )
    found: QuerySet[SendRecord] = SendRecord.objects.filter(run=run).annotate(is_passed=Exists(passed))
    return found


def _narrowed(run: Run, rows: QuerySet[SendRecord], outcome: str, search: str) -> QuerySet[SendRecord]:
    if outcome in (Outcome.WAITS, Outcome.SENT):
        is_passed = Q(is_passed=outcome == Outcome.SENT)
        rows = rows.filter(is_passed, state=RecordState.PLANNED)
    elif outcome in Outcome.values:
        rows = rows.filter(state=outcome)
    if not search:
        return rows
    # A whole address is found by the index that keeps everybody from getting two messages.
    whole = addresses.canonical(run.channel, search)
    digest = addresses.address_hash(whole) if whole else b""
    if whole and SendRecord.objects.filter(run=run, address_hash=digest).exists():
        return rows.filter(address_hash=digest)
    return rows.filter(address__istartswith=search)
