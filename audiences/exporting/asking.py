"""Asking for an export of contacts, finding it again, and forgetting it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from audiences import pieces
from audiences.models import ContactExport, FilePiece, Group, Segment
from core import audit
from core.errors import ConflictError, InvalidError, NotFoundError
from core.ids import parse_uuid
from core.jobs import queue
from core.tenancy import across_companies

EXPORT = "audiences.export"
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is ready.

    Args:
        name: what to save it as.
        size: in bytes.
        parts: its bytes in order, a piece at a time; each opens the company's scope for itself.
    """

    name: str
    size: int
    parts: Iterator[bytes]


@transaction.atomic
def ask(
    *, company_id: int, group: Group | None = None, segment: Segment | None = None, with_tokens: bool = False
) -> ContactExport:
    """Ask for contacts as a CSV file: those of a group, of a segment, or all.

    Args:
        with_tokens: whether the tokens of apps and browsers stand in it, which let others send to them.

    Raises:
        InvalidError: both a group and a segment.
    """
    if group is not None and segment is not None:
        raise InvalidError("Choose a group or a segment, not both.")
    of = str(group or segment or "All contacts")
    found = ContactExport(company_id=company_id, group=group, segment=segment, with_tokens=with_tokens)
    found.name = f"{of[:200]} {timezone.localdate()}.csv"
    found.save(force_insert=True)
    label = f"Export {of}"
    found.job = queue.enqueue(company_id=company_id, kind=EXPORT, label=label, arguments={"export": found.pk})
    found.save(update_fields=["job"])
    audit.record(found, "asked for", {"with_tokens": [None, with_tokens]} if with_tokens else None)
    return found


def find(text: str) -> ContactExport:
    """An export of the company in scope by its public id.

    Raises:
        NotFoundError: there is none, or not any more.
    """
    uuid = parse_uuid(text)
    rows = ContactExport.objects.select_related("job").filter(created_at__gt=timezone.now() - KEPT)
    found: ContactExport | None = rows.filter(uuid=uuid).first() if uuid else None
    if found is None:
        raise NotFoundError("Export not found")
    return found


def stored(export: ContactExport) -> Stored:
    """The file of an export.

    Raises:
        ConflictError: there is none yet.
    """
    if not export.is_ready or export.file is None:
        raise ConflictError("This export has no file yet: its job tells how far it is.", code="NOT_READY")
    parts = pieces.read(company_id=export.company_id, file=export.file)
    return Stored(export.name, export.bytes, parts)


def prune() -> int:
    """Forget exports whose time is over.

    Returns:
        How many rows went.
    """
    with across_companies(), transaction.atomic():
        old = ContactExport.objects.filter(created_at__lt=timezone.now() - KEPT)
        left, _ = FilePiece.objects.filter(file__in=old.values("file")).delete()
        return left + old.delete()[0]
