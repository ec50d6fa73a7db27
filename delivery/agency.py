"""The agency family: a template to a group, once or on weekdays, under a name that no other has."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audiences import groups
from audiences.models import Group
from campaigns.models import Campaign, CampaignType, Origin
from companies import holds
from companies.models import Company
from core.errors import ConflictError, Fault, InvalidError
from core.fields import fold
from delivery import agency_payload, broadcasts, scheduling
from delivery.agency_payload import PAYLOAD, Payload
from delivery.agency_schedule import days_of, moment_of
from delivery.broadcasts import Plan
from delivery.models import Broadcast
from templates_app import finding
from templates_app.models import TemplateVersion

ONCE, RECURRING = "once", "recurring"
NAME_EXISTS = "Name already exists"


@dataclass(frozen=True, slots=True)
class Asked:
    """A campaign as an agency asks for it.

    Args:
        name: unique among the company's agency campaigns, whatever its case.
        payload: what is sent to whom.
        schedule_type: `ONCE` or `RECURRING`.
        schedule: when, or from when on.
        days: of a recurring one, lists of times by weekday.
    """

    name: str
    payload: Payload
    schedule_type: str
    schedule: str
    days: Mapping[str, Sequence[Any]]


@transaction.atomic
def create(*, company_id: int, asked: Asked) -> Broadcast:
    """Make a campaign and plan it.

    Raises:
        InvalidError: a value that will not do, at its place in the call.
        ConflictError: the name is taken, or the company is on hold.
    """
    company = Company.objects.get(pk=company_id)
    holds.check(company)
    version = _template(asked.payload.template_name)
    group = _group(company_id, asked.payload.group_name)
    values = agency_payload.values_of(version, asked.payload)
    start = moment_of(asked.schedule, company.zone)
    is_recurring = asked.schedule_type == RECURRING
    days = days_of(asked.days) if is_recurring else {}
    if not is_recurring and start <= timezone.now():
        raise InvalidError("The time has passed.", faults=[Fault(["schedule"], "The time has passed.")])
    check_name(asked.name)
    broadcast = broadcasts.create(
        company_id=company_id,
        name=asked.name,
        origin=Origin.AGENCY,
        plan=Plan(version=version, list_ids=[group.pk], values=values),
        type=CampaignType.RECURRING if is_recurring else CampaignType.ONE_TIME,
    )
    _claim_name(broadcast, asked)
    if is_recurring:
        return scheduling.schedule_recurring(broadcast=broadcast, days=days, start=start)
    return scheduling.schedule_once(broadcast=broadcast, at=start)


def _template(name: str) -> TemplateVersion:
    try:
        return finding.approved(name=name)
    except InvalidError as error:
        faults = [Fault((PAYLOAD, *fault.path), fault.message) for fault in error.faults]
        raise InvalidError(error.message, faults=faults, code=error.code) from error


def _group(company_id: int, name: str) -> Group:
    found = groups.by_name(company_id=company_id, name=name)
    if found is None:
        message = f"There is no group “{name}”."
        raise InvalidError(message, faults=[Fault((PAYLOAD, "group_name"), message)])
    return found


def check_name(name: str, *, but: int = 0) -> None:
    """Refuse a name that an agency campaign of the company in scope bears.

    Args:
        but: the primary key of the campaign that may bear it.

    Raises:
        ConflictError: it is taken.
    """
    rows = Campaign.objects.alive().filter(origin=Origin.AGENCY, name_folded=fold(name))
    if rows.exclude(pk=but).exists():
        raise ConflictError(NAME_EXISTS, code="NAME_EXISTS")


@transaction.atomic
def rename(*, campaign: Campaign) -> None:
    """Keep an agency campaign's new name for it alone.

    Args:
        campaign: locked, under its new name.

    Raises:
        ConflictError: another agency campaign has it.
    """
    check_name(campaign.name, but=campaign.pk)
    with _one_of_each_name():
        Broadcast.objects.filter(campaign=campaign).update(agency_name=fold(campaign.name))


def _claim_name(broadcast: Broadcast, asked: Asked) -> None:
    """Keep the name for this one, and the payload as it came."""
    payload = asked.payload
    broadcast.agency_name = fold(asked.name)
    broadcast.header_values, broadcast.body_values = list(payload.header), list(payload.body)
    broadcast.image_url = payload.image_url
    broadcast.cards = [asdict(card) for card in payload.cards]
    with _one_of_each_name():
        broadcast.save(update_fields=["agency_name", "header_values", "body_values", "image_url", "cards"])


@contextmanager
def _one_of_each_name() -> Iterator[None]:
    """Of two who take a name at the same instant the index lets one."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ConflictError(NAME_EXISTS, code="NAME_EXISTS") from error
