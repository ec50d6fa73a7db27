"""Lists of broadcasts with the stage that each has come to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.models import Campaign, CampaignStatus, Origin
from campaigns.querysets import CampaignQuerySet
from core.errors import Fault, InvalidError, NotFoundError
from core.ids import parse_uuid
from delivery.broadcasts import LIVE_RUNS, NOT_FOUND, stage
from delivery.models import Broadcast, Run, ScheduleType

STATES = ("draft", "active", "scheduled", "running", "sent", "suspended")

_ACTIVE = Q(status=CampaignStatus.ACTIVE)
_PLANNED = ~Q(broadcast__schedule_type=ScheduleType.NONE)
_STAGES: dict[str, Q] = {
    "draft": Q(status=CampaignStatus.DRAFT),
    "running": _ACTIVE & Q(lives=True),
    "scheduled": _ACTIVE & Q(lives=False) & _PLANNED,
    "active": _ACTIVE & Q(lives=False) & ~_PLANNED,
    "sent": Q(status=CampaignStatus.COMPLETED),
    "suspended": Q(status=CampaignStatus.PAUSED),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A broadcast in a list.

    Args:
        broadcast: with its campaign and template.
        stage: where it stands, one of `STATES`.
        lives: whether one of its runs lives.
    """

    broadcast: Broadcast
    stage: str
    lives: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to; what is empty narrows nothing.

    Args:
        ids: campaigns' primary keys.
        channels: `Channel`s.
        states: of `STATES`.
    """

    ids: Sequence[int] = field(default_factory=tuple)
    channels: Sequence[str] = field(default_factory=tuple)
    states: Sequence[str] = field(default_factory=tuple)


def page(*, origin: str, asked: Asked, limit: int, offset: int) -> tuple[list[Listed], int]:
    """A page of a family's broadcasts, newest first.

    Args:
        origin: the family, an `Origin`.

    Returns:
        The page, and how many there are in all.

    Raises:
        InvalidError: a state that there is not.
    """
    rows = _of_family(origin)
    if asked.ids:
        rows = rows.filter(pk__in=asked.ids)
    if asked.channels:
        rows = rows.filter(broadcast__channel__in=asked.channels)
    if asked.states:
        rows = rows.filter(_any_stage(asked.states))
    found = rows.select_related("broadcast__template").newest_first()
    return [_listed(campaign) for campaign in found[offset : offset + limit]], rows.count()


def by_ids(ids: Sequence[int], *, origin: str = Origin.MESSAGING) -> list[Listed]:
    """Broadcasts of a family in the order of their ids.

    Raises:
        NotFoundError: one of them is not there.
    """
    rows = _of_family(origin).filter(pk__in=ids).select_related("broadcast__template")
    found = {campaign.pk: _listed(campaign) for campaign in rows}
    if any(pk not in found for pk in ids):
        raise NotFoundError(NOT_FOUND)
    return [found[pk] for pk in dict.fromkeys(ids)]


def by_uuid(text: str, *, origin: str) -> Listed:
    """One broadcast of a family by its campaign's UUID.

    Raises:
        NotFoundError: there is none.
    """
    found: Campaign | None = (
        _of_family(origin).filter(uuid=parse_uuid(text)).select_related("broadcast__template").first()
    )
    if found is None:
        raise NotFoundError(NOT_FOUND)
    return _listed(found)


def in_stage(rows: QuerySet[Broadcast], state: str) -> QuerySet[Broadcast]:
    """The broadcasts of every family that have come to a stage, one of `STATES`."""
    return rows.filter(campaign__in=_with_life().filter(_any_stage([state])).values("pk"))


def _of_family(origin: str) -> CampaignQuerySet:
    rows: CampaignQuerySet = _with_life().filter(origin=origin, broadcast__isnull=False)
    return rows


def _with_life() -> CampaignQuerySet:
    """Campaigns, and whether one of their runs lives."""
    lives = Run.objects.filter(broadcast__campaign=OuterRef("pk"), state__in=LIVE_RUNS)
    rows: CampaignQuerySet = Campaign.objects.alive().annotate(lives=Exists(lives))
    return rows


def _any_stage(states: Sequence[str]) -> Q:
    found = Q()
    for state in states:
        if state not in _STAGES:
            message = f"“{state}” is not a state. Use one of {', '.join(STATES)}."
            raise InvalidError(message, faults=[Fault(["campaign_states"], message)])
        found |= _STAGES[state]
    return found


def _listed(campaign: Campaign) -> Listed:
    broadcast: Broadcast = campaign.broadcast
    broadcast.campaign = campaign
    lives: bool = campaign.lives  # type: ignore[attr-defined]  # annotated
    return Listed(broadcast, stage(broadcast, is_running=lives), lives)
