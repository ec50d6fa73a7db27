"""The job that writes an export: from the database into pieces of a file, a batch at a time."""

from collections.abc import Iterator
from contextlib import ExitStack
from uuid import UUID

from django.db import transaction

from audiences import pieces
from audiences.exporting import tables
from audiences.models import ContactExport
from core.csv_cells import MARK, as_csv
from core.errors import NotFoundError
from core.ids import new_uuid
from core.jobs.registry import Result
from core.jobs.running import RunningJob


def run(job: RunningJob) -> Result:
    """Write the file. Run again after a crash, it writes anew; where there is one already, it leaves that.

    Raises:
        NotFoundError: the export, its group or its segment was deleted meanwhile.
    """
    rows = ContactExport.objects.select_related("segment")
    export: ContactExport | None = rows.filter(pk=job.arguments["export"]).first()
    if export is None:
        raise NotFoundError("This export is not there any more. Please ask for it again.")
    if not export.is_ready:
        _write(job, export)
        export.refresh_from_db()
    return {"rows": export.rows, "bytes": export.bytes, "name": export.name}


def _write(job: RunningJob, export: ContactExport) -> None:
    file, owner = _begin(export), export.company_id
    with ExitStack() as undoing:
        undoing.callback(pieces.drop, company_id=owner, file=file)
        with tables.opened(export) as table:
            size = pieces.write(company_id=owner, file=file, parts=_parts(job, table))
        # An attempt that was given up meanwhile is not the export's last one.
        here = ContactExport.objects.filter(pk=export.pk, file=file)
        if here.update(is_ready=True, rows=table.total, bytes=size):
            undoing.pop_all()


@transaction.atomic
def _begin(export: ContactExport) -> UUID:
    """Forget what an attempt before wrote, and say what this one writes."""
    if export.file is not None:
        pieces.drop(company_id=export.company_id, file=export.file)
    export.file = new_uuid()
    export.save(update_fields=["file"])
    return export.file


def _parts(job: RunningJob, table: tables.Table) -> Iterator[bytes]:
    """The file, a batch at a time; between two, how far it is is told, and somebody may have cancelled the job."""
    done = 0
    yield MARK + as_csv([table.header])
    for batch in table.batches:
        job.progress(done=done, total=table.total)
        yield as_csv(batch)
        done += len(batch)
