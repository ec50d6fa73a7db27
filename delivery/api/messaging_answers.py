"""What the messaging door answers."""

from typing import Any

from core.api.fields import instant
from delivery.activities import Uploaded
from delivery.listing import Listed
from delivery.models import Run
from delivery.preflight import Preflight, Sample
from delivery.progress import Progress

AUDIENCE = ("matched", "suppressed", "capped", "invalid", "queued")
_NOT_SHOWN = ("channel", "template", "language", "header_values", "body_values")


def success(message: str, **rest: Any) -> dict[str, Any]:
    """An answer of this door.

    Args:
        message: a sentence.
        rest: what is asked for, beside it.
    """
    return {"status": "success", "message": message, **rest}


def executed(run: Run, campaign_id: int) -> dict[str, Any]:
    """An execution that was begun."""
    audience = {name: getattr(run, name) for name in AUDIENCE}
    return success("Campaign executed successfully", campaign_id=campaign_id, execution_id=run.pk, audience=audience)


def looked_at(found: Preflight, campaign_id: int) -> dict[str, Any]:
    """An execution that was only looked at."""
    return success(
        "Nothing was sent",
        dry_run=True,
        campaign_id=campaign_id,
        audience={name: getattr(found, name) for name in AUDIENCE},
        invalid_reasons=[{"reason": reason, "count": count} for reason, count in found.reasons],
        samples=[_sample(sample) for sample in found.samples],
        expected_seconds=found.seconds,
        expected_start=instant(found.begins_at),
        expected_end=instant(found.ends_at),
        warnings=found.warnings,
    )


def _sample(sample: Sample) -> dict[str, Any]:
    message = sample.message.as_dict()
    return {"to": sample.address, **{name: value for name, value in message.items() if name not in _NOT_SHOWN}}


def execution(found: Progress) -> dict[str, Any]:
    """Where an execution stands."""
    run, counts = found.run, found.counts
    shown = {
        "id": run.pk,
        "campaign_id": run.broadcast.campaign_id,
        "state": found.state,
        "counts": {
            name: getattr(counts, name) for name in ("planned", "sent", "failed", "skipped", "uncertain", "pending")
        },
        "skipped_by": {name: getattr(counts, name) for name in ("suppressed", "capped", "invalid")},
        "started_at": instant(run.started_at),
        "finished_at": instant(run.finished_at),
        "stalled": found.why or None,
    }
    return {"status": "success", "execution": shown}


def campaign(listed: Listed) -> dict[str, Any]:
    """A campaign in a list."""
    broadcast = listed.broadcast
    return {
        "campaign_id": broadcast.campaign_id,
        "name": broadcast.campaign.name,
        "type": broadcast.channel,
        "state": listed.stage,
        "template_id": broadcast.template_id,
        "app_ids": broadcast.app_ids,
        "tags": broadcast.campaign.tags,
        "trigger_event": broadcast.trigger_event or None,
        "next_run_at": instant(broadcast.next_run_at),
        "created_at": instant(broadcast.created_at),
    }


def moved(message: str, found: list[Listed]) -> dict[str, Any]:
    """Campaigns that were suspended or resumed."""
    shown = [{"campaign_id": listed.broadcast.campaign_id, "state": listed.stage} for listed in found]
    return success(message, campaigns=shown)


def uploaded(found: Uploaded, rejected: list[dict[str, Any]]) -> dict[str, Any]:
    """What became of an upload of activities."""
    triggered = [
        {"campaign_id": one.campaign_id, "execution_id": one.execution_id, "queued": one.queued, "message": one.why}
        for one in found.triggered
    ]
    return success(
        "Activities stored", stored=found.stored, duplicates=found.duplicates, triggered=triggered, rejected=rejected
    )
