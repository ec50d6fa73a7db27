"""Files in pieces: kept whole or not at all, read piece by piece, and dropped when their time is over."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from analytics.exporting.asking import KEPT
from analytics.models import Export, ExportChunk, Format
from core.errors import ConflictError
from core.ids import new_uuid
from core.tenancy import across_companies, company_scope

CHUNK = 1_000_000
TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is ready.

    Args:
        name: what to save it as.
        content_type: what it is.
        size: in bytes.
        parts: its bytes in order, a piece at a time; each opens the company's scope for itself.
    """

    name: str
    content_type: str
    size: int
    parts: Iterator[bytes]


def keep(*, export: Export, path: Path, rows: int, beat: Callable[[], None]) -> None:
    """Keep a file as the export's, unless another attempt was faster; without a trace where it fails half-way.

    Args:
        rows: how many the table has.
        beat: called before each piece; may raise to stop.
    """
    file = new_uuid()
    with ExitStack() as undoing, path.open("rb") as source:
        undoing.callback(_drop, file)
        for number, data in enumerate(iter(lambda: source.read(CHUNK), b"")):
            beat()
            ExportChunk.objects.create(company_id=export.company_id, export=export, file=file, number=number, data=data)
        if _publish(export, file, rows, path.stat().st_size):
            undoing.pop_all()


def _drop(file: UUID) -> None:
    ExportChunk.objects.filter(file=file).delete()


@transaction.atomic
def _publish(export: Export, file: UUID, rows: int, size: int) -> bool:
    """Make a file the export's; what earlier attempts left goes."""
    columns = {"file": file, "rows": rows, "bytes": size, "expires_at": timezone.now() + KEPT}
    if not Export.objects.filter(pk=export.pk, file=None).update(**columns):
        return False
    ExportChunk.objects.filter(export=export).exclude(file=file).delete()
    return True


def stored(export: Export) -> Stored:
    """The file of an export.

    Raises:
        ConflictError: there is none yet.
    """
    if export.file is None:
        raise ConflictError("This export has no file yet: its job tells how far it is.", code="NOT_READY")
    return Stored(export.name, TYPES[Format(export.format)], export.bytes, _parts(export.company_id, export.file))


def _parts(company_id: int, file: UUID) -> Iterator[bytes]:
    """Read when the answer is on its way, and the caller's own scope has long been closed."""
    number = 0
    while data := _part(company_id, file, number):
        yield data
        number += 1


def _part(company_id: int, file: UUID, number: int) -> bytes:
    with company_scope(company_id):
        chunk = ExportChunk.objects.filter(company_id=company_id, file=file, number=number)
        return bytes(chunk.values_list("data", flat=True).first() or b"")


def prune() -> int:
    """Drop the exports whose time is over.

    Returns:
        How many.
    """
    with across_companies(), transaction.atomic():
        _, dropped = Export.objects.filter(expires_at__lte=timezone.now()).delete()
    return dropped.get(Export._meta.label, 0)
