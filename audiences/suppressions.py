"""The ledger of who gets no messages: written by machines and people, lifted by people alone, each time on record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from audiences import checks
from audiences.addresses import address_hash, canonical
from audiences.models import Contact, Reason, Suppression
from core import audit
from core.channels import Channel
from core.errors import Fault, InvalidError, NotFoundError

LONGEST_SOURCE = 255
AT_ONCE = 10_000

# In the order of the hashes, so that two lists that share addresses never wait for each other in a circle.
_ADD = """
INSERT INTO audiences_suppression (company_id, channel, address_hash, reason, source, at)
SELECT %(company)s, %(channel)s, hash, %(reason)s, %(source)s, %(at)s
FROM unnest(%(hashes)s::bytea[]) AS hash ORDER BY hash
ON CONFLICT (company_id, channel, address_hash, reason) DO NOTHING
"""


@transaction.atomic
def suppress(
    *, company_id: int, channel: str, addresses: Iterable[str], reason: str, source: str, at: datetime | None = None
) -> int:
    """Let addresses get no more messages by a channel. Again is no change.

    Args:
        channel: a `Channel`.
        addresses: as anybody writes them; what is no address of the channel is passed over.
        reason: a `Reason`.
        source: who or what said so.
        at: when that was said; by default now.

    Returns:
        How many were not suppressed for this reason before.
    """
    found = {one for text in addresses if (one := canonical(channel, text)) is not None}
    hashes = (address_hash(one) for one in found)
    return suppress_hashes(company_id=company_id, channel=channel, hashes=hashes, reason=reason, source=source, at=at)


@transaction.atomic
def suppress_hashes(
    *, company_id: int, channel: str, hashes: Iterable[bytes], reason: str, source: str, at: datetime | None = None
) -> int:
    """The same for addresses of which the hash alone is known."""
    said = {"channel": Channel(channel).value, "reason": Reason(reason).value, "source": source[:LONGEST_SOURCE]}
    values: dict[str, Any] = {"company": company_id, **said, "at": at or timezone.now()}
    new = 0
    with connection.cursor() as cursor:
        ordered = sorted(set(hashes))
        for first in range(0, len(ordered), AT_ONCE):
            cursor.execute(_ADD, {**values, "hashes": ordered[first : first + AT_ONCE]})
            new += cursor.rowcount
    return new


def renew(*, company_id: int, channel: str, address: str, reason: str, at: datetime | None) -> None:
    """Note that it was said again, so that what came in between, and is heard of later, does not undo it."""
    found, when = canonical(channel, address), at or timezone.now()
    if found is not None:
        rows = Suppression.objects.filter(company_id=company_id, channel=channel, address_hash=address_hash(found))
        rows.filter(reason=reason, at__lt=when).update(at=when)


@transaction.atomic
def add_by_hand(*, company_id: int, channel: str, address: str, note: str = "") -> Suppression:
    """Suppress one address because a person says so.

    Args:
        note: where that comes from, in the person's words.

    Raises:
        InvalidError: it is no address of the channel.
    """
    found = canonical(channel, address)
    if found is None:
        message = f"This is not an address for {Channel(channel).label}."
        raise InvalidError(message, faults=[Fault(("address",), message)])
    if problem := checks.text(note, LONGEST_SOURCE):
        raise InvalidError(problem, faults=[Fault(("source",), problem)])
    new = suppress(company_id=company_id, channel=channel, addresses=[found], reason=Reason.BY_HAND, source=note)
    known = Suppression.objects.filter(company_id=company_id, channel=channel, address_hash=address_hash(found))
    row: Suppression = known.get(reason=Reason.BY_HAND)
    if new:
        audit.record(row, "added")
    return row


@transaction.atomic
def lift(*, suppression: Suppression, why: str) -> None:
    """Let an address get messages again, as far as this reason goes. The caller has asked for the right to manage.

    Args:
        why: in the person's words; kept in the audit trail.

    Raises:
        InvalidError: no reason is given.
        NotFoundError: it was lifted meanwhile.
    """
    why = why.strip()
    if not why:
        raise InvalidError("Say why this address may get messages again.", faults=[Fault(("why",), "Say why.")])
    if problem := checks.text(why, LONGEST_SOURCE):
        raise InvalidError(problem, faults=[Fault(("why",), problem)])
    _remove(suppression, why)


def _remove(suppression: Suppression, why: str) -> None:
    """Take a row away, with a fact that says what it was."""
    rows = Suppression.objects.filter(pk=suppression.pk, company_id=suppression.company_id)
    if not rows.delete()[0]:
        raise NotFoundError("This address is no longer suppressed for this reason.")
    facts = {name: [getattr(suppression, name), None] for name in ("channel", "reason", "source", "at")}
    audit.record(suppression, "lifted", {**facts, "why": [None, why]})


@transaction.atomic
def take_back(
    *,
    company_id: int,
    channel: str,
    hashed: bytes,
    why: str,
    reason: str = Reason.UNSUBSCRIBED,
    said_at: datetime | None = None,
) -> bool:
    """Undo an unsubscribing at the wish of whom the address belongs to; what stands for other reasons stays.

    Args:
        hashed: the address's hash.
        reason: the one that is undone.
        said_at: when the wish was said, where that is known: what was written for a later word stays.

    Returns:
        Whether there was one.
    """
    rows = Suppression.objects.select_for_update().filter(company_id=company_id, channel=channel, address_hash=hashed)
    if said_at is not None:
        rows = rows.filter(at__lte=said_at)
    row: Suppression | None = rows.filter(reason=reason).first()
    if row is None:
        return False
    _remove(row, why)
    return True


def reasons(*, company_id: int, channel: str, hashed: bytes) -> list[str]:
    """The reasons for which an address gets no messages by a channel."""
    rows = Suppression.objects.filter(company_id=company_id, channel=channel, address_hash=hashed)
    return list(rows.order_by("at", "pk").values_list("reason", flat=True))


def with_address(*, text: str) -> list[bytes]:
    """The hashes under which an address may stand in the ledger, whatever channel it is of."""
    found = {one for channel in Channel.values if (one := canonical(channel, text)) is not None}
    return sorted(address_hash(one) for one in found)


def of_contact(contact: Contact) -> list[Suppression]:
    """What the ledger says of a contact's addresses, by channel."""
    hashes = [address_hash(one) for one in _addresses(contact)]
    rows = Suppression.objects.filter(
        company_id=contact.company_id, channel__in=Channel.values, address_hash__in=hashes
    )
    return list(rows.order_by("channel", "at", "pk"))


def _addresses(contact: Contact) -> Iterable[str]:
    return filter(None, [contact.email, contact.phone, *contact.app_tokens, *contact.web_tokens])
