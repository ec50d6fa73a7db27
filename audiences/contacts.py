"""Contacts: made, changed, forgotten. Their facts in the audit trail name fields, never addresses or names."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audiences import addresses, checks
from audiences.models import Contact
from core import audit
from core.channels import Channel
from core.errors import Fault, InvalidError, NotFoundError

TEXTS = {"external_id": 128, "first_name": 255, "last_name": 255, "language": 8, "time_zone": 64}
TOKENS = {"app_tokens": Channel.APN, "web_tokens": Channel.BPN}
FIELDS = (*TEXTS, "email", "phone", *TOKENS, "attributes", "consent")
MOST_TOKENS = 20
UNKNOWN = "This is not a field of a contact."
_TAKEN = {
    "contact_email": ("email", "Another contact has this e-mail address."),
    "contact_phone": ("phone", "Another contact has this phone number."),
    "contact_external_id": ("external_id", "Another contact has this id."),
}


@transaction.atomic
def create(*, company_id: int, fields: Mapping[str, Any]) -> Contact:
    """A new contact.

    Args:
        fields: any of `FIELDS`; addresses as people write them.

    Raises:
        InvalidError: with a fault for each field that is wrong or taken.
    """
    contact = Contact(company_id=company_id)
    _apply(contact, fields)
    _save(contact)
    _record(contact, "created", list(fields))
    return contact


@transaction.atomic
def change(*, contact: Contact, fields: Mapping[str, Any]) -> Contact:
    """Change a contact; fields that are not named stay.

    Args:
        fields: any of `FIELDS`; attributes are replaced as a whole, consent channel by channel (None takes one away).

    Raises:
        InvalidError: with a fault for each field that is wrong or taken.
        NotFoundError: it was deleted meanwhile.
    """
    rows = Contact.objects.select_for_update().filter(pk=contact.pk, company_id=contact.company_id)
    found: Contact | None = rows.first()
    if found is None:
        raise NotFoundError("Contact not found")
    before = {name: getattr(found, name) for name in fields if name in FIELDS}
    _apply(found, fields)
    names = [name for name, value in before.items() if getattr(found, name) != value]
    if names:
        found.updated_at = timezone.now()
        _save(found)
        _record(found, "changed", names)
    return found


@transaction.atomic
def delete(*, company_id: int, ids: Iterable[int]) -> int:
    """Forget contacts: their rows and their places in groups. What the ledger says of their addresses stays.

    Returns:
        How many there were.
    """
    found = list(Contact.objects.filter(company_id=company_id, pk__in=list(ids)).order_by("pk").select_for_update())
    audit.record_many([_unnamed(contact) for contact in found], "deleted")
    Contact.objects.filter(company_id=company_id, pk__in=[contact.pk for contact in found]).delete()
    return len(found)


def _apply(contact: Contact, fields: Mapping[str, Any]) -> None:
    """Put the fields onto the contact, each in its one form."""
    faults = [Fault((name,), UNKNOWN) for name in fields if name not in FIELDS]
    for name in FIELDS:
        if name in fields:
            value, found = _checked(contact, name, fields[name])
            setattr(contact, name, value)
            faults.extend(found)
    if not faults and not (contact.email or contact.phone or contact.external_id or _has_token(contact)):
        faults.append(Fault(("email",), "Say an e-mail address, a phone number or your own id."))
    if faults:
        raise InvalidError(faults[0].message, faults=faults)


def _has_token(contact: Contact) -> bool:
    return bool(contact.app_tokens or contact.web_tokens)


def _checked(contact: Contact, name: str, value: Any) -> tuple[Any, list[Fault]]:
    """A field's value in its one form, and what is wrong with it."""
    if name == "attributes" or name == "consent":
        if not isinstance(value, Mapping):
            return {}, [Fault((name,), "Write names with their values.")]
        return checks.attributes(value) if name == "attributes" else _consent(contact, value)
    if name in TOKENS:
        return _tokens(name, value)
    if value is not None and not isinstance(value, str):
        return "", [Fault((name,), "Write a text.")]
    text = (value or "").strip()
    found, problem = _address(name, text) if name in ("email", "phone") else _text(name, text)
    return found, [Fault((name,), problem)] if problem else []


def _address(name: str, text: str) -> tuple[str, str]:
    if not text:
        return "", ""
    if name == "email":
        return addresses.email(text) or "", "" if addresses.email(text) else "This is not an e-mail address."
    found = addresses.phone(text)
    return found or "", "" if found else "Write the number with its country code, for instance +47 123 45 678."


def _text(name: str, text: str) -> tuple[str, str]:
    problem = checks.text(text, TEXTS[name])
    if not problem and name == "language":
        problem = checks.language(text)
    if not problem and name == "time_zone":
        problem = checks.time_zone(text)
    return text, problem


def _tokens(name: str, value: Any) -> tuple[list[str], list[Fault]]:
    if not isinstance(value, list) or len(value) > MOST_TOKENS:
        return [], [Fault((name,), f"At most {MOST_TOKENS} tokens.")]
    found = [addresses.canonical(TOKENS[name], one) if isinstance(one, str) else None for one in value]
    faults = [Fault((name, index), "This is not a token.") for index, one in enumerate(found) if one is None]
    return list(dict.fromkeys(one for one in found if one)), faults


def _consent(contact: Contact, value: Mapping[str, Any]) -> checks.Checked:
    """What was said before, with what is said now on top."""
    gone = {channel for channel, said in value.items() if said is None and channel in Channel.values}
    said = {channel: one for channel, one in value.items() if channel not in gone}
    kept, faults = checks.consent(said, now=timezone.now())
    before = {channel: one for channel, one in contact.consent.items() if channel not in gone}
    return {**before, **kept}, faults


def _save(contact: Contact) -> None:
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        taken = _TAKEN.get(getattr(diagnosis, "constraint_name", None) or "")
        if taken is None:
            raise
        raise InvalidError(taken[1], faults=[Fault((taken[0],), taken[1])], code="TAKEN") from error


def _record(contact: Contact, action: str, names: list[str]) -> None:
    audit.record(_unnamed(contact), action, {"fields": [None, [name.replace("_", " ") for name in sorted(names)]]})


def _unnamed(contact: Contact) -> Contact:
    """The contact as the audit trail may name it for ever: by its number. What was deleted must not be read there."""
    return Contact(pk=contact.pk, company_id=contact.company_id)
