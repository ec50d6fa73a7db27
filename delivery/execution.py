"""Executing a broadcast: its audience is frozen, its run made, and workers are told. Every execution is its own run."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from campaigns import changes
from campaigns.models import Campaign, CampaignStatus
from companies import holds
from companies.models import Company
from core import audit
from core.errors import ConflictError, Fault, InvalidError
from delivery import accounts, broadcasts, finishing, freezing, handing_over, tracked
from delivery.freezing import Audience
from delivery.models import Broadcast, Occurrence, Run
from templates_app import finding
from templates_app.models import TemplateVersion
from templates_app.rendering.compiled import compile_version
from templates_app.rendering.variables import Variables

# An execution like the one before it, so soon, is a retry by mistake.
TOO_SOON = timedelta(seconds=60)
SAME_AGAIN = "SAME_EXECUTION"
ALL_INVALID = "NOBODY_VALID"


@transaction.atomic
def execute(
    *,
    broadcast: Broadcast,
    audience: Audience,
    values: Mapping[str, str] | None = None,
    is_capped: bool | None = None,
    occurrence: Occurrence | None = None,
    force: bool = False,
) -> Run:
    """Make a run of a broadcast and begin to send it.

    Args:
        audience: whom it is for.
        values: of variables, for everybody, above the broadcast's own.
        is_capped: whether the company's cap holds; by default as the broadcast says.
        occurrence: the planned time that it is of.
        force: whether it is meant although the same was executed a moment ago.

    Returns:
        The run, with what was decided about its audience.

    Raises:
        ConflictError: the campaign is paused or archived, the company is on hold, or the same was executed within a
            minute (`SAME_AGAIN`).
        InvalidError: the template is not approved (any more), the values do not do, or nobody has all values.
    """
    campaign = changes.lock(broadcast.campaign)
    company = Company.objects.get(pk=broadcast.company_id)
    _check_ready(campaign)
    holds.check(company)
    shared = {**broadcast.values, **(values or {})}
    version = finding.approved(template_id=broadcast.template_id, channel=broadcast.channel)
    broadcasts.check_values(version, shared)
    capped = broadcast.frequency_capping if is_capped is None else is_capped
    fingerprint = _fingerprint(audience, shared, capped)
    if not force and occurrence is None:
        _check_new(broadcast, fingerprint)
    run = _make(broadcast, version, shared, fingerprint, occurrence)
    required = missing_for_all(variables_of(version), shared)
    freezing.freeze(run=run, company=company, audience=audience, required=required, is_capped=capped)
    if run.matched and run.invalid == run.matched:
        raise nobody_valid(run)
    _begin(run, campaign)
    return run


def variables_of(version: TemplateVersion) -> Variables:
    """What a version asks for."""
    return compile_version(version.content).variables


def missing_for_all(variables: Variables, shared: Mapping[str, str]) -> list[str]:
    """Variables that must have a value, and for which nothing is given for everybody."""
    return sorted(name for name in variables.required if not str(shared.get(name, "")).strip())


def _check_ready(campaign: Campaign) -> None:
    if campaign.status == CampaignStatus.PAUSED:
        raise ConflictError("The campaign is suspended. Resume it first.", code="CAMPAIGN_SUSPENDED")
    if campaign.is_archived:
        raise ConflictError("The campaign is archived.", code="CAMPAIGN_ARCHIVED")


def _fingerprint(audience: Audience, shared: Mapping[str, str], is_capped: bool) -> bytes:
    contacts: Iterable[Any] = ((one.address or one.given, dict(one.values)) for one in audience.contacts)
    asked = [sorted(audience.list_ids), sorted(audience.segment_ids), list(contacts), dict(shared), is_capped]
    return hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).digest()


def _check_new(broadcast: Broadcast, fingerprint: bytes) -> None:
    since = timezone.now() - TOO_SOON
    same = broadcast.runs.filter(fingerprint=fingerprint, created_at__gt=since).order_by("-number").first()
    if same is not None:
        raise ConflictError(
            "The same was executed less than a minute ago. Send an Idempotency-Key to try again safely, "
            'or "force": true to send it twice.',
            code=SAME_AGAIN,
            data={"execution_id": same.pk},
        )


def _make(
    broadcast: Broadcast,
    version: TemplateVersion,
    shared: Mapping[str, str],
    fingerprint: bytes,
    occurrence: Occurrence | None,
) -> Run:
    account = broadcast.account or accounts.usual(company_id=broadcast.company_id, channel=broadcast.channel)
    last = broadcast.runs.aggregate(last=Max("number"))["last"] or 0
    run = Run(
        company_id=broadcast.company_id,
        broadcast=broadcast,
        number=last + 1,
        version=version,
        account=account,
        occurrence=occurrence,
        channel=broadcast.channel,
        fingerprint=fingerprint,
        values=dict(shared),
        tracked=tracked.made_for(broadcast=broadcast, version=version),
        started_at=timezone.now(),
    )
    run.save(force_insert=True)
    return run


def nobody_valid(run: Run) -> InvalidError:
    """Why a run whose audience lacks something, all of it, is not made."""
    reasons = run.records.order_by("number").values_list("reason", flat=True)[:1000]
    told = sorted({reason.removeprefix("invalid: ") for reason in reasons})
    message = f"Nobody can get this message: {'; '.join(told)}."
    return InvalidError(message, faults=[Fault(["personalization"], message)], code=ALL_INVALID)


def _begin(run: Run, campaign: Campaign) -> None:
    counts = {name: [None, getattr(run, name)] for name in ("matched", "suppressed", "capped", "invalid", "queued")}
    audit.record(run, "begun", counts)
    if campaign.status != CampaignStatus.ACTIVE:
        changes.move_campaign(campaign=campaign, target=CampaignStatus.ACTIVE)
    if run.queued:
        handing_over.wake(run)
    else:
        finishing.finish(run)
        run.refresh_from_db()
