"""Making and changing ad campaigns."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from campaigns.changes import update_campaign
from campaigns.creation import create_campaign
from campaigns.models import Campaign, Origin
from core import audit
from core.errors import ConflictError, Fault, InvalidError
from core.inserts import insert
from insertion_orders import checks, finding, spending
from insertion_orders.lifecycle import EDITABLE, stage_of
from insertion_orders.models import AdCampaign, AdSpend, InsertionOrder, Stage
from insertion_orders.orders import person, sum_up

# What an ad campaign itself may say, and what its campaign says for it.
FIELDS = (
    "kind", "time_zone", "advertiser_domain", "creative_type", "creative_ids", "country_ids", "budget_total",
    "budget_day", "even_pacing", "max_bid", "total_impressions", "total_clicks", "total_conversions",
    "day_impressions", "day_clicks", "day_conversions", "options",
)  # fmt: skip
CAMPAIGN_FIELDS = ("name", "starts_at", "ends_at")
OTHER_TYPE = "The campaign's budget type must be the insertion order's."


@transaction.atomic
def create_ad(
    *, company_id: int, order_id: int, budget_type: int, fields: Mapping[str, Any], as_draft: bool = False
) -> AdCampaign:
    """Make an ad campaign under an order; it waits for approval.

    Args:
        order_id: an order of the company's.
        budget_type: what the caller takes the order's to be.
        fields: of `FIELDS` and `CAMPAIGN_FIELDS`.
        as_draft: whether it is kept as a draft, to be submitted later.

    Raises:
        NotFoundError: the order is not there.
        InvalidError: with every fault.
    """
    order, now = finding.lock_order(order_id), timezone.now()
    if budget_type != order.budget_type:
        raise InvalidError(OTHER_TYPE, faults=[Fault(["budget_type"], OTHER_TYPE)])
    given = {name: fields[name] for name in CAMPAIGN_FIELDS if name in fields}
    ad = AdCampaign(
        company_id=company_id,
        order=order,
        stage=Stage.DRAFT if as_draft else Stage.PENDING,
        created_by_id=person(),
        submitted_by_id=None if as_draft else person(),
        submitted_at=None if as_draft else now,
        **{name: fields[name] for name in FIELDS if name in fields},
    )
    checks.check_ad(ad, Campaign(**given), order, now=now)
    ad.campaign = create_campaign(company_id=company_id, origin=Origin.DSP, **given)
    insert(ad)
    insert(AdSpend(company_id=company_id, ad=ad))
    audit.record(ad.campaign, "drafted" if as_draft else "submitted", {"order": [None, order.name]})
    sum_up(order)
    return ad


@transaction.atomic
def change_ad(*, ad: AdCampaign, changes: Mapping[str, Any], seen: str = "") -> AdCampaign:
    """Change an ad campaign; only what is given changes. What waits for approval goes on waiting with its new values.

    Args:
        changes: of `FIELDS` and `CAMPAIGN_FIELDS`.
        seen: its `finding.state_of` when it was looked at; empty does not ask.

    Raises:
        InvalidError: with every fault.
        ConflictError: it is finished; it was changed since it was looked at; or more is asked for than was approved,
            and nobody approved that.
    """
    ad = finding.lock_ad(ad)
    order, campaign, now = ad.order, ad.campaign, timezone.now()
    _check_editable(ad)
    finding.check_seen(ad, seen)
    given = {name: changes[name] for name in CAMPAIGN_FIELDS if name in changes}
    before = _facts(ad)
    for name in FIELDS:
        if name in changes:
            value = changes[name]
            setattr(ad, name, {**ad.options, **value} if name == "options" else value)
    changed = audit.changed(before, _facts(ad))
    if not changed and not given:
        return ad
    _check_still_approved(ad, set(changed))
    wanted = Campaign(**{name: given.get(name, getattr(campaign, name)) for name in CAMPAIGN_FIELDS})
    if changed or given.keys() != {"name"}:
        checks.check_ad(ad, wanted, order, now=now)
    ad.updated_at = now
    ad.save(update_fields=[*changed, "updated_at"])
    if changed:
        audit.record(campaign, "changed", changed)
    if given:
        ad.campaign = update_campaign(campaign=campaign, fields=given)
    settle_limits(order, ads=[ad.pk])
    return ad


def settle_limits(order: InsertionOrder, *, ads: Sequence[int] = ()) -> None:
    """After a change of its campaigns: the order's sum, and who has to stop or may go on. The order is locked.

    Args:
        ads: ad campaigns whose own limits or dates changed.
    """
    sum_up(order)
    spending.review(order.pk, ads=ads)


def _check_editable(ad: AdCampaign) -> None:
    stage = stage_of(ad)
    if stage not in EDITABLE:
        message = f"The campaign is {stage}, so it cannot be changed any more."
        raise ConflictError(message, code="CAMPAIGN_FINISHED", data={"current_status": stage})


def _check_still_approved(ad: AdCampaign, changed: set[str]) -> None:
    """Refuse to let an approved campaign spend what a second person would have to approve. Its creatives are approved
    each by itself, so that they may be exchanged."""
    threshold, approved = ad.company.four_eyes_from, ad.approved_budget
    if ad.stage != Stage.APPROVED or "budget_total" not in changed or threshold is None or approved is None:
        return
    if ad.budget_total >= threshold and ad.budget_total > approved:
        message = (
            f"From {threshold:f} on a budget needs the approval of a second person, and {approved:f} was approved. "
            "Make a new campaign for the rest."
        )
        raise needs_approval("budget_total", message)


def needs_approval(field: str, message: str) -> ConflictError:
    """The refusal of what somebody has to approve first."""
    return ConflictError(message, code="APPROVAL_REQUIRED", data={"field": field})


def _facts(ad: AdCampaign) -> dict[str, Any]:
    return {name: getattr(ad, name) for name in FIELDS}
