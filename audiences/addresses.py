"""Addresses in one form, and the hash by which a suppressed one is known. Pure."""

import hashlib
import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from core.channels import Channel

MAX_EMAIL = 254
_is_email = EmailValidator()
_TOKEN = re.compile(r"[\x21-\x7e]{8,512}")


def canonical(channel: str, text: str, *, region: str | None = None) -> str | None:
    """An address in the one form that is kept and compared; None where it is no address of its channel.

    Args:
        channel: a `Channel`.
        region: the country (ISO 3166) whose numbers may be written without their code.
    """
    text = text.strip()
    if channel == Channel.EMAIL:
        return email(text)
    if channel in (Channel.SMS, Channel.WHATSAPP):
        return phone(text, region=region)
    return text if _TOKEN.fullmatch(text) else None


def email(text: str) -> str | None:
    """An e-mail address in lower case, its domain as IDNA says; None where it is none."""
    if len(text) > MAX_EMAIL or any(ord(letter) < 33 for letter in text):
        return None
    local, at, domain = text.rpartition("@")
    if not at:
        return None
    try:
        found = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}".lower()
        _is_email(found)
    except (ValidationError, UnicodeError):
        return None
    return found if len(found) <= MAX_EMAIL else None


def phone(text: str, *, region: str | None = None) -> str | None:
    """A phone number as E.164; None where it is none that could exist."""
    if len(text) > 40:
        return None
    try:
        found = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(found):
        return None
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def address_hash(address: str) -> bytes:
    """The SHA-256 of an address in its one form; PostgreSQL makes the same by `sha256(convert_to(…, 'UTF8'))`."""
    return hashlib.sha256(address.encode()).digest()
