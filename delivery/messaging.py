"""The messaging family: campaigns that a developer's backend makes, to be executed whenever it wants."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from campaigns.models import Origin
from core.channels import Channel
from core.errors import Fault, InvalidError, NotFoundError
from delivery import broadcasts
from delivery.broadcasts import NOT_FOUND, Plan
from delivery.models import Broadcast
from templates_app import finding

PUSH = (Channel.APN, Channel.BPN)


@dataclass(frozen=True, slots=True)
class Asked:
    """A campaign as a backend asks for it.

    Args:
        name: what it is called.
        type: by which channel.
        template_id: of an approved template of that channel.
        app_ids: for push, the apps or sites; by default the template's.
        tags: for whoever looks for it.
        trigger_event: the event that makes it run; empty for none.
    """

    name: str
    type: str
    template_id: int
    app_ids: Sequence[str] = ()
    tags: Sequence[str] = ()
    trigger_event: str = ""


@transaction.atomic
def create(*, company_id: int, asked: Asked) -> Broadcast:
    """Make a campaign; it sends nothing until it is executed, or its event comes.

    Raises:
        InvalidError: the template is not there, not approved or of another channel, or push without an app.
    """
    version = finding.approved(template_id=asked.template_id, channel=asked.type)
    apps = (asked.app_ids or version.template.app_ids) if asked.type in PUSH else ()
    if asked.type in PUSH and not apps:
        message = "Push needs 1 to 5 app ids."
        raise InvalidError(message, faults=[Fault(["app_ids"], message, missing=True)])
    plan = Plan(version=version, trigger_event=asked.trigger_event, app_ids=apps)
    return broadcasts.create(
        company_id=company_id, name=asked.name, origin=Origin.MESSAGING, plan=plan, tags=asked.tags
    )


def find(*, campaign_id: int, channel: str) -> Broadcast:
    """A campaign of this family by its primary key.

    Args:
        channel: as the caller takes it to be.

    Raises:
        NotFoundError: there is none in the company in scope.
        InvalidError: it is of another channel.
    """
    broadcast = broadcasts.by_campaign_id(campaign_id)
    if broadcast.campaign.origin != Origin.MESSAGING:
        raise NotFoundError(NOT_FOUND)
    if broadcast.channel != channel:
        message = f"The campaign is of the type {broadcast.channel}."
        raise InvalidError(message, faults=[Fault(["type"], message)])
    return broadcast
