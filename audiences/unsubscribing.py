"""Unsubscribing: the address in each message, what its page says, and what its button does."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from audiences import suppressions
from audiences.addresses import address_hash
from audiences.models import Contact, Reason
from companies.models import Company
from core import signing
from core.channels import Channel
from core.context import Actor, acting
from core.ids import parse_short_id, short_id
from core.tenancy import company_scope

PURPOSE = "audiences.unsubscribe"
LONGEST_TOKEN = 240
REFERENCE = re.compile(r"[A-Za-z0-9_-]{0,64}")
RECIPIENT = Actor("system", None, "The recipient")
MISTAKE = "Clicked by mistake, says whoever had unsubscribed."


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the address of a page says.

    Args:
        company_id: whose messages.
        channel: by which they come.
        hashed: the hash of the recipient's address.
        contact_id: the contact, where it is one.
        reference: the message that it stood in, by the sender's own opaque name.
    """

    company_id: int
    channel: str
    hashed: bytes
    contact_id: int | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows.

    Args:
        company: its name.
        channel: by which messages come.
        masked: the recipient's address, of which a stranger learns little; empty where it is not known any more.
        is_unsubscribed: whether there is nothing left to do.
    """

    company: str
    channel: str
    masked: str
    is_unsubscribed: bool


def unsubscribe_url(
    *, company_id: int, channel: str, address: str, contact_id: int | None = None, reference: str = "", base: str = ""
) -> str:
    """The address at which a recipient ends messages; for the message's foot and for List-Unsubscribe (RFC 8058).

    Args:
        address: the recipient's, in its one form.
        reference: of the message: at most 64 letters, digits, hyphens and underscores.
        base: scheme and host; empty for LINK_BASE.
    """
    token = sign(Ticket(company_id, channel, address_hash(address), contact_id, reference))
    return f"{base or settings.LINK_BASE}/u/{token}"


def unsubscribe_urls(*, company_id: int, channel: str) -> Callable[[bytes], str]:
    """As `unsubscribe_url`, for a run's millions: what is the same for all of them is done once.

    Returns:
        What makes the address of the hash of a recipient's.
    """
    begin, signed = f"{settings.LINK_BASE}/u/", signing.signer(PURPOSE)
    said = f"{short_id(company_id)}.{Channel(channel).value}."
    return lambda hashed: begin + signed(f"{said}{_spelled(hashed)}..")


def _spelled(hashed: bytes) -> str:
    return base64.urlsafe_b64encode(hashed).decode().rstrip("=")


def sign(ticket: Ticket) -> str:
    """The token of a ticket.

    Raises:
        ValueError: a reference of other characters, or of more.
    """
    if not REFERENCE.fullmatch(ticket.reference):
        raise ValueError("A reference has at most 64 letters, digits, hyphens and underscores.")
    contact = str(ticket.contact_id or "")  # a short id for each of a million would cost more than the rest
    said = (
        short_id(ticket.company_id),
        Channel(ticket.channel).value,
        _spelled(ticket.hashed),
        contact,
        ticket.reference,
    )
    return signing.sign(PURPOSE, ".".join(said))


def read(token: str) -> Ticket | None:
    """What a token says, or None for any that we did not sign. It never expires: old messages end too."""
    said = signing.read(PURPOSE, token) if len(token) <= LONGEST_TOKEN else None
    if said is None:
        return None
    company, channel, hashed, contact, reference = said.split(".")
    company_id = parse_short_id(company)
    if company_id is None:  # SHORT_ID_SECRET has changed since
        return None
    digest = base64.urlsafe_b64decode(f"{hashed}=")
    return Ticket(company_id, channel, digest, int(contact) if contact else None, reference)


def page(ticket: Ticket) -> Page | None:
    """What the page shows; None where the company is gone. Looking changes nothing."""
    company = Company.objects.filter(pk=ticket.company_id).first()
    if company is None:
        return None
    with company_scope(company.pk):
        found = suppressions.reasons(company_id=company.pk, channel=ticket.channel, hashed=ticket.hashed)
        return Page(company.name, ticket.channel, _masked(ticket), Reason.UNSUBSCRIBED in found)


def unsubscribe(ticket: Ticket) -> None:
    """End messages to an address by a channel. Again is no change."""
    source = f"Unsubscribe link ({ticket.reference})" if ticket.reference else "Unsubscribe link"
    with company_scope(ticket.company_id):
        suppressions.suppress_hashes(
            company_id=ticket.company_id, channel=ticket.channel, hashes=[ticket.hashed],
            reason=Reason.UNSUBSCRIBED, source=source,
        )  # fmt: skip


def take_back(ticket: Ticket) -> None:
    """Undo it: only that, and on record."""
    with company_scope(ticket.company_id), acting(actor=RECIPIENT), transaction.atomic():
        suppressions.take_back(company_id=ticket.company_id, channel=ticket.channel, hashed=ticket.hashed, why=MISTAKE)


def _masked(ticket: Ticket) -> str:
    """The contact's address, as far as it is still the one that the token speaks of."""
    contact = Contact.objects.filter(pk=ticket.contact_id).first() if ticket.contact_id else None
    if contact is None:
        return ""
    known = {Channel.EMAIL: contact.email, Channel.SMS: contact.phone, Channel.WHATSAPP: contact.phone}
    address = known.get(Channel(ticket.channel), "")
    return mask(address) if address and address_hash(address) == ticket.hashed else ""


def mask(address: str) -> str:
    """An address that its owner recognises and nobody else learns: `a•••@example.com`, `+47 ••• 78`."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}" if at else f"{address[:3]} ••• {address[-2:]}"
