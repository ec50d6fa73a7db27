"""Who may send what: versions are submitted, approved, rejected and retired. An approval is bound to the very words."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from companies.models import Membership
from companies.roles import RIGHTS, Right
from core import audit
from core.context import current
from core.errors import ConflictError, Fault, ForbiddenError, InvalidError
from templates_app.checks import check
from templates_app.lifecycle import APPROVED, DRAFT, IN_REVIEW, REJECTED, RETIRED, VERSIONS
from templates_app.models import MessageTemplate, TemplateVersion
from templates_app.writing import latest_version, lock, usable_version

LONGEST_REASON = 2_000
_MAY_APPROVE = [role for role, rights in RIGHTS.items() if Right.APPROVE in rights]


@transaction.atomic
def submit(*, template: MessageTemplate) -> TemplateVersion:
    """Ask for the approval of the draft.

    Raises:
        InvalidError: the draft has faults; with each of them.
        ConflictError: the latest version is no draft.
    """
    template = lock(template)
    version = latest_version(template)
    VERSIONS.check(version.status, IN_REVIEW)
    _, faults = check(version.content)
    if faults:
        words = f"{faults[0].name}: {faults[0].message}" if faults[0].path else faults[0].message
        raise InvalidError(f"It cannot be submitted yet. {words}", faults=faults)
    stamps = {"submitted_by_id": _person(), "submitted_at": timezone.now()}
    return _move(template, version, IN_REVIEW, "submitted", **stamps)


@transaction.atomic
def withdraw(*, template: MessageTemplate) -> TemplateVersion:
    """Take a submission back: the version is a draft again and can be changed.

    Raises:
        ConflictError: the latest version does not wait for approval.
    """
    template = lock(template)
    version = latest_version(template)
    return _move(template, version, DRAFT, "taken back", submitted_by_id=None, submitted_at=None)


@transaction.atomic
def approve(*, template: MessageTemplate, seen: str | None = None) -> TemplateVersion:
    """Let the submitted version be sent from now on; the one before it is retired.

    Args:
        seen: the content hash that the approver looked at; None does not ask.

    Raises:
        ConflictError: it does not wait for approval, or it is not what the approver looked at.
        ForbiddenError: the approver submitted it, and somebody else could approve it.
    """
    template = lock(template)
    version = _submitted(template, APPROVED, seen)
    _check_somebody_else(version)
    before = usable_version(template)
    if before is not None:
        _move(template, before, RETIRED, "retired")
    return _move(template, version, APPROVED, "approved", **_decision())


@transaction.atomic
def reject(*, template: MessageTemplate, reason: str, seen: str | None = None) -> TemplateVersion:
    """Refuse the submitted version, and say why.

    Raises:
        InvalidError: no reason is given.
        ConflictError: it does not wait for approval, or it is not what the approver looked at.
    """
    said = reason.replace("\x00", "").strip()
    if not said or len(said) > LONGEST_REASON:
        message = f"Say why, in at most {LONGEST_REASON:,} characters, so that the author knows what to change."
        raise InvalidError(message, faults=[Fault(["reason"], message)])
    template = lock(template)
    version = _submitted(template, REJECTED, seen)
    return _move(template, version, REJECTED, "rejected", reason=said, **_decision())


@transaction.atomic
def retire(*, template: MessageTemplate) -> TemplateVersion:
    """Let the approved version not be sent any more.

    Raises:
        ConflictError: no version is approved.
    """
    template = lock(template)
    version = usable_version(template)
    if version is None:
        raise ConflictError("No version of this template is approved.", code="TEMPLATE_NOT_APPROVED")
    return _move(template, version, RETIRED, "retired", **_decision())


def may_decide(version: TemplateVersion) -> bool:
    """Whether the person who acts may approve this version, as far as who submitted it goes."""
    person = _person()
    if person is None or version.submitted_by_id != person:
        return True
    others = Membership.objects.filter(company_id=version.company_id, role__in=_MAY_APPROVE, user__is_active=True)
    return not others.exclude(user_id=person).exists()


def _submitted(template: MessageTemplate, target: str, seen: str | None) -> TemplateVersion:
    """The version to decide on, in the very words that were looked at."""
    version = latest_version(template)
    VERSIONS.check(version.status, target)
    if seen is not None and seen != version.content_hash:
        raise ConflictError("It was changed since you looked at it. Look at it again.", code="CHANGED_MEANWHILE")
    return version


def _check_somebody_else(version: TemplateVersion) -> None:
    if not may_decide(version):
        raise ForbiddenError("You submitted this version. Somebody else has to approve it.", code="OWN_SUBMISSION")


def _move(
    template: MessageTemplate, version: TemplateVersion, target: str, action: str, **columns: Any
) -> TemplateVersion:
    """Move a version, write it down, and return it as it is now."""
    current_status = version.status
    rows = TemplateVersion.objects.filter(pk=version.pk, content_hash=version.content_hash)
    if not VERSIONS.move(rows, current=current_status, target=target, **columns):
        raise ConflictError("Somebody else was faster. Look at the template again.", code="CHANGED_MEANWHILE")
    changes: dict[str, Any] = {f"version {version.number}": [current_status, target]}
    if columns.get("reason"):
        changes["reason"] = [None, columns["reason"]]
    audit.record(template, action, changes)
    version.refresh_from_db()
    version.template = template
    MessageTemplate.objects.filter(pk=template.pk).update(updated_at=timezone.now())
    return version


def _decision() -> dict[str, Any]:
    return {"decided_by": current().actor.label[:255], "decided_at": timezone.now()}


def _person() -> int | None:
    """Who acts, where it is a person."""
    actor = current().actor
    return actor.id if actor.kind == "person" else None
