"""Changing what a company is, and how it speaks."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from companies.models import BrandProfile, Company
from core import audit
from core.errors import Fault, InvalidError

COMPANY_FIELDS = (
    "name", "time_zone", "currency", "language", "automatic_creation", "review_generated", "edit_published",
    "language_model", "cap_messages", "cap_hours", "quiet_from", "quiet_to", "four_eyes_from", "on_hold_since",
    "on_hold_reason",
)  # fmt: skip
BRAND_FIELDS = ("key_messages", "target_audience", "tone", "channels")

_after_change: list[Callable[[Company, Collection[str]], None]] = []


def register(handler: Callable[[Company, Collection[str]], None]) -> None:
    """Have an app above told, in the transaction, which fields of a company changed; from its `AppConfig.ready`."""
    _after_change.append(handler)


@transaction.atomic
def update_company(*, company: Company, fields: Mapping[str, Any]) -> Company:
    """Change a company's settings; only what is given changes.

    Args:
        fields: new values of `COMPANY_FIELDS`.

    Raises:
        InvalidError: a value that a company cannot have.
    """
    present = Company.objects.select_for_update().get(pk=company.pk)
    changed = _change(present, fields, COMPANY_FIELDS)
    for handler in _after_change if changed else ():
        handler(present, changed)
    return present


@transaction.atomic
def update_brand(*, brand: BrandProfile, fields: Mapping[str, Any]) -> BrandProfile:
    """Change how a company speaks; every campaign that does not say otherwise inherits it.

    Args:
        fields: new values of `BRAND_FIELDS`.

    Raises:
        InvalidError: a value that a brand cannot have.
    """
    present: BrandProfile = BrandProfile.objects.select_for_update(of=("self",)).get(pk=brand.pk)
    _change(present, fields, BRAND_FIELDS)
    return present


def _change(row: models.Model, fields: Mapping[str, Any], known: tuple[str, ...]) -> set[str]:
    before = {name: getattr(row, name) for name in known}
    for name in known:
        if name in fields:
            setattr(row, name, fields[name])
    changes = audit.changed(before, {name: getattr(row, name) for name in known})
    if not changes:
        return set()
    _check(row, set(changes))
    row.save(update_fields=list(changes))
    audit.record(row, "changed", changes)
    return set(changes)


def _check(row: models.Model, names: set[str]) -> None:
    others = [field.name for field in row._meta.fields if field.name not in names]
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        faults = [Fault([name], text) for name, texts in error.message_dict.items() for text in texts]
        raise InvalidError(faults[0].message, faults=faults) from error
