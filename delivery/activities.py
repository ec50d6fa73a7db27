"""Events that a company's systems upload: each is stored once, and makes broadcasts run that wait for it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone

from audiences.addresses import canonical
from campaigns.models import Campaign, CampaignStatus
from core.channels import Channel
from core.errors import DomainError
from delivery import execution
from delivery.activity_events import Event
from delivery.inline import Named, audience_of
from delivery.models import Broadcast

log = structlog.get_logger(__name__)

AT_ONCE = 1_000
# What happened longer ago is stored and makes nothing run.
FRESH = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Person:
    """A contact that an event may be of.

    Args:
        id: its primary key.
        email, phone, external_id: by which it is known.
        app_tokens, web_tokens: its devices.
    """

    id: int
    email: str
    phone: str
    external_id: str
    app_tokens: Sequence[str]
    web_tokens: Sequence[str]

    def addresses(self, channel: str) -> list[str]:
        """Where it is reached by a channel."""
        one = {Channel.EMAIL: self.email, Channel.SMS: self.phone, Channel.WHATSAPP: self.phone}
        several = {Channel.APN: self.app_tokens, Channel.BPN: self.web_tokens}
        found = Channel(channel)
        return list(several[found]) if found in several else [address for address in [one[found]] if address]


@dataclass(frozen=True, slots=True)
class Triggered:
    """What an upload made of one broadcast that waits for such events.

    Args:
        campaign_id: the campaign's primary key.
        execution_id: the run's; None where it could not run.
        queued: how many get the message.
        why: why it could not run; empty where it did.
    """

    campaign_id: int
    execution_id: int | None
    queued: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of an upload.

    Args:
        stored: how many events are new.
        duplicates: how many were there before, or came twice.
        triggered: the broadcasts that wait for them.
    """

    stored: int
    duplicates: int
    triggered: list[Triggered]


@transaction.atomic
def upload(*, company_id: int, events: Sequence[Event]) -> Uploaded:
    """Store events and let broadcasts run that wait for them: one run for each broadcast, whatever it waits for.

    The whole upload is one transaction, so that it can be sent again after any fault: what was stored is a duplicate
    then and makes nothing run, and what was not is as if it never came.

    Args:
        events: at most `AT_ONCE`.
    """
    people = _people(company_id, {event.identity for event in events})
    given = {event.digest: event for event in events}
    fresh = _store(company_id, given, people)
    stored = [given[digest] for digest in fresh]
    triggered = _trigger(company_id, stored, people)
    return Uploaded(len(stored), len(events) - len(stored), triggered)


# Locked against deletion until the events that name them are stored.
_PEOPLE = """
SELECT id, email, phone, external_id, app_tokens, web_tokens FROM audiences_contact
WHERE company_id = %(company)s
    AND (email = ANY(%(emails)s::text[]) OR phone = ANY(%(phones)s::text[]) OR external_id = ANY(%(others)s::text[]))
ORDER BY id FOR KEY SHARE
"""


def _people(company_id: int, identities: Iterable[str]) -> dict[str, Person]:
    """The contacts that are known, by identity: an address counts before the company's own id."""
    others = sorted(identities)
    emails = [text for text in others if "@" in text]
    phones = [text for text in others if text.startswith("+")]
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"company": company_id, "emails": emails, "phones": phones, "others": others})
        people = [Person(*row) for row in cursor.fetchall()]
    found = {person.external_id: person for person in people}
    found |= {address: person for person in people for address in (person.email, person.phone)}
    found.pop("", None)
    return found


_STORE = """
INSERT INTO delivery_activity (company_id, digest, name, identity, contact_id, at, params, received_at)
SELECT %(company)s, digest, name, identity, contact_id, at, params::jsonb, %(now)s
FROM unnest(%(digests)s::bytea[], %(names)s::text[], %(identities)s::text[], %(contacts)s::bigint[],
    %(instants)s::timestamptz[], %(params)s::text[]) AS given (digest, name, identity, contact_id, at, params)
ORDER BY digest
ON CONFLICT (company_id, digest) DO NOTHING RETURNING digest
"""


def _store(company_id: int, given: Mapping[bytes, Event], people: Mapping[str, Person]) -> list[bytes]:
    """The digests of those that were not there before, in the order in which they came."""
    events = list(given.values())
    columns: dict[str, Any] = {
        "company": company_id,
        "now": timezone.now(),
        "digests": list(given),
        "names": [event.name for event in events],
        "identities": [event.identity for event in events],
        "contacts": [people[event.identity].id if event.identity in people else None for event in events],
        "instants": [event.at for event in events],
        "params": [json.dumps(dict(event.params)) for event in events],
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE, columns)
        new = {bytes(digest) for (digest,) in cursor.fetchall()}
    return [digest for digest in given if digest in new]


def _trigger(company_id: int, events: Sequence[Event], people: Mapping[str, Person]) -> list[Triggered]:
    """Let every active broadcast run that waits for one of the events."""
    since = timezone.now() - FRESH
    by_name: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda event: event.at, reverse=True):
        if event.at >= since:
            by_name[event.name].append(event)
    return [_run(broadcast, by_name[broadcast.trigger_event], people) for broadcast in _waiting(company_id, by_name)]


def _waiting(company_id: int, names: Iterable[str]) -> list[Broadcast]:
    """The active broadcasts that wait for such events, all locked at once, in the order of their campaigns.

    An execution locks its campaign first and the company's caps second: to lock the next campaign after the first
    one's caps could wait in a circle.
    """
    rows = Broadcast.objects.filter(
        company_id=company_id, trigger_event__in=list(names), campaign__status=CampaignStatus.ACTIVE,
        campaign__is_archived=False, campaign__deleted_at=None,
    )  # fmt: skip
    found = list(rows.select_related("campaign", "template", "account", "company").order_by("campaign_id"))
    ids = [broadcast.campaign_id for broadcast in found]
    list(Campaign.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))
    return found


def _run(broadcast: Broadcast, events: Sequence[Event], people: Mapping[str, Person]) -> Triggered:
    """One run for all whom the events are of; who did the same twice gets one message, with the latest values."""
    named = [
        Named(address, event.values)
        for event in events
        for address in _addresses(broadcast.channel, event, people.get(event.identity))
    ]
    if not named:
        return Triggered(broadcast.campaign_id, None, why="Nobody of them has an address for this channel.")
    try:
        with transaction.atomic():
            audience = audience_of(broadcast.channel, named)
            run = execution.execute(broadcast=broadcast, audience=audience, force=True)
    except DomainError as error:
        log.warning("trigger_refused", broadcast=broadcast.pk, error=error.message)
        return Triggered(broadcast.campaign_id, None, why=error.message)
    return Triggered(broadcast.campaign_id, run.pk, run.queued)


def _addresses(channel: str, event: Event, person: Person | None) -> list[str]:
    """A contact's addresses; of somebody unknown the identity itself, where it is an address."""
    if person is not None:
        return person.addresses(channel)
    return [event.identity] if canonical(channel, event.identity) else []
