"""A company's policy of tagging the addresses that its links lead to."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from analytics.models import Mode, TrackingPolicy
from analytics.models.link import LONGEST_TEMPLATE
from analytics.tracking import tagging
from core import audit
from core.errors import Fault, InvalidError

FIELDS = ("mode", "track_emails", *tagging.TAGS)


def policy_of(company_id: int) -> TrackingPolicy:
    """A company's policy; until somebody changes it, the usual one, not stored."""
    found: TrackingPolicy | None = TrackingPolicy.objects.filter(company_id=company_id).first()
    return found or TrackingPolicy(company_id=company_id)


def stored_policy_of(company_id: int) -> TrackingPolicy:
    """A company's policy as a row, made where there is none yet."""
    found: TrackingPolicy = TrackingPolicy.objects.get_or_create(company_id=company_id)[0]
    return found


@transaction.atomic
def update_policy(*, company_id: int, fields: Mapping[str, Any]) -> TrackingPolicy:
    """Change how a company tags; only what is given changes. Every click from now on follows it.

    Args:
        fields: new values of `FIELDS`.

    Raises:
        InvalidError: an unknown mode, a template that is too long, or a placeholder that there is not.
    """
    _check(fields)
    row = stored_policy_of(company_id)
    policy: TrackingPolicy = TrackingPolicy.objects.select_for_update(of=("self",)).get(pk=row.pk)
    before = {name: getattr(policy, name) for name in FIELDS}
    changes = audit.changed(before, {name: fields[name] for name in FIELDS if name in fields})
    if changes:
        for name in changes:
            setattr(policy, name, fields[name])
        policy.save(update_fields=list(changes))
        audit.record(policy, "changed", changes)
    return policy


def _check(fields: Mapping[str, Any]) -> None:
    faults = [Fault([tag], text) for tag in tagging.TAGS if (text := _template_fault(fields.get(tag, "")))]
    if fields.get("mode", Mode.ADD) not in Mode.values:
        faults.insert(0, Fault(["mode"], f"mode must be one of {', '.join(Mode.values)}."))
    if faults:
        raise InvalidError(faults[0].message, faults=faults)


def _template_fault(template: str) -> str:
    if len(template) > LONGEST_TEMPLATE:
        return f"A template may have at most {LONGEST_TEMPLATE} characters."
    return tagging.fault(template)
