"""People's accounts: what operators do to them. Each fact stands in the audit trail of the person's companies."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from companies.models import Membership, User
from core import audit
from core.errors import ConflictError, Fault, InvalidError
from core.tenancy import across_companies

ACCOUNT_FIELDS = ("email", "full_name", "is_active", "is_superuser")


@transaction.atomic
def create_account(*, email: str, password: str, full_name: str = "") -> User:
    """Create a person who belongs to no company yet.

    Raises:
        InvalidError: a password that is too easy to guess.
    """
    user = User(email=email.strip().lower(), full_name=full_name.strip())
    _check_password(password, user, "password1")
    return User.objects.create_user(user.email, password, full_name=user.full_name)


@transaction.atomic
def change_account(*, user: User, fields: Mapping[str, Any]) -> User:
    """Change a person's account; only what is given changes. Closing it ends their tokens at once.

    Args:
        fields: new values of `ACCOUNT_FIELDS`.

    Raises:
        ConflictError: nobody could look after the installation any more.
    """
    present = User.objects.select_for_update().get(pk=user.pk)
    before = {name: getattr(present, name) for name in ACCOUNT_FIELDS}
    for name in ACCOUNT_FIELDS:
        if name in fields:
            setattr(present, name, fields[name])
    changes = audit.changed(before, {name: getattr(present, name) for name in ACCOUNT_FIELDS})
    if not changes:
        return present
    if before["is_superuser"] and before["is_active"] and not (present.is_superuser and present.is_active):
        _check_other_operator(present)
    if not present.is_active:
        present.tokens_valid_after = timezone.now()
    present.save(update_fields=[*changes, "tokens_valid_after"])
    _record(present, "account changed", changes)
    return present


@transaction.atomic
def set_password(*, user: User, password: str) -> User:
    """Give a person another password, which ends their tokens.

    Raises:
        InvalidError: one that is too easy to guess.
    """
    _check_password(password, user, "password1")
    user.set_password(password)
    user.tokens_valid_after = timezone.now()
    user.save(update_fields=["password", "tokens_valid_after"])
    _record(user, "password changed", {})
    return user


def _check_password(password: str, user: User, name: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidError(error.messages[0], faults=[Fault([name], text) for text in error.messages]) from error


def _check_other_operator(user: User) -> None:
    """Operators are few, so that locking them all is cheap; two must not end each other's rights at once."""
    operators = User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk")
    if all(other.pk == user.pk for other in operators):
        raise ConflictError("This is the only operator. Make somebody else an operator first.", code="LAST_OPERATOR")


def _record(user: User, action: str, changes: dict[str, Any]) -> None:
    with across_companies():
        audit.record_many(Membership.objects.filter(user=user).select_related("user"), action, changes)
