"""A partner's item becomes a campaign: once, whoever calls how often and at the same time."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from campaigns.creation import create_campaign
from campaigns.models import Campaign, Origin
from core import audit
from core.errors import DomainError, UnauthenticatedError
from core.inserts import insert
from core.jobs import queue
from partners.lookup import Found, look_up
from partners.models import PartnerSource, ReadingStatus, SourceRevision
from partners.payload import PartnerItem

log = structlog.get_logger(__name__)

EXTRACT = "partners.extract"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a partner's call came to.

    Args:
        reference_id: the partner's id.
        campaign_id: the campaign's primary key, or None where somebody has to create one.
        created: whether this call made the campaign.
    """

    reference_id: str
    campaign_id: int | None
    created: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a partner.

    Args:
        credential_id: who calls.
        company_id: for which company.
        host_slug: the sub-domain that it went to, or nothing.
        item: what counts in it.
        payload: the whole body as it came.
    """

    credential_id: int
    company_id: int
    host_slug: str
    item: PartnerItem
    payload: dict[str, Any]


def resolve(call: Call) -> Resolution:
    """The campaign of a partner's item; made if need be, and if the company wants that.

    A known item with unchanged data is one SELECT and writes nothing.

    Raises:
        UnauthenticatedError: the credential was revoked, or the host is another company's.
    """
    found = _look_up(call)
    digest = payload_hash(call.payload)
    if found.campaign_id is not None and found.payload_hash == digest:
        return Resolution(call.item.reference_id, found.campaign_id, created=False)
    try:
        return _store(call, digest, creates=found.creates)
    except (DomainError, DatabaseError):
        # Creating is a service to the partner; without it the item is kept, and a person creates the campaign.
        if not found.creates:
            raise
        log.exception("automatic_creation_failed", company=call.company_id)
        return _store(call, digest, creates=False)


def _look_up(call: Call) -> Found:
    found = look_up(
        credential_id=call.credential_id,
        company_id=call.company_id,
        reference_id=call.item.reference_id,
        host_slug=call.host_slug,
    )
    if found is None or found.foreign_host:
        raise UnauthenticatedError("The credential was revoked, or the host is another company's.")
    return found


@transaction.atomic
def _store(call: Call, digest: str, *, creates: bool) -> Resolution:
    source = _insert(call, digest, creates=creates)
    if source is None:
        source = PartnerSource.objects.select_for_update().get(reference_id=call.item.reference_id)
        _bring_up_to_date(source, call, digest)
        return _with_campaign(source, creates=creates)
    _keep_revision(source, call.payload)
    _read_page(source)
    if source.campaign_id is not None:
        _create(source, id=source.campaign_id)
    return Resolution(source.reference_id, source.campaign_id, created=creates)


def _with_campaign(source: PartnerSource, *, creates: bool) -> Resolution:
    """A source that was there, with its campaign; made now if it had none."""
    if source.campaign_id is not None or not creates:
        return Resolution(source.reference_id, source.campaign_id, created=False)
    attach(source, _create(source))
    return Resolution(source.reference_id, source.campaign_id, created=True)


def _create(source: PartnerSource, **fields: Any) -> Campaign:
    return create_campaign(company_id=source.company_id, name=source.name, origin=Origin.PARTNER, **fields)


# The campaign comes a few statements later under the key that is taken here (foreign keys are checked at the commit).
# Setting it afterwards would write the row and each of its index entries twice.
_INSERT = """
INSERT INTO partners_partnersource
    (company_id, reference_id, name, target_url, material, payload_hash, status, problem, created_at, updated_at,
     campaign_id)
VALUES (%s, %s, %s, %s, %s, %s, 'waiting', '', %s, %s, CASE WHEN %s THEN nextval('campaigns_campaign_id_seq') END)
ON CONFLICT (company_id, reference_id) DO NOTHING RETURNING id, campaign_id
"""


def _insert(call: Call, digest: str, *, creates: bool) -> PartnerSource | None:
    """A new source, or None where there is one; of two callers at once, the second waits here for the first."""
    item, now = call.item, timezone.now()
    values: list[Any] = [
        call.company_id,
        item.reference_id,
        item.name,
        item.target_url,
        json.dumps(item.material),
        digest,
        now,
        now,
        creates,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        row = cursor.fetchone()
    if row is None:
        return None
    return PartnerSource(
        pk=row[0],
        campaign_id=row[1],
        company_id=call.company_id,
        reference_id=item.reference_id,
        name=item.name,
        target_url=item.target_url,
        material=item.material,
        payload_hash=digest,
    )


def _bring_up_to_date(source: PartnerSource, call: Call, digest: str) -> None:
    """Keep changed data as the latest revision; the campaign and what people made of it stay as they are."""
    if source.payload_hash == digest:
        return
    page_changed = source.target_url != call.item.target_url
    source.name, source.target_url = call.item.name, call.item.target_url
    source.material, source.payload_hash = list(call.item.material), digest
    source.updated_at = timezone.now()
    source.save(update_fields=["name", "target_url", "material", "payload_hash", "updated_at"])
    _keep_revision(source, call.payload)
    if page_changed:
        _read_page(source)


def _keep_revision(source: PartnerSource, payload: dict[str, Any]) -> None:
    insert(SourceRevision(company_id=source.company_id, source=source, payload=payload))


def attach(source: PartnerSource, campaign: Campaign) -> None:
    """Make a campaign the source's own."""
    PartnerSource.objects.filter(pk=source.pk).update(campaign=campaign, updated_at=timezone.now())
    source.campaign = campaign


def _read_page(source: PartnerSource) -> None:
    queue.enqueue(
        company_id=source.company_id,
        kind=EXTRACT,
        label=f"Read the landing page of {source.name}",
        arguments={"source": source.pk},
        dedupe_key=f"{EXTRACT}:{source.pk}:{payload_hash({'url': source.target_url})}",
    )


@transaction.atomic
def read_again(*, source: PartnerSource) -> None:
    """Read a source's page once more, on somebody's wish."""
    PartnerSource.objects.filter(pk=source.pk).update(status=ReadingStatus.WAITING, problem="")
    audit.record(source, "reading asked for")
    _read_page(source)


def payload_hash(payload: dict[str, Any]) -> str:
    """Equal for equal payloads, whatever the order of their keys: 32 hex digits."""
    try:
        canonical = orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # a number of more than 64 bits
        canonical = json.dumps(payload, sort_keys=True).encode()
    return hashlib.blake2b(canonical, digest_size=16).hexdigest()
