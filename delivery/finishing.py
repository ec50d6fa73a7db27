"""How a run ends, and when it is paused by itself: every reason is kept in words."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import audit
from delivery import broadcasts, ledger, reporting, retrying
from delivery.channels.base import Outcome
from delivery.models import RecordState, Run, RunState

# An account that fails this often in a row is not tried further by itself.
MOST_FAULTS = 6
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=5)

# More refusals for good than this, and than a tenth of all, are no bad luck: a list, a template or an account is wrong.
BUDGET, BUDGET_SHARE = 50, 0.1


@transaction.atomic
def finish(run: Run) -> bool:
    """End a run that has nothing left to do; whom a passing fault hit is put into a later chunk first.

    Returns:
        Whether it has ended.
    """
    present = Run.objects.select_for_update().get(pk=run.pk)
    if present.state != RunState.RUNNING or present.chunks.filter(is_done=False).exists():
        return False
    if retrying.again(present).recipients:
        return False
    counts = ledger.counts(present)
    everybody_failed = bool(counts.failed) and not counts.sent and not counts.uncertain
    state = RunState.FAILED if everybody_failed else RunState.SENT
    problem = _first_reason(present) if everybody_failed else ""
    moved = _move(present, state, problem=problem, finished_at=timezone.now())
    reporting.report_sent(present)
    broadcasts.settle(present.broadcast)
    return moved


def account_failed(run: Run, fault: Outcome) -> timedelta | None:
    """Wait, or pause the run, for what is wrong with its account.

    Returns:
        How long to wait; None where the run has been paused.
    """
    faults = _counted_fault(run)
    retrying.again(run, not_before=timezone.now(), by_hand=True)
    if fault.permanent or faults >= MOST_FAULTS:
        pause(run, f"{run.account}: {fault.reason}")
        return None
    asked = timedelta(seconds=fault.retry_after or 0)
    pause_for: timedelta = min(FIRST_PAUSE * 2 ** (faults - 1), LONGEST_PAUSE)
    return max(asked, pause_for)


def _counted_fault(run: Run) -> int:
    Run.objects.filter(pk=run.pk).update(account_faults=F("account_faults") + 1)
    return int(Run.objects.values_list("account_faults", flat=True).get(pk=run.pk))


def account_works(run: Run) -> None:
    """Forget earlier faults of the account; writes only where there were some."""
    Run.objects.filter(pk=run.pk, account_faults__gt=0).update(account_faults=0)


def is_over_budget(run: Run) -> bool:
    """Pause a run in which too many are refused for good.

    Returns:
        Whether it was paused.
    """
    refused = run.records.filter(state=RecordState.FAILED, is_permanent=True).count()
    forgiven: int = Run.objects.values_list("forgiven", flat=True).get(pk=run.pk)
    tried = ledger.counts(run).done
    if refused - forgiven <= max(BUDGET, tried * BUDGET_SHARE):
        return False
    pause(run, f"{refused:,} of {tried:,} were refused for good. The first: {_first_reason(run)}")
    return True


@transaction.atomic
def pause(run: Run, problem: str) -> bool:
    """Pause a run by itself.

    Args:
        problem: why, for people.

    Returns:
        Whether it ran.
    """
    return _move(run, RunState.PAUSED, problem=problem)


def _first_reason(run: Run) -> str:
    found = run.records.filter(state=RecordState.FAILED).order_by("number").values_list("reason", flat=True).first()
    return found or "no reason was given"


def _move(run: Run, state: str, **columns: object) -> bool:
    if not Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=state, **columns):
        return False
    problem = columns.get("problem")
    audit.record(run, str(RunState(state).label).lower(), {"problem": [None, problem]} if problem else {})
    return True
