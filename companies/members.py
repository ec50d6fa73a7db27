"""A company's people: who belongs to it, and as what. A company always keeps one owner."""

import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from companies.models import Company, Membership, Role, User
from core import audit
from core.errors import ConflictError, Fault, InvalidError

LAST_OWNER = "This is the company's only owner. Make somebody else an owner first."


@dataclass(frozen=True, slots=True)
class Welcomed:
    """A new member.

    Args:
        membership: the row.
        password: the first password of a person who had no account, else empty. It can be read only now.
    """

    membership: Membership
    password: str


@transaction.atomic
def add_member(*, company_id: int, email: str, role: str, full_name: str = "") -> Welcomed:
    """Let a person work for a company; who has no account yet gets one.

    Args:
        email: the address that they sign in with, in any case.
        role: a `Role`.
        full_name: for a new account only; nobody renames other people's accounts.

    Raises:
        InvalidError: no address, or a role that does not exist.
        ConflictError: they belong to it already.
    """
    email = email.strip().lower()
    _check(email, role)
    _lock(company_id)
    user = User.objects.filter(email=email).first()
    password = "" if user else secrets.token_urlsafe(12)
    if user is None:
        user = User.objects.create_user(email, password, full_name=full_name.strip())
    if Membership.objects.filter(company_id=company_id, user=user).exists():
        raise ConflictError(f"{email} belongs to this company already.", code="ALREADY_MEMBER")
    membership = Membership(company_id=company_id, user=user, role=role)
    membership.save(force_insert=True)
    audit.record(membership, "added", {"role": [None, role]})
    return Welcomed(membership, password)


@transaction.atomic
def change_role(*, membership: Membership, role: str) -> Membership:
    """Give a member another role; the same again is no change.

    Raises:
        ConflictError: the only owner would be none any more, or the member was removed meanwhile.
    """
    _lock(membership.company_id)
    present = _present(membership)
    if present.role == role:
        return present
    if present.role == Role.OWNER:
        _check_other_owner(present)
    changes = {"role": [present.role, role]}
    present.role = role
    present.save(update_fields=["role"])
    audit.record(present, "role changed", changes)
    return present


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """End a membership; the person's account stays.

    Raises:
        ConflictError: they are the only owner, or were removed meanwhile.
    """
    _lock(membership.company_id)
    present = _present(membership)
    if present.role == Role.OWNER:
        _check_other_owner(present)
    audit.record(present, "removed")
    present.delete()


def _check(email: str, role: str) -> None:
    faults = []
    try:
        validate_email(email)
    except ValidationError:
        faults.append(Fault(["email"], "This is not an e-mail address."))
    if role not in Role.values:
        faults.append(Fault(["role"], "There is no such role."))
    if faults:
        raise InvalidError(faults[0].message, faults=faults)


def _lock(company_id: int) -> None:
    """One change of a company's people at a time: two owners must not remove each other."""
    Company.objects.select_for_update(of=("self",)).get(pk=company_id)


def _present(membership: Membership) -> Membership:
    found: Membership | None = Membership.objects.select_related("user").filter(pk=membership.pk).first()
    if found is None:
        raise ConflictError("Somebody else removed this member just now.", code="MEMBER_GONE")
    return found


def _check_other_owner(membership: Membership) -> None:
    others = Membership.objects.filter(company_id=membership.company_id, role=Role.OWNER, user__is_active=True)
    if not others.exclude(pk=membership.pk).exists():
        raise ConflictError(LAST_OWNER, code="LAST_OWNER")
