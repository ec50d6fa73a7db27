"""Bringing runs to workers: a few jobs for each run, each with a turn of some seconds, so that nobody is starved."""

from django.conf import settings
from django.db import connection

from core.jobs import queue
from core.jobs.registry import Result
from core.jobs.running import RunningJob
from core.tenancy import across_companies, company_scope
from delivery import ledger, sending
from delivery.models import Run, RunState

SEND = "delivery.send"
TURN_SECONDS = 20.0


def wake(run: Run) -> None:
    """Have workers at a run, as many as the setting says; those that are at it already stay at it."""
    for slot in range(settings.SEND_WORKERS):
        _enqueue(run, slot)


def _enqueue(run: Run, slot: int, turn: int = 0) -> None:
    queue.enqueue(
        company_id=run.company_id,
        kind=SEND,
        label=f"Send {run}",
        arguments={"run": run.pk, "slot": slot, "turn": turn},
        # The next turn is asked for while this one still lives.
        dedupe_key=f"send:{run.pk}:{slot}:{turn % 2}",
    )


def run_turn(job: RunningJob) -> Result:
    """One worker's turn; safe to do twice, since chunks are claimed."""
    run = Run.objects.get(pk=job.arguments["run"])
    done = sending.send_slice(run_id=run.pk, seconds=TURN_SECONDS)
    counts = ledger.counts(run)
    job.progress(done=counts.done, total=counts.planned)
    if done.more:
        _enqueue(run, job.arguments["slot"], job.arguments["turn"] + 1)
    return {"messages": done.messages}


# Runs with something due and nobody at it: waits that are over, and chunks of workers that were lost.
_DUE = """
SELECT run.id, run.company_id FROM delivery_run run
JOIN delivery_broadcast broadcast ON broadcast.id = run.broadcast_id
JOIN campaigns_campaign campaign ON campaign.id = broadcast.campaign_id
JOIN companies_company company ON company.id = run.company_id AND company.on_hold_since IS NULL
WHERE run.state = 'running' AND campaign.status = 'ACTIVE' AND (
    EXISTS (SELECT FROM delivery_chunk chunk WHERE chunk.run_id = run.id AND NOT chunk.is_done
        AND chunk.not_before <= now() AND (chunk.lease_until IS NULL OR chunk.lease_until < now()))
    OR NOT EXISTS (SELECT FROM delivery_chunk chunk WHERE chunk.run_id = run.id AND NOT chunk.is_done))
ORDER BY run.id LIMIT 500
"""


def wake_due() -> int:
    """Have workers at every run that has something due.

    Returns:
        How many runs there were.
    """
    with across_companies(), connection.cursor() as cursor:
        cursor.execute(_DUE)
        due = cursor.fetchall()
    for run_id, company_id in due:
        with company_scope(company_id):
            run = Run.objects.select_related("broadcast__campaign").filter(pk=run_id, state=RunState.RUNNING).first()
            if run is not None:
                wake(run)
    return len(due)
