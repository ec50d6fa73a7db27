"""Creatives: uploaded or linked, then approved, rejected or retired."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from analytics.tracking import targets
from core import audit
from core.context import current
from core.errors import ConflictError, Fault, InvalidError
from insertion_orders import creative_files
from insertion_orders.approval import checked_reason
from insertion_orders.lifecycle import CREATIVES
from insertion_orders.models import Creative, CreativeFile, CreativeStatus, CreativeType
from insertion_orders.orders import person

MOST_PIXELS = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A creative as a person hands it in; a file or a link.

    Args:
        name: what people call it.
        type: a `CreativeType`.
        link: where it lies.
        width, height: in pixels; an image's own, where it is uploaded.
        seconds: how long it plays.
        data: the file's bytes; empty where it is linked.
    """

    name: str
    type: int
    link: str = ""
    width: int | None = None
    height: int | None = None
    seconds: int | None = None
    data: bytes = b""


@transaction.atomic
def create(*, company_id: int, asked: Asked) -> Creative:
    """Keep a creative; no ad shows it before it is approved.

    Raises:
        InvalidError: neither a file nor a link, or both; or a file that is not what it is said to be.
    """
    _check(asked)
    creative = Creative(
        company_id=company_id,
        name=asked.name.strip(),
        type=asked.type,
        link=asked.link.strip(),
        width=asked.width,
        height=asked.height,
        seconds=asked.seconds,
        submitted_by_id=person(),
    )
    if asked.data:
        found = creative_files.examine(asked.data, kind=CreativeType(asked.type))
        creative.content_type, creative.size = found.content_type, len(asked.data)
        creative.width, creative.height = found.width or asked.width, found.height or asked.height
    creative.save(force_insert=True)
    if asked.data:
        CreativeFile.objects.create(company_id=company_id, creative=creative, data=asked.data)
    audit.record(creative, "added", {"type": [None, creative.get_type_display()]})
    return creative


def _check(asked: Asked) -> None:
    faults = []
    if not asked.name.strip():
        faults.append(Fault(["name"], "Give it a name."))
    if bool(asked.data) == bool(asked.link.strip()):
        faults.append(Fault(["link"], "Upload a file, or give a link: one of both."))
    elif asked.link and (problem := targets.fault(asked.link.strip())):
        faults.append(Fault(["link"], problem))
    for name in ("width", "height"):
        value = getattr(asked, name)
        if value is not None and not 1 <= value <= MOST_PIXELS:
            faults.append(Fault([name], f"It must be from 1 to {MOST_PIXELS:,} pixels."))
    if faults:
        raise InvalidError(faults[0].message, faults=faults)


def approve(*, creative: Creative) -> Creative:
    """Let ads show it.

    Raises:
        ConflictError: it is approved already, or retired; or somebody was faster.
    """
    return _move(creative, CreativeStatus.APPROVED, "approved")


def reject(*, creative: Creative, reason: str) -> Creative:
    """Refuse it, and say why.

    Raises:
        InvalidError: no reason is given.
        ConflictError: it does not wait for approval any more.
    """
    return _move(creative, CreativeStatus.REJECTED, "rejected", reason=checked_reason(reason))


def retire(*, creative: Creative) -> Creative:
    """Take it out of use: no new ad may show it; what runs with it goes on.

    Raises:
        ConflictError: it is retired already.
    """
    return _move(creative, CreativeStatus.RETIRED, "retired")


@transaction.atomic
def _move(creative: Creative, target: CreativeStatus, action: str, **columns: Any) -> Creative:
    present = creative.status
    facts = {"decided_by": current().actor.label[:255], "decided_at": timezone.now(), "reason": "", **columns}
    rows = Creative.objects.filter(pk=creative.pk)
    if not CREATIVES.move(rows, current=present, target=target, **facts):
        raise ConflictError("Somebody else decided on it just now. Look at it again.", code="ALREADY_DECIDED")
    creative.refresh_from_db()
    changes: dict[str, Any] = {"status": [present, target]}
    if creative.reason:
        changes["reason"] = [None, creative.reason]
    audit.record(creative, action, changes)
    return creative
