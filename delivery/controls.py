"""What people do to a run: pause it, go on, stop it, try the failed again. Each is a guarded UPDATE and one fact."""

from django.db import transaction
from django.utils import timezone

from core import audit
from core.errors import ConflictError
from delivery import broadcasts, handing_over, retrying
from delivery.models import RecordState, Run, RunState

FORGOTTEN = "RECIPIENTS_DELETED"
ENDED = (RunState.STOPPED, RunState.SENT, RunState.FAILED)


@transaction.atomic
def pause(*, run: Run) -> Run:
    """Hold a run: what is being handed over at this moment is the last.

    Raises:
        ConflictError: it does not run.
    """
    return _move(run, (RunState.RUNNING,), RunState.PAUSED, "Only a run that is running can be paused.")


@transaction.atomic
def resume(*, run: Run) -> Run:
    """Go on after a pause. What failed so far is forgiven, and what a passing fault hit is tried again.

    Raises:
        ConflictError: it is not paused.
    """
    forgiven = run.records.filter(state=RecordState.FAILED, is_permanent=True).count()
    run = _move(
        run, (RunState.PAUSED,), RunState.RUNNING, "Only a paused run can go on.", problem="", account_faults=0,
        forgiven=forgiven,
    )  # fmt: skip
    retrying.again(run, not_before=timezone.now(), by_hand=True)
    handing_over.wake(run)
    return run


@transaction.atomic
def stop(*, run: Run) -> Run:
    """End a run before its time; who still waits gets nothing, unless `send_to_the_rest` is asked for.

    Raises:
        ConflictError: it has ended.
    """
    states = (RunState.RUNNING, RunState.PAUSED)
    run = _move(run, states, RunState.STOPPED, "This run has ended already.", finished_at=timezone.now())
    broadcasts.settle(run.broadcast)
    return run


@transaction.atomic
def send_to_the_rest(*, run: Run) -> Run:
    """Let a run that was stopped go on with those who still wait.

    Raises:
        ConflictError: it was not stopped, nobody waits, or its recipients were deleted (`FORGOTTEN`).
    """
    _check_ledger(Run.objects.select_for_update().get(pk=run.pk))
    run = _move(run, (RunState.STOPPED,), RunState.RUNNING, "Only a stopped run has a rest.", finished_at=None)
    if not run.chunks.filter(is_done=False).exists():
        raise ConflictError("Nobody is left who waits.", code="NOBODY_WAITS")
    broadcasts.reopen(run.broadcast)
    handing_over.wake(run)
    return run


@transaction.atomic
def retry_failed(*, run: Run) -> int:
    """Try those again who failed for a reason that may pass.

    Returns:
        How many they are.

    Raises:
        ConflictError: it was stopped or is paused, there is nobody to try again, or its recipients were deleted
            (`FORGOTTEN`).
    """
    present = Run.objects.select_for_update().get(pk=run.pk)
    _check_ledger(present)
    if present.state in (RunState.STOPPED, RunState.PAUSED):
        raise ConflictError("Let the run go on first.", code="RUN_HELD")
    found = retrying.again(present, not_before=timezone.now(), by_hand=True)
    if not found.recipients:
        raise ConflictError("Nobody failed for a reason that may pass.", code="NOBODY_FAILED")
    if present.state in ENDED:
        _move(present, ENDED, RunState.RUNNING, "", finished_at=None, problem="")
        broadcasts.reopen(present.broadcast)
    audit.record(run, "failed ones tried again", {"recipients": [None, found.recipients]})
    handing_over.wake(run)
    return found.recipients


def _check_ledger(run: Run) -> None:
    if run.forgotten_at is not None:
        day = run.forgotten_at.astimezone(run.company.zone)
        message = f"Its recipients were deleted on {day:%-d %B %Y}, so nobody is known to whom it could be sent."
        raise ConflictError(message, code=FORGOTTEN)


def _move(run: Run, sources: tuple[str, ...], target: str, refusal: str, **columns: object) -> Run:
    if not Run.objects.filter(pk=run.pk, state__in=sources).update(state=target, **columns):
        present = Run.objects.values_list("state", flat=True).get(pk=run.pk)
        raise ConflictError(refusal, code="RUN_STATE", data={"current_state": present})
    audit.record(run, str(RunState(target).label).lower(), {"state": [run.state, target]})
    run.refresh_from_db()
    return run
