"""Making broadcasts: a campaign of the messaging or agency family, and what it sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from campaigns.changes import lock, move_campaign
from campaigns.creation import create_campaign
from campaigns.models import CampaignStatus, CampaignType
from core import audit
from core.errors import ConflictError, Fault, InvalidError, NotFoundError
from core.ids import parse_uuid
from delivery import accounts
from delivery.models import Broadcast, ChannelAccount, RunState, ScheduleType
from templates_app.models import TemplateVersion

NOT_FOUND = "Campaign not found"
LIVE_RUNS = (RunState.RUNNING, RunState.PAUSED)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a broadcast sends, to whom.

    Args:
        version: the approved version that it begins with; each run takes the one that is approved then.
        list_ids, segment_ids: whom a scheduled run is for.
        values: of variables, for everybody, by the names of `Variables`.
        frequency_capping: whether the company's cap holds.
        trigger_event: the name of the event that makes it run.
        account: by which account; by default the channel's usual one.
        app_ids: for push.
    """

    version: TemplateVersion
    list_ids: Sequence[int] = ()
    segment_ids: Sequence[int] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    frequency_capping: bool = True
    trigger_event: str = ""
    account: ChannelAccount | None = None
    app_ids: Sequence[str] = ()


@transaction.atomic
def create(
    *,
    company_id: int,
    name: str,
    origin: str,
    plan: Plan,
    tags: Sequence[str] = (),
    type: str = "",  # noqa: A002
) -> Broadcast:
    """A new broadcast; it sends nothing yet.

    Args:
        origin: the family, an `Origin`.
        type: of the campaign; by default evergreen where an event makes it run, else one-time.

    Raises:
        InvalidError: a value that is missing for nobody's fault but the plan's: one that no template variable has.
    """
    check_values(plan.version, plan.values)
    usual = CampaignType.EVERGREEN if plan.trigger_event else CampaignType.ONE_TIME
    campaign = create_campaign(company_id=company_id, name=name, origin=origin, type=type or usual, tags=list(tags))
    broadcast = Broadcast(
        company_id=company_id,
        campaign=campaign,
        channel=plan.version.template.channel,
        template=plan.version.template,
        account=plan.account,
        list_ids=list(plan.list_ids),
        segment_ids=list(plan.segment_ids),
        values=dict(plan.values),
        frequency_capping=plan.frequency_capping,
        trigger_event=plan.trigger_event,
        app_ids=list(plan.app_ids),
    )
    broadcast.save(force_insert=True)
    if plan.trigger_event:
        move_campaign(campaign=campaign, target=CampaignStatus.ACTIVE)
    audit.record(broadcast, "created", {"template": [None, plan.version.template.name]})
    return broadcast


@transaction.atomic
def change(
    *,
    broadcast: Broadcast,
    list_ids: Sequence[int],
    segment_ids: Sequence[int],
    values: Mapping[str, str],
    frequency_capping: bool,
    account: ChannelAccount | None,
) -> Broadcast:
    """Change what the next runs send, and to whom. Runs that were made keep what they were made with.

    Args:
        account: by which account; None for the channel's usual one.

    Raises:
        ConflictError: the campaign is archived; or the account will not do, or would be another while a run lives.
        InvalidError: values that are no texts, or too long.
        NotFoundError: the campaign was deleted meanwhile.
    """
    if lock(broadcast.campaign).is_archived:
        raise ConflictError("The campaign is archived.", code="CAMPAIGN_ARCHIVED")
    present = Broadcast.objects.select_for_update(of=("self",)).select_related("account").get(pk=broadcast.pk)
    _check_texts(values)
    if account is not None and account != present.account:
        accounts.live(account_id=account.pk, channel=present.channel)
    if account != present.account and present.runs.filter(state__in=LIVE_RUNS).exists():
        raise ConflictError("A run goes on, by the account it began with. Wait for its end, or stop it first.")
    before = _facts(present)
    present.list_ids, present.segment_ids = list(list_ids), list(segment_ids)
    present.values, present.frequency_capping, present.account = dict(values), frequency_capping, account
    # A value that is gone is a fact, too.
    if changes := audit.changed(before, {**dict.fromkeys(before), **_facts(present)}):
        present.updated_at = timezone.now()
        present.save(update_fields=["list_ids", "segment_ids", "values", "frequency_capping", "account", "updated_at"])
        audit.record(present, "changed", changes)
    return by_campaign_id(present.campaign_id)


def _facts(broadcast: Broadcast) -> dict[str, Any]:
    """What can be changed, as the trail keeps it."""
    return {
        "groups": broadcast.list_ids,
        "segments": broadcast.segment_ids,
        "frequency cap": broadcast.frequency_capping,
        "account": broadcast.account.name if broadcast.account else None,
        **{f"value of {name}": text for name, text in broadcast.values.items()},
    }


def check_values(version: TemplateVersion, values: Mapping[str, str]) -> None:
    """Refuse values that are no texts, or too long.

    Raises:
        InvalidError: naming each.
    """
    _check_texts(values)


def _check_texts(values: Mapping[str, str]) -> None:
    faults = [
        Fault(["personalization", name], "A value must be a text of at most 2,000 characters.")
        for name, value in values.items()
        if not isinstance(value, str) or len(value) > 2_000 or "\x00" in value
    ]
    if faults:
        raise InvalidError(faults[0].message, faults=faults)


def by_campaign_id(pk: int) -> Broadcast:
    """A broadcast of the company in scope by its campaign's primary key.

    Raises:
        NotFoundError: there is none.
    """
    return _only(Broadcast.objects.filter(campaign_id=pk))


def by_uuid(text: str) -> Broadcast:
    """A broadcast of the company in scope by its campaign's UUID.

    Raises:
        NotFoundError: there is none.
    """
    uuid: Any = parse_uuid(text)
    return _only(Broadcast.objects.filter(campaign__uuid=uuid))


def _only(found: Any) -> Broadcast:
    alive = found.filter(campaign__deleted_at=None).select_related("campaign", "template", "account", "company")
    broadcast: Broadcast | None = alive.first()
    if broadcast is None:
        raise NotFoundError(NOT_FOUND)
    return broadcast


def settle(broadcast: Broadcast) -> None:
    """Complete a campaign that has nothing more to do: no run lives, none is planned, and no event makes it run."""
    present = Broadcast.objects.select_related("campaign").get(pk=broadcast.pk)
    lives = present.runs.filter(state__in=LIVE_RUNS).exists()
    if lives or present.next_run_at or present.trigger_event or present.campaign.status != CampaignStatus.ACTIVE:
        return
    move_campaign(campaign=present.campaign, target=CampaignStatus.COMPLETED)


def reopen(broadcast: Broadcast) -> None:
    """Have a campaign that was complete run again, for a run that goes on."""
    present = Broadcast.objects.select_related("campaign").get(pk=broadcast.pk)
    if present.campaign.status == CampaignStatus.COMPLETED:
        move_campaign(campaign=present.campaign, target=CampaignStatus.ACTIVE)


def stage(broadcast: Broadcast, *, is_running: bool) -> str:
    """Where a broadcast stands in the messaging family's words, from its campaign's status and its own facts.

    Args:
        is_running: whether one of its runs lives.
    """
    status = broadcast.campaign.status
    if status == CampaignStatus.ACTIVE:
        if is_running:
            return "running"
        return "scheduled" if broadcast.schedule_type != ScheduleType.NONE else "active"
    return {CampaignStatus.DRAFT.value: "draft", CampaignStatus.PAUSED.value: "suspended"}.get(status, "sent")
