"""Who got a run's message and who did not: recipient by recipient, by reasons, and as rows of a file."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices

from audiences import addresses
from core.tenancy import company_scope
from delivery.models import Chunk, RecordState, Run, SendRecord

PAGE = 50
MOST_REASONS = 8
BATCH = 5_000
LONGEST_SEARCH = 512
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
    """Why some got no message.

    Args:
        outcome: `Outcome.SKIPPED` or `Outcome.FAILED`.
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
    left_out = SendRecord.objects.filter(run=run, state__in=(RecordState.SKIPPED, RecordState.FAILED))
    found = left_out.values("state", "reason").annotate(count=Count("number")).order_by("-count", "state", "reason")
    return [Reason(row["state"], row["reason"], row["count"]) for row in found[:MOST_REASONS]]


def can_be_tried_again(run: Run) -> bool:
    """Whether somebody failed for a reason that may pass."""
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
