"""Credentials of machines: issued, shown once, rotated with an overlap, revoked at once."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from companies.models import Credential, CredentialKind
from core import audit
from core.errors import ConflictError, UnauthenticatedError
from core.tenancy import across_companies

OVERLAP = timedelta(hours=24)
# Some doors ask for the secret with every call; when it was used last need not be written each time.
_USED_AGAIN = timedelta(minutes=1)

# What a credential of a kind may do where nobody narrows it.
DEFAULT_SCOPES: dict[str, list[str]] = {
    CredentialKind.PARTNER: ["campaigns:resolve"],
    CredentialKind.MESSAGING: ["campaigns:create", "campaigns:execute", "activity:upload"],
    CredentialKind.AGENCY: ["campaigns:create", "campaigns:read"],
    CredentialKind.DSP: ["login"],
}


@dataclass(frozen=True, slots=True)
class Issued:
    """A credential with its secrets, the only time that they can be read.

    Args:
        credential: the row.
        secret: the private half.
        signing_secret: signs request bodies (agency only, else empty).
    """

    credential: Credential
    secret: str
    signing_secret: str = ""


def hash_secret(secret: str) -> str:
    """SHA-256 in hex. The secrets are random and long, so that a slow hash would add nothing but time."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue(*, company_id: int, kind: str, name: str) -> Issued:
    """Make a credential.

    Args:
        kind: a `CredentialKind`.
        name: who uses it.
    """
    secret = secrets.token_urlsafe(32)
    signing_secret = secrets.token_urlsafe(32) if kind == CredentialKind.AGENCY else ""
    credential = Credential.objects.create(
        company_id=company_id,
        kind=kind,
        name=name,
        key=f"{kind}_{secrets.token_hex(12)}",
        secret_hash=hash_secret(secret),
        signing_secret=signing_secret,
        scopes=DEFAULT_SCOPES[kind],
    )
    audit.record(credential, "issued")
    return Issued(credential, secret, signing_secret)


@transaction.atomic
def rotate(*, credential: Credential, overlap: timedelta = OVERLAP) -> Issued:
    """Give it a new secret; the old one stays good for a while, so that callers can change over.

    Args:
        overlap: how long both are live.

    Raises:
        ConflictError: it is revoked.
    """
    secret = secrets.token_urlsafe(32)
    now = timezone.now()
    changed = Credential.objects.filter(pk=credential.pk, revoked_at=None).update(
        previous_secret_hash=credential.secret_hash,
        previous_valid_until=now + overlap,
        secret_hash=hash_secret(secret),
        rotated_at=now,
    )
    if not changed:
        raise ConflictError("A revoked credential cannot be rotated. Issue a new one.")
    credential.refresh_from_db()
    audit.record(credential, "rotated")
    return Issued(credential, secret)


@transaction.atomic
def revoke(*, credential: Credential) -> Credential:
    """End it at once: its secrets, and every token that they bought. Again is no change."""
    if Credential.objects.filter(pk=credential.pk, revoked_at=None).update(revoked_at=timezone.now()):
        credential.refresh_from_db()
        audit.record(credential, "revoked")
    return credential


def authenticate(*, key: str, secret: str, kinds: tuple[str, ...]) -> Credential:
    """The live credential with this key and secret.

    An unknown key takes the same time as a wrong secret: both hash and compare once for each slot.

    Raises:
        UnauthenticatedError: in the same words for every reason.
    """
    now = timezone.now()
    with across_companies():
        credential = Credential.objects.filter(key=key, kind__in=kinds).first()
        good = _matches(credential, hash_secret(secret), now)
        if credential is None or not good or credential.revoked_at is not None:
            raise UnauthenticatedError("Invalid API credentials", code="INVALID_CREDENTIALS")
        if credential.last_used_at is None or credential.last_used_at < now - _USED_AGAIN:
            Credential.objects.filter(pk=credential.pk).update(last_used_at=now)
    return credential


def _matches(credential: Credential | None, offered: str, now: datetime) -> bool:
    present = credential.secret_hash if credential else ""
    overlapping = credential is not None and credential.previous_valid_until and credential.previous_valid_until > now
    previous = credential.previous_secret_hash if credential and overlapping else ""
    # Both are compared whatever the first says; an empty slot never equals a hash.
    return bool(hmac.compare_digest(present, offered) | hmac.compare_digest(previous, offered))
