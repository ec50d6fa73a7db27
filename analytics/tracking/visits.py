"""Somebody comes by a tracked address: it is looked up, told a person's or a machine's, and counted."""

from dataclasses import dataclass

import structlog
from django.db import Error, connection, transaction
from django.db.models import F
from django.utils import timezone

from analytics import ingestion
from analytics.events import Entry, Report
from analytics.models import Kind, Rule, TrackedLink
from analytics.tracking import links, machines, pace, signing
from core.ids import new_uuid
from core.tenancy import across_companies, company_scope

log = structlog.get_logger(__name__)

# Nobody waits for a page because we count: a crash may lose the last fraction of a second, and a click that cannot be
# counted within this time is not.
_IN_HASTE = "SELECT set_config('synchronous_commit', 'off', true), set_config('lock_timeout', '2s', true)"


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a request says of who makes it. None of it is stored.

    Args:
        agent: the User-Agent header.
        address: where the call comes from.
        purposes: the values of the headers `machines.PURPOSES` that it has.
    """

    agent: str
    address: str
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What stands behind an address.

    Args:
        link: with its campaign, content, company and policy.
        ticket: what the address says.
    """

    link: TrackedLink
    ticket: signing.Ticket

    @property
    def destination(self) -> str:
        """Where a click leads; nothing once the link has ended."""
        return "" if self.link.ended_at else links.destination(self.link)


def look_up(purpose: str, token: str) -> Found | None:
    """What stands behind a token, in one query; None for any that we did not sign for this purpose."""
    ticket = signing.read(purpose, token)
    if ticket is None:
        return None
    with across_companies():
        found = TrackedLink.objects.select_related(*links.RELATED).filter(pk=ticket.link_id, purpose=purpose).first()
    return Found(found, ticket) if found else None


def count(found: Found, visitor: Visitor) -> None:
    """Count a visit. Whatever the database says, the visitor goes on: a fault is logged."""
    link = found.link
    rule = _rule(found, visitor)
    try:
        with company_scope(link.company_id), transaction.atomic():
            _count(found, rule)
    except Error:
        log.exception("visit_not_counted", link=link.pk, kind=link.purpose, rule=rule)


def _rule(found: Found, visitor: Visitor) -> Rule:
    link, ticket = found.link, found.ticket
    told_by = (str(link.company_id), ticket.recipient) if ticket.recipient else (visitor.address, visitor.agent)
    # Pictures of many messages come at once through the same proxy: only clicks have a pace.
    is_hurried = link.purpose == Kind.CLICK and pace.is_hurried(link_id=link.pk, visitor=told_by)
    visit = machines.Visit(
        kind=link.purpose,
        agent=visitor.agent,
        purposes=visitor.purposes,
        at=timezone.now(),
        sent_at=ticket.sent_at,
        is_hurried=is_hurried,
    )
    return machines.rule_of(visit)


def _count(found: Found, rule: Rule) -> None:
    """The event with its sums, then the link's own counter: whoever moves numbers locks in this order, too."""
    link = found.link
    with connection.cursor() as cursor:
        cursor.execute(_IN_HASTE)
    if link.content or link.campaign:
        entry = Entry(0, _report(found), rule)
        outcome = ingestion.take(company_id=link.company_id, entries=[entry])
        if outcome.rejected:  # deleted since the look-up, or a campaign that is kept in the books only
            log.info("visit_of_nothing", link=link.pk, reason=outcome.rejected[0].message)
    column = "machine_clicks" if rule else "clicks"
    TrackedLink.objects.filter(pk=link.pk).update(**{column: F(column) + 1})


def _report(found: Found) -> Report:
    """The event; with content its campaign is left to the content, which may have moved."""
    link = found.link
    campaign = link.campaign if link.content is None else None
    who = f"{found.ticket.recipient}:" if found.ticket.recipient else ""
    return Report(
        key=f"t:{link.short_id}:{who}{new_uuid().hex}",
        kind=link.purpose,
        campaign_id=campaign.uuid if campaign else None,
        content_id=link.content.uuid if link.content else None,
        platform=link.platform or None,
    )
