"""Who may let a campaign run: it is submitted, and approved or rejected by a person in the back office.

From a budget on that each company sets itself, whoever submitted a campaign cannot approve it: four eyes.
"""

from django.db import transaction
from django.utils import timezone

from campaigns.changes import move_campaign
from campaigns.models import CampaignStatus
from core import audit
from core.context import current
from core.errors import ConflictError, Fault, ForbiddenError, InvalidError
from insertion_orders import checks, finding, spending
from insertion_orders.lifecycle import ADS, PENDING, REJECTED, RUNNING, stage_of
from insertion_orders.models import AdCampaign, Stage
from insertion_orders.orders import person

LONGEST_REASON = 2_000
FASTER = "Somebody else decided on this campaign just now. Look at it again."
OWN = "You submitted this campaign. From this budget on somebody else has to approve it."


@transaction.atomic
def submit(*, ad: AdCampaign) -> AdCampaign:
    """Ask for approval: of a draft, or of a rejected campaign that was changed. Again is no change.

    Raises:
        ConflictError: it runs already, or is finished.
        InvalidError: its order, dates or creatives will not do any more; with every fault.
    """
    ad = finding.lock_ad(ad)
    stage = stage_of(ad)
    if stage == PENDING:
        return ad
    ADS.check(stage, PENDING)
    checks.check_ad(ad, ad.campaign, ad.order, now=timezone.now())
    ad.stage, ad.submitted_by_id, ad.submitted_at, ad.reason = Stage.PENDING, person(), timezone.now(), ""
    ad.save(update_fields=["stage", "submitted_by", "submitted_at", "reason"])
    audit.record(ad.campaign, "submitted", {"stage": [stage, PENDING]})
    return ad


@transaction.atomic
def approve(*, ad: AdCampaign, seen_budget: object = None, seen: str = "") -> AdCampaign:
    """Let a campaign run, within its dates and budgets.

    Args:
        seen_budget: the budget that the approver looked at; None does not ask.
        seen: its `finding.state_of` then, which tells of every other change; empty does not ask.

    Raises:
        ConflictError: it does not wait for approval, or was changed since it was looked at.
        ForbiddenError: four eyes are needed, and the approver submitted it.
        InvalidError: its order, dates or creatives will not do any more; with every fault.
    """
    ad = _waiting(ad, RUNNING)
    if seen_budget not in (None, ad.budget_total) or seen not in ("", finding.state_of(ad)):
        raise ConflictError("It was changed since you looked at it. Look at it again.", code="CHANGED_MEANWHILE")
    if not may_approve(ad):
        raise ForbiddenError(OWN, code="OWN_SUBMISSION")
    checks.check_ad(ad, ad.campaign, ad.order, now=timezone.now())
    _decide(ad, Stage.APPROVED, approved_budget=ad.budget_total)
    ad.campaign = move_campaign(campaign=ad.campaign, target=CampaignStatus.ACTIVE)
    audit.record(ad.campaign, "approved", {"budget": [None, ad.budget_total]})
    spending.review(ad.order_id, ads=[ad.pk])
    return ad


@transaction.atomic
def reject(*, ad: AdCampaign, reason: str) -> AdCampaign:
    """Refuse a campaign, and say why.

    Raises:
        InvalidError: no reason is given.
        ConflictError: it does not wait for approval.
    """
    said = checked_reason(reason)
    ad = _waiting(ad, REJECTED)
    _decide(ad, Stage.REJECTED, reason=said)
    audit.record(ad.campaign, "rejected", {"reason": [None, said]})
    return ad


def checked_reason(reason: str) -> str:
    """A reason as it is kept.

    Raises:
        InvalidError: there is none, or it is too long.
    """
    said = reason.replace("\x00", "").strip()
    if not said or len(said) > LONGEST_REASON:
        message = f"Say why, in at most {LONGEST_REASON:,} characters: whoever submitted it has to know what to change."
        raise InvalidError(message, faults=[Fault(["reason"], message)])
    return said


def may_approve(ad: AdCampaign) -> bool:
    """Whether the person who acts may approve it, as far as who submitted it and its budget go."""
    threshold = ad.company.four_eyes_from
    if threshold is None or ad.budget_total < threshold:
        return True
    return person() is None or person() not in (ad.submitted_by_id, ad.created_by_id)


def _waiting(ad: AdCampaign, target: str) -> AdCampaign:
    """A campaign that waits for approval, locked."""
    ad = finding.lock_ad(ad)
    stage = stage_of(ad)
    if stage != PENDING:
        refusal = ADS.refusal(stage, target)
        raise ConflictError(f"{FASTER} ({refusal.message})", code="ALREADY_DECIDED", data=refusal.data)
    return ad


def _decide(ad: AdCampaign, stage: Stage, **columns: object) -> None:
    now = timezone.now()
    facts = {"stage": stage, "decided_by": current().actor.label[:255], "decided_at": now, "reason": "", **columns}
    if not AdCampaign.objects.filter(pk=ad.pk, stage=Stage.PENDING).update(**facts):
        raise ConflictError(FASTER, code="ALREADY_DECIDED")
    for name, value in facts.items():
        setattr(ad, name, value)
