"""Looking after runs that do not get on: since when, and why, in words. A run is never called finished for it."""

from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from campaigns.models import CampaignStatus
from companies import holds
from core import health
from core.tenancy import across_companies, company_scope
from delivery.models import Chunk, Run, RunState

# A run that has something due and shows no outcome for so long has stalled.
PATIENCE = timedelta(seconds=60)


def look_after() -> int:
    """Note which runs stall, and which get on again.

    Returns:
        How many stall.
    """
    with across_companies():
        live = Run.objects.filter(state=RunState.RUNNING).select_related("company", "broadcast__campaign", "account")
        runs = list(live.order_by("pk"))
    stalling = 0
    for run in runs:
        with company_scope(run.company_id):
            stalling += _look_at(run, timezone.now())
    return stalling


def _look_at(run: Run, now: datetime) -> bool:
    since, why = _stall(run, now)
    if (run.stalled_why, run.stalled_since) != (why, since):
        Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(stalled_since=since, stalled_why=why)
    return bool(why)


def _stall(run: Run, now: datetime) -> tuple[datetime | None, str]:
    """Since when a run does not get on, and why; None and nothing where it does."""
    waiting = Chunk.objects.filter(run=run, is_done=False)
    found = waiting.aggregate(due=Min("not_before"), lease=Max("lease_until"))
    last = Chunk.objects.filter(run=run).aggregate(last=Max("at"))["last"] or run.created_at
    if found["due"] is None or (now - last < PATIENCE and run.company.on_hold_since is None):
        return None, ""
    return last, _reason(run, now, due=found["due"], lease=found["lease"])


def _reason(run: Run, now: datetime, *, due: datetime, lease: datetime | None) -> str:
    """The cause that a person can do something about, the nearest one first."""
    if run.broadcast.campaign.status == CampaignStatus.PAUSED:
        return "The campaign is paused."
    if run.broadcast.campaign.status == CampaignStatus.COMPLETED:
        return "The campaign has completed before everybody was reached."
    if run.company.on_hold_since is not None:
        return holds.WHY
    if run.account_faults:
        return f"The account “{run.account}” fails: it is tried again, {run.account_faults} times so far."
    if due > now:
        return f"Nobody is written to before {due:%Y-%m-%d %H:%M} UTC: it is quiet there, or a pause was asked for."
    if lease is not None and lease > now:
        return "A worker has handed messages over, and the other side does not answer."
    if health.check_worker() != "ok":
        return "No worker is running."
    return "Every worker is busy with other work."
